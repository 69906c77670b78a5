import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { isValidSlackRequest } from '@slack/bolt'
import { afterEach, describe, expect, it } from 'vitest'
import type { Sight } from '../../../sim/seat.ts'
import { openWorkspace, type Workspace } from './stage.ts'

const SECRET = '5ecf03ae77d5c2a19be04f6a1d8370c9'

interface Request {
  readonly contentType: string
  readonly retry: string | undefined
  readonly reason: string | undefined
  readonly genuine: boolean
  readonly body: string
}

let workspace: Workspace
let app: Server
afterEach(async () => {
  await workspace.close()
  app.closeAllConnections()
  app.close()
})

/** An app that answers the challenge, and everything else by `answer`. */
async function openApp(answer: (request: Request, response: ServerResponse) => void, verifies = true) {
  const requests: Request[] = []
  app = createServer(async (incoming, response) => {
    const request = await read(incoming)
    const body: { type?: string; challenge?: string } = request.body.startsWith('{')
      ? JSON.parse(request.body)
      : {}
    if (body.type === 'url_verification') {
      response.end(verifies ? JSON.stringify({ challenge: body.challenge }) : 'hello')
      return
    }
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  const requestUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}/slack/events`
  workspace = await openWorkspace({ http: { signingSecret: SECRET, requestUrl } })
  return { ...workspace, requests }
}

async function read(incoming: IncomingMessage): Promise<Request> {
  const body = await text(incoming)
  const header = (name: string) => incoming.headers[name]?.toString()
  return {
    contentType: header('content-type') ?? '',
    retry: header('x-slack-retry-num'),
    reason: header('x-slack-retry-reason'),
    genuine: isValidSlackRequest({
      signingSecret: SECRET,
      body,
      headers: {
        'x-slack-signature': header('x-slack-signature') ?? '',
        'x-slack-request-timestamp': Number(header('x-slack-request-timestamp')),
      },
    }),
    body,
  }
}

const ok = (_request: Request, response: ServerResponse) => void response.end()

describe('an event over HTTP', () => {
  it('is signed, and delivered once where it is taken', async () => {
    const { slack, seat, channel, requests } = await openApp(ok)
    await seat.say(`<@${slack.botUser}> hello`, channel)
    await slack.quiet()
    expect(requests).toMatchObject([{ contentType: 'application/json', genuine: true, retry: undefined }])
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
      type: 'event_callback',
      event: { type: 'app_mention' },
    })
  })

  it.each([
    ['is refused', 'http_error', (response: ServerResponse): void => void response.writeHead(500).end()],
    [
      'is sent elsewhere',
      'connection_failed',
      (response: ServerResponse): void => void response.writeHead(302, { location: '/' }).end(),
    ],
    ['is not answered', 'http_timeout', () => {}],
    ['is hung up on', 'connection_failed', (response: ServerResponse): void => void response.destroy()],
  ] as const)('that %s comes three times more, with the reason', async (_how, reason, answer) => {
    const { slack, seat, channel, requests } = await openApp((_request, response) => answer(response))
    await seat.say(`<@${slack.botUser}> hello`, channel)
    await slack.quiet()
    expect(requests.map((each) => [each.retry, each.reason])).toEqual([
      [undefined, undefined],
      ['1', reason],
      ['2', reason],
      ['3', reason],
    ])
    expect(new Set(requests.map((each) => each.body)).size).toBe(1)
  })

  it('that is refused with X-Slack-No-Retry does not come again', async () => {
    const { slack, seat, channel, requests } = await openApp(
      (_request, response) => void response.writeHead(500, { 'X-Slack-No-Retry': '1' }).end(),
    )
    await seat.say(`<@${slack.botUser}> hello`, channel)
    await slack.quiet()
    expect(requests).toHaveLength(1)
  })

  it('is not delivered to an address that did not answer the challenge', async () => {
    const { slack, seat, channel, requests } = await openApp(ok, false)
    await seat.say(`<@${slack.botUser}> hello`, channel)
    await slack.quiet()
    expect(requests).toEqual([])
  })

  it('that is one too many is left out, and the app is told', async () => {
    const { slack, seat, channel, requests } = await openApp(ok)
    slack.faults.leaveOutEvents(1)
    await seat.say(`<@${slack.botUser}> hello`, channel)
    await slack.quiet()
    expect(requests.map(({ body }) => JSON.parse(body))).toEqual([
      {
        token: 'legacy',
        type: 'app_rate_limited',
        team_id: slack.workspace,
        api_app_id: expect.any(String),
        minute_rate_limited: expect.any(Number),
      },
    ])
  })

  it('whose acknowledgement gets lost comes again', async () => {
    const { slack, seat, channel, requests } = await openApp(ok)
    slack.faults.dropAcks(1)
    await seat.say(`<@${slack.botUser}> hello`, channel)
    await slack.quiet()
    expect(requests.map((each) => each.retry)).toEqual([undefined, '1'])
  })
})

describe('a command over HTTP', () => {
  it('comes form-encoded and signed, and shows what it is answered with', async () => {
    const { seat, channel, person, requests } = await openApp((_request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ response_type: 'ephemeral', text: 'On it.' }))
    })
    const seen: Sight[] = []
    seat.watch((sight) => seen.push(sight))
    await seat.command(channel, '/study', 'status & more')
    expect(requests).toMatchObject([{ contentType: 'application/x-www-form-urlencoded', genuine: true }])
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toMatchObject({
      command: '/study',
      text: 'status &amp; more',
      user_id: person,
      channel_id: channel,
    })
    expect(seen).toMatchObject([{ kind: 'message', text: 'On it.', ephemeral: true }])
  })

  it.each([
    ['is refused', (response: ServerResponse): void => void response.writeHead(503).end()],
    ['is not answered', () => {}],
  ] as const)('that %s never comes again, and its sender sees that it failed', async (_how, answer) => {
    const { seat, channel, requests } = await openApp((_request, response) => answer(response))
    const seen: Sight[] = []
    seat.watch((sight) => seen.push(sight))
    await seat.command(channel, '/study', 'status')
    expect(requests).toHaveLength(1)
    expect(seen).toMatchObject([{ kind: 'complaint', text: expect.stringContaining('dispatch_failed') }])
  })
})
