import { afterEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { interviewed, joinFromPost, type Participant, participantOf, takePart } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, stateOf } from '../stage/stored.ts'
import { fixed, offering, privately, question, saying, watching } from '../stage/watching.ts'

const YEAR = 365 * 24 * 3_600_000
const FIRST = 'We took up a shared planner in May, because the old lists never matched.'

describe.each(['slack', 'discord'] as const)('a workspace on %s', (platform) => {
  let bot: RunningBot
  afterEach(() => bot.close())

  it('case 25: from which the bot was removed stands still, loses nothing, and goes on when a researcher says so', async () => {
    bot = await runBot(platform)
    const robin = watching(bot.robin)
    const person = await interviewed(bot)
    const silent = await interviewed(bot)
    removed()
    await expect.poll(frozen, { timeout: 5_000 }).toBe(true)
    const before = (await timerOf(silent)).getTime()
    // The nudge is overdue, for longer than until the next sweep.
    const overdue = await bringForward(person)
    await bot.wake(person.lane)
    await expect.poll(() => Date.now() - overdue.getTime(), { timeout: 10_000 }).toBeGreaterThan(4_000)
    expect(await timerOf(person)).toEqual(overdue)

    await reinstalled()
    await robin.next(saying('Nobody there is written to'), 'why nothing goes on')
    await person.say(FIRST)
    await bot.robin.command(bot.place, '/study', 'status')
    await robin.next(privately('nobody is written to since'), 'the standstill in the status')
    expect(await answersOf(bot, person)).toEqual([])

    await bot.robin.command(bot.place, '/study', 'resume')
    await robin.next(saying('Everything goes on here'), 'that it goes on')
    await person.watch.next(question, 'the next question')
    expect(await answersOf(bot, person)).toEqual([FIRST])
    expect(person.watch.sights.filter((sight) => saying(fixed('nudge'))(sight))).toEqual([])
    expect((await timerOf(silent)).getTime() - before).toBeGreaterThan(4_000)
  }, 40_000)

  it('case 25: from which the bot was removed keeps what was said there, however long ago that is: decision 0015', async () => {
    let laterMs = 0
    const now = () => Date.now() + laterMs
    bot = await runBot(platform, {
      clock: { ...createSystemClock(), now: () => new Date(now()) },
      standIn: { slack: { now }, discord: { now } },
    })
    const robin = watching(bot.robin)
    const person = await interviewed(bot)
    await person.answer(FIRST)
    removed()
    await expect.poll(frozen, { timeout: 5_000 }).toBe(true)
    laterMs = 3 * YEAR
    await reinstalled()
    await robin.next(saying('Nobody there is written to'), 'why nothing goes on')
    expect(await answersOf(bot, person)).toEqual([FIRST])
    expect(await stateOf(bot, person)).toBe('interviewing')
    await bot.robin.command(bot.place, '/study', 'resume')
    await robin.next(saying('Everything goes on here'), 'that it goes on')
    await person.answer('Then we kept it, and the lists are gone.')
    expect((await answersOf(bot, person)).length).toBe(2)
  }, 40_000)

  it('case 25: whose token is void stands still after a few sends, and goes on with a good one', async () => {
    bot = await runBot(platform)
    const robin = watching(bot.robin)
    const people = [await interviewed(bot), await interviewed(bot), await interviewed(bot)]
    voidToken(true)
    for (const person of people) await person.say(FIRST)
    await expect.poll(frozen, { timeout: 10_000 }).toBe(true)
    voidToken(false)
    await sendNow()
    await robin.next(saying('Nobody there is written to'), 'why nothing goes on')
    await bot.robin.command(bot.place, '/study', 'resume')
    await robin.next(saying('Everything goes on here'), 'that it goes on')
    for (const person of people) await person.watch.next(question, 'the next question')
    await expect.poll(frozen).toBe(false)
  }, 40_000)

  it('case 25: goes on where somebody takes back a token of their own, or a server is away for a while', async () => {
    bot = await runBot(platform)
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

  async function frozen(): Promise<boolean> {
    const { frozen_at } = await bot.database.db
      .selectFrom('workspace')
      .select('frozen_at')
      .where('platform', '=', platform)
      .executeTakeFirstOrThrow()
    return frozen_at !== null
  }

  /** What a broken workspace puts off for a minute is due at once. */
  async function sendNow(): Promise<void> {
    await bot.database.db
      .updateTable('outbox')
      .set({ not_before: new Date() })
      .where('state', '=', 'pending')
      .execute()
  }

  async function bringForward({ lane }: Participant): Promise<Date> {
    const due = new Date()
    await bot.database.db
      .updateTable('timer')
      .set({ due_at: due })
      .where('lane', '=', lane)
      .where('fired_at', 'is', null)
      .execute()
    return due
  }

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

describe('two servers on discord', () => {
  let bot: RunningBot
  afterEach(() => bot.close())

  it('each have a research channel and a study of their own; who is in both has one conversation', async () => {
    let lighthouse = { server: '', place: '', members: '' }
    bot = await runBot('discord', {
      env: ({ discord, place }) => {
        if (!discord) throw new Error('no Discord here')
        const server = discord.addServer('Lighthouse')
        const add = (name: string) => discord.addChannel({ server, name })
        lighthouse = { server, place: add('research-too'), members: add('members-too') }
        return { DISCORD_RESEARCH_CHANNELS: `${place},${lighthouse.place}` }
      },
    })
    const { discord } = bot
    if (!discord) throw new Error('no Discord here')
    const [harbour = ''] = discord.servers
    const seat = discord.seat(
      discord.addPerson({ name: 'Ines Novak', servers: [harbour, lighthouse.server] }),
    )
    const watch = watching(seat)
    const harbourStudy = await bot.launchedStudy({ place: bot.addChannel('members', [seat]) })
    const inHarbour = participantOf(bot, seat, watch, harbourStudy)
    await takePart(bot, inHarbour)

    const lighthouseStudy = await bot.launchedStudy({ place: lighthouse.members })
    await bot.database.db
      .updateTable('study_site')
      .set({ place: lighthouse.place })
      .where('study_id', '=', lighthouseStudy)
      .execute()
    const inLighthouse = participantOf(bot, seat, watch, lighthouseStudy)
    await joinFromPost(inLighthouse)
    const card = await watch.next(offering('consent:take-part'), 'the card of the second study')
    expect(card.message.conversation).toBe(seat.direct())
    expect(await Promise.all([inHarbour, inLighthouse].map((each) => stateOf(bot, each)))).toEqual([
      'interviewing',
      'invited',
    ])

    const lena = discord.seat(discord.addPerson({ name: 'Lena Fisk', servers: [lighthouse.server] }))
    const seen = watching(lena)
    const robin = watching(bot.robin)
    await lena.command(lighthouse.place, '/study', 'status')
    await seen.next(privately('1 invited, 0 taking part'), 'the status of the study there')
    await bot.robin.command(bot.place, '/study', 'status')
    await robin.next(privately('1 invited, 1 taking part'), 'the status of the study here')

    discord.removeServer(lighthouse.server)
    await inHarbour.answer(FIRST)
  })
})
