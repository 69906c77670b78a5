import { afterEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { interviewed, joinFromPost, type Participant, participantOf, takePart } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, stateOf } from '../stage/stored.ts'
import { fixed, offering, privately, question, saying, watching } from '../stage/watching.ts'

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

    discord.removeBot(lighthouse.server)
    await inHarbour.answer(FIRST)
  })
})
