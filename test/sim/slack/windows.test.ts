import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openWorkspace, refusal, type Workspace } from './stage.ts'

const MINUTE_MS = 60_000

interface Frame {
  readonly type: string
  readonly envelope_id: string
  readonly retry_attempt?: number
  readonly reason?: string
  readonly payload: { readonly trigger_id: string; readonly response_url: string }
}

let workspace: Workspace
beforeEach(async () => {
  // Slack's own times, not the shorter ones of other tests.
  workspace = await openWorkspace({ timing: {} })
})
afterEach(async () => {
  vi.useRealTimers()
  await workspace.close()
})

/** A timer that is set while a stopped clock is moved comes due a little later. */
const LATE_MS = 5
const TURNS = 200_000

/** By turns of the event loop, which no clock that a test stops can stop. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn++) {
    if (turn > TURNS) throw new Error(`It never came to be: ${holds}`)
    await nextTurn()
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A socket whose frames are kept, and which acknowledges by `ack` alone. */
async function listen() {
  const { url = '' } = await workspace.client('xapp-test').apps.connections.open()
  const socket = new WebSocket(url)
  const frames: Frame[] = []
  socket.onmessage = ({ data }) => frames.push(JSON.parse(String(data)))
  await until(() => frames.length === 1)
  const ack = ({ envelope_id }: Frame) => socket.send(JSON.stringify({ envelope_id }))
  const arrived = (type: string, count: number) =>
    until(() => frames.filter((frame) => frame.type === type).length === count)
  return { frames, ack, arrived }
}

/** A command that was given and acknowledged. */
async function command(): Promise<Frame['payload']> {
  const { frames, ack, arrived } = await listen()
  const done = workspace.seat.command(workspace.channel, '/study', 'new')
  await arrived('slash_commands', 1)
  const frame = frames.at(-1) as Frame
  ack(frame)
  await done
  return frame.payload
}

describe('the time that Slack gives', () => {
  it('is three seconds to acknowledge a command', async () => {
    const { arrived } = await listen()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const complaints = () => workspace.record.filter(({ kind }) => kind === 'refused').length
    const done = workspace.seat.command(workspace.channel, '/study', 'new')
    await arrived('slash_commands', 1)
    await vi.advanceTimersByTimeAsync(2_999)
    expect(complaints()).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    await done
    expect(complaints()).toBe(1)
  })

  it('is three seconds to acknowledge an event, which comes again at once, a minute and five minutes later', async () => {
    const { slack, seat, channel } = workspace
    const { frames, arrived } = await listen()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await seat.say(`<@${slack.botUser}> hello`, channel)
    await arrived('events_api', 1)
    const waits = [3_000, 3_000 + MINUTE_MS, 3_000 + 5 * MINUTE_MS]
    for (const [at, waitMs] of waits.entries()) {
      await vi.advanceTimersByTimeAsync(waitMs - 50)
      // What was sent too early would be here by then.
      for (let turn = 0; turn < 500; turn++) await nextTurn()
      expect(frames.filter(({ type }) => type === 'events_api')).toHaveLength(at + 1)
      await vi.advanceTimersByTimeAsync(50 + LATE_MS)
      await arrived('events_api', at + 2)
    }
    await vi.advanceTimersByTimeAsync(3_000)
    await slack.quiet()
    expect(
      frames.flatMap(({ type, retry_attempt }) => (type === 'events_api' ? [retry_attempt] : [])),
    ).toEqual([0, 1, 2, 3])
  })

  it('is three seconds to open a form by a trigger', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const view = {
      type: 'modal',
      title: { type: 'plain_text', text: 'Form' },
      blocks: [{ type: 'section', text: { type: 'plain_text', text: 'x' } }],
    }
    const afterMs = async (waitMs: number) => {
      const { trigger_id } = await command()
      vi.setSystemTime(Date.now() + waitMs)
      return refusal(workspace.web.apiCall('views.open', { trigger_id, view }))
    }
    expect(await afterMs(3_000)).toBe('ok')
    expect(await afterMs(3_001)).toBe('expired_trigger_id')
  })

  it('is half an hour to use a response address', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { response_url } = await command()
    const start = Date.now()
    const respondAt = async (ms: number) => {
      vi.setSystemTime(start + ms)
      return (await fetch(response_url, { method: 'POST', body: JSON.stringify({ text: 'x' }) })).status
    }
    expect(await respondAt(30 * MINUTE_MS)).toBe(200)
    expect(await respondAt(30 * MINUTE_MS + 1_000)).toBe(404)
  })
})

describe('the sockets that Slack gives', () => {
  it('are ten to an app, and one more is sent away', async () => {
    for (let at = 1; at <= 10; at++) expect((await listen()).frames[0]?.type).toBe('hello')
    const { frames } = await listen()
    expect(frames).toEqual([{ type: 'disconnect', reason: 'too_many_websockets' }])
    expect(workspace.slack.sockets).toBe(10)
  })

  it.each(['warning', 'refresh_requested'] as const)(
    'are to be opened anew when it says so: %s',
    async (reason) => {
      const { frames } = await listen()
      workspace.slack.faults.refreshSockets(1, reason)
      await until(() => frames.length === 2)
      expect(frames[1]).toEqual({ type: 'disconnect', reason })
    },
  )
})
