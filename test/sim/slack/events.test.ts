import type { SocketModeClient } from '@slack/socket-mode'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace, type Workspace } from './stage.ts'

type Told = Readonly<Record<string, unknown>>

let workspace: Workspace
let told: Told[]
beforeEach(async () => {
  await open()
})
afterEach(() => workspace.close())

/** Everything Slack tells is acknowledged and kept. */
async function open(options: Parameters<typeof openWorkspace>[0] = {}): Promise<void> {
  workspace = await openWorkspace(options)
  told = []
  keep(await workspace.socket(300))
}

function keep(socket: SocketModeClient): void {
  socket.on('slack_event', async ({ ack, body }: { ack(): Promise<void>; body: { event: Told } }) => {
    await ack()
    told.push(body.event)
  })
}

async function historyOf(channel: string, metadata = false) {
  const { messages } = await workspace.web.conversations.history({ channel, include_all_metadata: metadata })
  return messages ?? []
}

describe('the events of the stand-in', () => {
  it('come later than the next ones when one was held back', async () => {
    const { slack, seat } = workspace
    const send = slack.faults.holdNextEvent((event) => event.type === 'message')
    const message = await seat.say('first')
    const direct = seat.direct() ?? ''
    await seat.edit(direct, message, 'second')
    await expect.poll(() => told.map((event) => event.subtype)).toContain('message_changed')
    send()
    await slack.quiet()
    const ofMessage = told.filter((event) => event.type === 'message')
    expect(ofMessage.map((event) => event.subtype)).toEqual(['message_changed', undefined])
    expect(ofMessage[1]).toMatchObject({ ts: message, text: 'first' })
  })

  it('repeat a gesture under another ts', async () => {
    const { slack, seat } = workspace
    const message = await seat.say('once')
    const direct = seat.direct() ?? ''
    const again = slack.faults.repeatGesture(direct, message)
    await slack.quiet()
    const [first, second] = told.filter((event) => event.type === 'message')
    expect([first?.ts, second?.ts]).toEqual([message, again])
    expect(second?.client_msg_id).toBe(first?.client_msg_id)
    expect((await historyOf(direct)).map((each) => each.ts)).toEqual([again, message])
  })

  it('tell what another app posted, and the history shows it', async () => {
    const { slack, seat } = workspace
    await seat.say('hello')
    const direct = seat.direct() ?? ''
    const ts = slack.faults.post(direct, {
      subtype: 'bot_message',
      bot_id: 'B0OTHER',
      text: 'from a workflow',
    })
    await slack.quiet()
    const expected = { ts, subtype: 'bot_message', bot_id: 'B0OTHER', text: 'from a workflow' }
    expect(told.at(-1)).toMatchObject({ ...expected, channel_type: 'im' })
    expect(told.at(-1)).not.toHaveProperty('user')
    const [shown] = await historyOf(direct)
    expect(shown).toMatchObject(expected)
    expect(shown).not.toHaveProperty('user')
  })

  it('do not get through sockets that fell silent, whose client finds out, and come again through another', async () => {
    const { slack, seat } = workspace
    const first = await workspace.socket(300)
    const gone = new Promise<void>((resolve) => first.once('disconnected', () => resolve()))
    slack.faults.silenceSockets()
    expect(slack.sockets).toBe(0)
    keep(await workspace.socket())
    for (const words of ['one', 'two', 'three']) await seat.say(words)
    await slack.quiet()
    expect(
      told
        .map((event) => event.text)
        .filter(Boolean)
        .sort(),
    ).toEqual(['one', 'three', 'two'])
    await gone
  })

  it('may be any that nothing stands behind', async () => {
    const { slack } = workspace
    slack.faults.sendEvent({ type: 'app_uninstalled' })
    await slack.quiet()
    expect(told).toEqual([{ type: 'app_uninstalled' }])
  })
})

describe('the clock of the stand-in', () => {
  it('may differ from that of the machine', async () => {
    await workspace.close()
    await open({ now: () => Date.now() - 600_000 })
    const ts = Number(await workspace.seat.say('ten minutes ago, by your clock'))
    expect(Date.now() / 1000 - ts).toBeGreaterThan(590)
    expect(Date.now() / 1000 - ts).toBeLessThan(610)
  })
})

describe('a history that lags', () => {
  it('by a draw for each message records what it left out when somebody looks for a key', async () => {
    await workspace.close()
    const lags = [0, 60_000]
    await open({ historyLagMs: () => lags.shift() ?? 0 })
    const { web, person, record } = workspace
    const post = (key: string) =>
      web.chat.postMessage({
        channel: person,
        text: key,
        metadata: { event_type: 'sounding', event_payload: { key } },
      })
    const { channel = '' } = await post('shown')
    const { ts } = await post('late')
    expect((await historyOf(channel)).map(({ text }) => text)).toEqual(['shown'])
    expect(record.filter((line) => line.kind === 'stale')).toEqual([])
    await historyOf(channel, true)
    expect(record.filter((line) => line.kind === 'stale')).toEqual([
      expect.objectContaining({ conversation: channel, message: ts, key: 'late' }),
    ])
  })
})
