import { afterEach, describe, expect, it } from 'vitest'
import { createDiscordChat } from '../../../src/adapters/discord/index.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import type { Chat, Intent, Target } from '../../../src/core/ports/chat.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { commands, type DiscordBench, discordSetup, token } from './setup.ts'

const WORDS: Intent = { kind: 'say', blocks: [{ kind: 'paragraph', text: 'Hello' }] }
const LATER: Intent = { ...WORDS, unhurried: true }
const MINUTE = 60_000

/** Discord bars after 20 of these calls here, and so sends nobody waits for stop at 10 and all at 16. */
const TOLERANCE = { calls: 20, withinMs: 10 * MINUTE }

describe('calls that Discord refuses', () => {
  let bench: DiscordBench
  let chat: Chat
  let errors: string[]
  let laterMs = 0
  const clock = { ...createSystemClock(), now: () => new Date(Date.now() + laterMs) }
  const begin = async () => {
    laterMs = 0
    errors = []
    bench = await discordSetup(clock, {
      channelBucket: { limit: 250, windowMs: 5_000 },
      now: () => clock.now().getTime(),
      refusedCalls: { limit: TOLERANCE.calls, windowMs: TOLERANCE.withinMs },
    })
    const log = { ...silentLog, error: (event: string) => void errors.push(event) }
    const settings = { token, apiUrl: bench.discord.apiUrl, commands }
    chat = createDiscordChat(settings, { clock, log, tolerance: TOLERANCE })
    await chat.identify()
  }
  afterEach(() => bench.close())

  const to = (person: string): Target => ({
    to: 'person',
    platform: 'discord',
    workspace: bench.discord.application,
    person,
  })
  const deaf = () => bench.deafSeat?.user ?? ''
  const refused = async (times: number) => {
    for (let time = 0; time < times; time++)
      expect(await chat.send(to(deaf()), WORDS, `row-${time}`)).toMatchObject({
        reason: 'closed',
      })
  }

  it('have sends wait before they bar the bot: first those nobody waits for, then all', async () => {
    await begin()
    await refused(9)
    expect(await chat.send(to(bench.seat.user), LATER, 'early')).toMatchObject({ outcome: 'sent' })
    await refused(1)
    expect(await chat.send(to(bench.seat.user), LATER, 'held')).toMatchObject({ outcome: 'retry' })
    expect(await chat.send(to(bench.seat.user), WORDS, 'hurried')).toMatchObject({ outcome: 'sent' })
    expect(errors).toEqual(['discord.refused-calls'])
    await refused(6)
    expect(await chat.send(to(bench.seat.user), WORDS, 'held-too')).toMatchObject({ outcome: 'retry' })
    laterMs += 11 * MINUTE
    expect(await chat.send(to(bench.seat.user), WORDS, 'held-too')).toMatchObject({ outcome: 'sent' })
    expect(bench.lines.filter(({ error }) => error?.startsWith('1015'))).toEqual([])
  })

  it('are counted over all clients, those that answer gestures too', async () => {
    await begin()
    const expiresAt = new Date(clock.now().getTime() + 9 * MINUTE).toISOString()
    const gone = { application: bench.discord.application, token: 'unknown', mode: 'update', channel: '1' }
    const before = bench.lines.length
    for (let time = 0; time < 10; time++) {
      bench.discord.faults.nextCall('PATCH /webhooks/*/*/messages/*', 'rate-limited')
      await chat.answer({ token: JSON.stringify(gone), expiresAt }, { kind: 'replace', blocks: WORDS.blocks })
    }
    expect(bench.lines.slice(before).filter(({ error }) => error?.startsWith('429')).length).toBe(10)
    expect(await chat.send(to(bench.seat.user), LATER, 'held')).toMatchObject({ outcome: 'retry' })
  })

  it('do not count where the limit is shared with others', async () => {
    await begin()
    for (let time = 0; time < 12; time++) {
      bench.discord.faults.nextCall('POST /channels/*/messages', 'rate-limited-shared')
      expect(await chat.send(to(bench.seat.user), WORDS, `row-${time}`)).toMatchObject({ outcome: 'retry' })
    }
    expect(await chat.send(to(bench.seat.user), LATER, 'sent')).toMatchObject({ outcome: 'sent' })
  })

  it('are told as something to wait for where the bot is barred after all', async () => {
    await begin()
    const careless = createDiscordChat(
      { token, apiUrl: bench.discord.apiUrl, commands },
      { clock, log: silentLog },
    )
    for (let time = 0; time < 21; time++) await careless.send(to(deaf()), WORDS, `row-${time}`)
    const result = await chat.send(to(bench.seat.user), WORDS, 'barred')
    expect(result).toMatchObject({ outcome: 'retry' })
    expect(result.outcome === 'retry' && result.afterMs).toBeGreaterThan(30 * MINUTE)
  })
})
