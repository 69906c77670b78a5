import { afterEach, describe, expect, it } from 'vitest'
import { signatureOf } from '../../../sim/slack/deliver-http.ts'
import { refusedByTheSystem, serverTaking } from '../../harness/listening-server.ts'
import { SIGNING_SECRET, type Stage, type StageOptions, setStage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

async function listening(options: StageOptions = {}) {
  stage = await setStage({ way: 'http', ...options })
  const person = stage.slack.addPerson({ name: 'Ada Quill', zone: 'Europe/Berlin', locale: 'de-DE' })
  return { ...stage, person, seat: stage.slack.seat(person) }
}

interface Sent {
  readonly body: string
  readonly contentType?: string
  /** Seconds from now. */
  readonly ago?: number
  readonly secret?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A request as anybody can send it. */
function send({
  body,
  contentType = 'application/json',
  ago = 0,
  secret = SIGNING_SECRET,
  headers,
}: Sent): Promise<Response> {
  const at = Math.floor(Date.now() / 1_000) - ago
  return fetch(stage.requestUrl, {
    method: 'POST',
    headers: {
      'content-type': contentType,
      ...(headers ?? {
        'x-slack-request-timestamp': String(at),
        'x-slack-signature': signatureOf(secret, at, body),
      }),
    },
    body,
  })
}

const mention = (text: string) =>
  JSON.stringify({
    type: 'event_callback',
    event_id: 'Ev1',
    event: { type: 'app_mention', channel: 'C1', user: 'U1', ts: '1790000000.000100', text },
  })

describe('a request', () => {
  it('that Slack signed is taken', async () => {
    const { event } = await listening()
    expect((await send({ body: mention('hello') })).status).toBe(200)
    expect(await event('mention')).toMatchObject({ conversation: 'C1', person: 'U1', text: 'hello' })
  })

  it.each([
    ['signed with another secret', { secret: '0'.repeat(32) }],
    ['not signed', { headers: {} }],
    ['without a time', { headers: { 'x-slack-signature': signatureOf(SIGNING_SECRET, 0, mention('x')) } }],
    [
      'signed in another way',
      {
        headers: {
          'x-slack-request-timestamp': `${Math.floor(Date.now() / 1_000)}`,
          'x-slack-signature': 'v1=00',
        },
      },
    ],
    ['signed more than five minutes ago', { ago: 301 }],
    ['signed for a time to come', { ago: -330 }],
  ] as const)('that is %s is refused and means nothing', async (_how, how) => {
    const { events, logged } = await listening()
    expect((await send({ body: mention('x'), ...how })).status).toBe(401)
    expect(events).toEqual([])
    expect(logged.join('\n')).toContain('slack-request-refused')
  })

  it('whose words were changed on the way is refused', async () => {
    const { events } = await listening()
    const at = Math.floor(Date.now() / 1_000)
    const headers = {
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': signatureOf(SIGNING_SECRET, at, mention('yes')),
    }
    expect((await send({ body: mention('no'), headers })).status).toBe(401)
    expect(events).toEqual([])
  })

  it('by which Slack verifies the address gets its challenge back', async () => {
    await listening()
    const body = JSON.stringify({ type: 'url_verification', token: 'legacy', challenge: 'c7a1' })
    expect(await (await send({ body })).json()).toEqual({ challenge: 'c7a1' })
    expect((await send({ body, secret: '0'.repeat(32) })).status).toBe(401)
  })

  it('by which Slack tests the certificate needs no signature, and can carry nothing else', async () => {
    const { events } = await listening()
    const body =
      'ssl_check=1&command=%2Finterview&text=stop&user_id=U1&channel_id=C1&trigger_id=t&response_url=u'
    const checked = await send({ body, contentType: 'application/x-www-form-urlencoded', headers: {} })
    expect(checked.status).toBe(200)
    expect(events).toEqual([])
  })

  it('that is no JSON, or larger than any of Slack’s, is refused', async () => {
    await listening()
    expect((await send({ body: 'no json' })).status).toBe(400)
    expect(
      (await send({ body: 'payload=%7B', contentType: 'application/x-www-form-urlencoded' })).status,
    ).toBe(400)
    expect((await send({ body: 'x'.repeat(5 * 1024 * 1024) })).status).toBe(413)
  })

  it('is taken also after the system let no connection in, and the log tells of each time', async () => {
    const { logged } = await listening()
    const server = await serverTaking(() => send({ body: mention('hello') }))
    for (let times = 1; times <= 2; times++) server.emit('error', refusedByTheSystem())
    expect((await send({ body: mention('again') })).status).toBe(200)
    expect(logged.filter((line) => /not-taken-in.*accept EMFILE/.test(line))).toHaveLength(2)
  })

  it('elsewhere finds nothing', async () => {
    const { requestUrl } = await listening()
    expect((await fetch(requestUrl)).status).toBe(404)
    expect((await fetch(new URL('/', requestUrl), { method: 'POST' })).status).toBe(404)
  })
})

describe('what Slack leaves out because it would be too much', () => {
  it('is told of as a gap', async () => {
    const { slack, seat, event, events } = await listening()
    slack.faults.leaveOutEvents(2)
    await seat.say('hello')
    await slack.quiet()
    const gap = await event('gap')
    expect(Date.parse(gap.to) - Date.parse(gap.from)).toBe(60_000)
    expect(Math.abs(Date.now() - Date.parse(gap.from))).toBeLessThan(120_000)
    expect(events.map(({ kind }) => kind)).toEqual(['gap', 'gap'])
  })
})

describe('listening', () => {
  it('answers 503 while nothing can be stored, and never tells Slack to stop', async () => {
    let away = true
    const { events } = await listening({
      onEvent: async () => {
        if (away) throw new Error('database down')
      },
    })
    const refused = await send({ body: mention('once') })
    expect([refused.status, refused.headers.get('x-slack-no-retry')]).toEqual([503, null])
    away = false
    expect((await send({ body: mention('once') })).status).toBe(200)
    expect(events).toHaveLength(1)
  })

  it('cannot begin on a port that is taken', async () => {
    const { connect } = await listening()
    await expect(connect()).rejects.toMatchObject({
      code: 'platform',
      message: expect.stringMatching(/SLACK_HTTP_PORT.*EADDRINUSE/),
    })
  })

  it('ends once what has come in is stored and answered, and takes nothing new', async () => {
    const { promise: storing, resolve: store } = Promise.withResolvers<void>()
    const { promise: inHand, resolve: arrived } = Promise.withResolvers<void>()
    const { events, connect } = await listening({
      connect: false,
      onEvent: async () => {
        arrived()
        await storing
      },
    })
    const connection = await connect()
    const answered = send({ body: mention('just in time') })
    await inHand
    const closed = connection.close()
    await expect
      .poll(() =>
        send({ body: mention('too late') }).then(
          () => 'taken',
          () => 'refused',
        ),
      )
      .toBe('refused')
    store()
    expect((await answered).status).toBe(200)
    await closed
    await connection.ended
    expect(events).toMatchObject([{ text: 'just in time' }])
  })

  it('can begin again where it ended', async () => {
    const { connect, seat, event } = await listening({ connect: false })
    const connection = await connect()
    await connection.close()
    await connect()
    await seat.say('still here')
    expect(await event('message-created')).toMatchObject({ text: 'still here' })
  })
})
