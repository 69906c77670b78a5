import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sight } from '../../../sim/seat.ts'
import { openWorkspace, refusal, type Workspace } from './stage.ts'

let workspace: Workspace
beforeEach(async () => {
  workspace = await openWorkspace()
})
afterEach(() => workspace.close())

const text = (words: string) => ({ type: 'plain_text', text: words })
const view = (over: Readonly<Record<string, unknown>> = {}) => ({
  type: 'modal',
  callback_id: 'f',
  title: text('Form'),
  submit: text('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'goal',
      label: text('Goal'),
      element: { type: 'plain_text_input', action_id: 'goal', max_length: 10 },
    },
  ],
  ...over,
})

interface Command {
  readonly trigger_id: string
  readonly response_url: string
  readonly text: string
}

/** Sends a command and acknowledges it. */
async function command(): Promise<Command> {
  const socket = await workspace.socket()
  const arrived = new Promise<Command>((resolve) => {
    socket.once('slash_commands', async ({ ack, body }) => {
      await ack()
      resolve(body)
    })
  })
  await workspace.seat.command(workspace.channel, '/study', 'new <x>')
  return arrived
}

const open = (trigger: string, shape: unknown = view()) =>
  refusal(workspace.web.apiCall('views.open', { trigger_id: trigger, view: shape }))

describe('a trigger', () => {
  it('opens one form, once', async () => {
    const { trigger_id: trigger } = await command()
    const seen: Sight[] = []
    workspace.seat.watch((sight) => seen.push(sight))
    expect(await open(trigger)).toBe('ok')
    expect(seen).toMatchObject([{ kind: 'form', title: 'Form', fields: [{ id: 'goal', kind: 'text' }] }])
    expect(await open(trigger)).toBe('exchanged_trigger_id')
    expect(await open('made-up')).toBe('invalid_trigger_id')
  })

  it('expires', async () => {
    await workspace.close()
    workspace = await openWorkspace({ timing: { triggerMs: -1 } })
    expect(await open((await command()).trigger_id)).toBe('expired_trigger_id')
  })

  it.each([
    ['a title over 24 characters', { title: text('x'.repeat(25)) }],
    ['input without a submit label', { submit: undefined }],
    ['private metadata over 3,000', { private_metadata: 'x'.repeat(3_001) }],
    ['a callback id over 255', { callback_id: 'x'.repeat(256) }],
    ['no blocks', { blocks: [] }],
    [
      'eleven radio buttons',
      {
        blocks: [
          {
            type: 'input',
            label: text('L'),
            element: {
              type: 'radio_buttons',
              action_id: 'r',
              options: Array.from({ length: 11 }, (_, at) => ({ text: text(`${at}`), value: `${at}` })),
            },
          },
        ],
      },
    ],
  ])('does not open a form with %s', async (_what, over) => {
    expect(await open((await command()).trigger_id, view(over))).toBe('invalid_arguments')
  })
})

describe('a command', () => {
  /** Commands that reach the bot, and what their senders are told by their client. */
  async function watched() {
    const arrived: string[] = []
    const socket = await workspace.socket()
    socket.on('slash_commands', async ({ ack, body }) => {
      arrived.push(body.command)
      await ack()
    })
    const complaints = () =>
      workspace.record.flatMap(({ kind, author, error }) => (kind === 'refused' && author ? [error] : []))
    return { arrived, complaints }
  }

  it('does not work in a thread', async () => {
    const { seat, channel } = workspace
    const { arrived, complaints } = await watched()
    const message = await seat.say('one', channel)
    await seat.command(channel, '/study', 'status', message)
    expect([arrived, complaints()]).toEqual([[], ['/study is not supported in threads. Sorry!']])
    await seat.command(channel, '/study', 'status')
    expect(arrived).toEqual(['/study'])
  })

  it('does not work in the app’s direct conversation for guests who were not permitted it', async () => {
    const ask = async () => {
      const told = await watched()
      const guest = workspace.slack.seat(workspace.slack.addPerson({ name: 'Gil Marsh', guest: true }))
      await guest.say('hello')
      await guest.command(guest.direct() ?? '', '/interview', 'status')
      return [told.arrived, told.complaints()]
    }
    expect(await ask()).toEqual([[], ['/interview may not be used by guests here.']])
    await workspace.close()
    workspace = await openWorkspace({ guestCommands: true })
    expect(await ask()).toEqual([['/interview'], []])
  })

  it('exists only where the app brought it along', async () => {
    await workspace.close()
    workspace = await openWorkspace({ commands: ['/study'] })
    const { arrived, complaints } = await watched()
    await workspace.seat.command(workspace.channel, '/survey', 'status')
    await workspace.seat.command(workspace.channel, '/study', 'status')
    expect([arrived, complaints()]).toEqual([['/study'], ['/survey is not a valid command.']])
  })
})

describe('a response address', () => {
  const respond = async (url: string, body: unknown) =>
    (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).status

  it('works five times', async () => {
    const { response_url: url } = await command()
    const statuses = []
    for (let use = 0; use < 6; use += 1) statuses.push(await respond(url, { text: 'x' }))
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404])
  })

  it('breaks a text up after 4,000 characters as any other way of posting does', async () => {
    const { response_url: url } = await command()
    const lengths: number[] = []
    workspace.seat.watch((sight) => sight.kind === 'message' && lengths.push(sight.text.length))
    await respond(url, { text: 'x'.repeat(4_001) })
    await respond(url, { text: 'x'.repeat(4_001), response_type: 'in_channel' })
    expect(lengths).toEqual([4_000, 1, 4_000, 1])
  })

  it('works for half an hour', async () => {
    await workspace.close()
    workspace = await openWorkspace({ timing: { responseUrlMs: -1 } })
    expect(await respond((await command()).response_url, { text: 'x' })).toBe(404)
  })
})

describe('Socket Mode', () => {
  it('takes each ticket once', async () => {
    const { url = '' } = await workspace.client('xapp-test').apps.connections.open()
    const attempt = () =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url)
        socket.onmessage = () => resolve('open')
        socket.onerror = () => resolve('refused')
      })
    expect(await attempt()).toBe('open')
    expect(await attempt()).toBe('refused')
  })

  it('delivers an event four times, then gives it up, and a command once', async () => {
    await workspace.close()
    workspace = await openWorkspace({ timing: { ackDeadlineMs: 200, retryDelaysMs: [0, 10, 20] } })
    const { slack, seat, channel } = workspace
    const socket = await workspace.socket()
    const attempts: unknown[] = []
    socket.on('slack_event', ({ type, retry_num }) => attempts.push([type, retry_num]))
    await seat.say(`<@${slack.botUser}> hello`, channel)
    await slack.quiet()
    const seen: Sight[] = []
    seat.watch((sight) => seen.push(sight))
    await seat.command(channel, '/study', 'status')
    expect(attempts).toEqual([
      ['events_api', 0],
      ['events_api', 1],
      ['events_api', 2],
      ['events_api', 3],
      ['slash_commands', undefined],
    ])
    expect(seen).toMatchObject([{ kind: 'complaint', text: expect.stringContaining('dispatch_failed') }])
  })

  it('gets nothing through a socket that is half open, which nobody is told of', async () => {
    const { slack, seat, channel } = workspace
    const [deaf, next] = [await workspace.socket(), await workspace.socket()]
    const heard: unknown[] = []
    for (const [at, socket] of [deaf, next].entries())
      socket.on('slack_event', async ({ ack, retry_num }) => {
        heard.push([at, retry_num])
        await ack()
      })
    slack.faults.silenceSockets(1)
    await seat.say(`<@${slack.botUser}> hello`, channel)
    await slack.quiet()
    expect(heard).toEqual([[1, 1]])
    expect(slack.sockets).toBe(1)
  })

  it('spreads deliveries over its sockets', async () => {
    const { slack, seat } = workspace
    const counts = [0, 0]
    for (const at of [0, 1]) {
      const socket = await workspace.socket()
      socket.on('slack_event', async ({ ack }) => {
        counts[at] = (counts[at] ?? 0) + 1
        await ack()
      })
    }
    for (const words of ['a', 'b', 'c']) await seat.say(words)
    await slack.quiet()
    // The opening of the conversation and three messages.
    expect(counts).toEqual([2, 2])
  })

  it('shows no form its own client would not have sent', async () => {
    const { trigger_id: trigger } = await command()
    const seen: Sight[] = []
    workspace.seat.watch((sight) => seen.push(sight))
    await open(trigger)
    const [form] = seen
    if (form?.kind !== 'form') throw new Error('no form')
    await workspace.seat.submit(form, { goal: [''] })
    await workspace.seat.submit(form, { goal: ['x'.repeat(11)] })
    expect(seen.slice(1)).toMatchObject([{ kind: 'complaint' }, { kind: 'complaint' }])
  })
})
