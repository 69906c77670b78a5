import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Target } from '../../../src/core/ports/chat.ts'
import { type DiscordBench, discordSetup } from './setup.ts'

const MINUTE_MS = 60_000

let setup: DiscordBench
let person: Extract<Target, { to: 'person' }>
beforeAll(async () => {
  setup = await discordSetup(undefined, { channelBucket: { limit: 1_000, windowMs: 1_000 } })
  await setup.chat.identify()
  const [workspace = ''] = setup.chat.workspaces
  person = { to: 'person', platform: 'discord', workspace, person: setup.seat.user }
})
afterAll(() => setup.close())

let keys = 0
async function outcomeOf(call: string, code: number) {
  setup.discord.faults.nextCall(call, `error:${code}`)
  const blocks = [{ kind: 'paragraph', text: 'Shall we?' }] as const
  return setup.chat.send(person, { kind: 'say', blocks }, `key-${++keys}`)
}

/** What is done about each of Discord's errors, as the survey of the platforms lists them. */
describe('what an error of Discord’s means for what was to be sent', () => {
  it('40003: conversations are opened too fast, to be tried again in a while', async () => {
    const outcome = await outcomeOf('POST /users/@me/channels', 40003)
    expect(outcome).toMatchObject({ outcome: 'retry' })
    expect(outcome.outcome === 'retry' && outcome.afterMs).toBeGreaterThanOrEqual(10 * MINUTE_MS)
  })

  it.each([
    [50007, 'closed'],
    [50278, 'no-shared-space'],
    [10003, 'place-gone'],
    [50001, 'restricted'],
    [50013, 'restricted'],
  ])('%i: not to be reached (%s)', async (code, reason) => {
    expect(await outcomeOf('POST /channels/*/messages', code)).toEqual({ outcome: 'unreachable', reason })
  })

  it('50033: there is no such person', async () => {
    const outcome = await outcomeOf('POST /users/@me/channels', 50033)
    expect(outcome).toEqual({ outcome: 'unreachable', reason: 'not-found' })
  })

  it.each([20009, 200000, 240000, 50035, 50006])('%i: never to be sent again as it is', async (code) => {
    expect(await outcomeOf('POST /channels/*/messages', code)).toMatchObject({ outcome: 'rejected' })
  })
})
