import { afterEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { interviewed, type Participant } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, stateOf } from '../stage/stored.ts'
import { fixed, privately, question, saying, watching } from '../stage/watching.ts'

const FIRST = 'We took up a shared planner in May, because the old lists never matched.'
const HOUR = 3_600_000

describe.each(['slack', 'discord'] as const)('a workspace on %s', (platform) => {
  let bot: RunningBot
  let laterMs = 0
  const begin = async () => {
    laterMs = 0
    const clock = { ...createSystemClock(), now: () => new Date(Date.now() + laterMs) }
    bot = await runBot(platform, { clock })
  }
  afterEach(() => bot.close())

  it('case 25: from which the bot was removed stands still, loses nothing, and goes on when a researcher says so', async () => {
    await begin()
    const robin = watching(bot.robin)
    const person = await interviewed(bot)
    removed()
    await expect.poll(frozen, { timeout: 5_000 }).toBe(true)
    const due = await timerOf(person)
    laterMs += 30 * HOUR
    await bot.wake(person.lane)

    await reinstalled()
    await robin.next(saying('Nobody there is written to'), 'why nothing goes on')
    await person.say(FIRST)
    await bot.robin.command(bot.place, '/study', 'status')
    await robin.next(privately('nobody is written to since'), 'the standstill in the status')
    expect(await timerOf(person)).toEqual(due)
    expect(person.watch.sights.filter((sight) => saying(fixed('nudge'))(sight))).toEqual([])
    expect(await answersOf(bot, person)).toEqual([])

    await bot.robin.command(bot.place, '/study', 'resume')
    await robin.next(saying('Everything goes on here'), 'that it goes on')
    await person.watch.next(question, 'the next question')
    expect(await answersOf(bot, person)).toEqual([FIRST])
    expect((await timerOf(person)).getTime()).toBeGreaterThan(due.getTime() + 29 * HOUR)
    expect(person.watch.sights.filter((sight) => saying(fixed('nudge'))(sight))).toEqual([])
  })

  it('case 25: whose token is void stands still after a few sends, and goes on with a good one', async () => {
    await begin()
    const robin = watching(bot.robin)
    const person = await interviewed(bot)
    voidToken(true)
    await person.say(FIRST)
    for (let sends = 1; sends <= 3; sends++) {
      await expect.poll(brokenSends, { timeout: 10_000 }).toBe(sends)
      laterMs += 61_000
      await bot.wake(person.lane)
    }
    await expect.poll(frozen).toBe(true)
    voidToken(false)
    laterMs += 61_000
    await robin.next(saying('Nobody there is written to'), 'why nothing goes on')
    await bot.robin.command(bot.place, '/study', 'resume')
    await person.watch.next(question, 'the next question')
    await person.answer('Then we kept it, and the lists are gone.')
    expect(await stateOf(bot, person)).toBe('interviewing')
  })

  it('case 25: goes on where somebody takes back a token of their own, or a server is away for a while', async () => {
    await begin()
    const person = await interviewed(bot)
    bot.slack?.revokeOwnToken(bot.kim.user)
    for (const server of bot.discord?.servers ?? []) bot.discord?.faults.outage(server)
    await person.answer(FIRST)
    expect(await frozen()).toBe(false)
  })

  let left: readonly string[] = []
  function removed(): void {
    bot.slack?.uninstall()
    left = bot.discord?.servers ?? []
    for (const server of left) bot.discord?.removeServer(server)
  }

  /** On Slack the token comes anew, and so the bot is started again. */
  async function reinstalled(): Promise<void> {
    if (bot.slack) {
      bot.slack.reinstall()
      await bot.stop()
      await bot.startAnother()
    }
    for (const server of left) bot.discord?.returnServer(server)
  }

  function voidToken(isVoid: boolean): void {
    if (isVoid) bot.slack?.revokeToken()
    else bot.slack?.reinstall()
    bot.discord?.faults.voidToken(isVoid)
  }

  const workspace = () =>
    bot.database.db
      .selectFrom('workspace')
      .selectAll()
      .where('platform', '=', platform)
      .executeTakeFirstOrThrow()
  const frozen = async () => (await workspace()).frozen_at !== null
  const brokenSends = async () => (await workspace()).broken_sends

  async function timerOf({ lane }: Participant): Promise<Date> {
    const { due_at } = await bot.database.db
      .selectFrom('timer')
      .select('due_at')
      .where('lane', '=', lane)
      .where('fired_at', 'is', null)
      .executeTakeFirstOrThrow()
    return due_at
  }
})

describe('an application on discord', () => {
  let bot: RunningBot
  afterEach(() => bot.close())

  it('case 25: that lost one of its servers goes on in the other', async () => {
    bot = await runBot('discord')
    const person = await interviewed(bot)
    const second = bot.discord?.addServer('Lighthouse') ?? ''
    bot.discord?.removeServer(second)
    await person.answer(FIRST)
    const { frozen_at } = await bot.database.db
      .selectFrom('workspace')
      .select('frozen_at')
      .executeTakeFirstOrThrow()
    expect(frozen_at).toBeNull()
  })
})
