import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { placeLane } from '../../../src/core/lane.ts'
import { interviewed } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { stateOf, unfinished } from '../stage/stored.ts'
import { fixed, saying, type Watch, watching } from '../stage/watching.ts'
import { discordByGateway, slackBySockets, slackOverHttp } from '../stage/ways.ts'

const HALF_AN_HOUR_MS = 31 * 60_000

describe.each(['slack', 'discord'] as const)('case 20: a gesture on %s', (platform) => {
  let bot: RunningBot
  let offsetMs: number
  const now = () => new Date(Date.now() + offsetMs)
  // One for each: connections do not outlast the leap in time.
  beforeEach(async () => {
    offsetMs = 0
    bot = await runBot(platform, {
      clock: { ...createSystemClock(), now },
      standIn: { slack: { now: () => now().getTime() }, discord: { now: () => now().getTime() } },
    })
  })
  afterEach(() => bot.close())

  /** Has the gesture wait, as behind a process that hangs, until its handle has expired. */
  async function lateFor(lane: string, gesture: () => Promise<void>): Promise<void> {
    const { db } = bot.database
    const kind = lane.split('/')[0]
    await expect.poll(() => unfinished(bot)).toBe(0)
    await sql`
      insert into lane (key, kind, epoch, holder, lease_until)
      values (${lane}, ${kind}, 1, 'a process that hangs', now() + interval '1 hour')
      on conflict (key) do update set epoch = lane.epoch + 1, holder = excluded.holder,
        lease_until = excluded.lease_until`.execute(db)
    await gesture()
    await expect.poll(() => waitingIn(lane)).toBe(1)
    offsetMs += HALF_AN_HOUR_MS
    await sql`update lane set holder = null, lease_until = null where key = ${lane}`.execute(db)
    await bot.wake(lane)
  }
  const waitingIn = async (lane: string) =>
    (
      await bot.database.db
        .selectFrom('inbox')
        .select('id')
        .where('lane', '=', lane)
        .where('state', '=', 'waiting')
        .execute()
    ).length

  it('that is answered to its sender alone is answered in the direct conversation when it is too late', async () => {
    const person = await interviewed(bot)
    await lateFor(person.lane, () => person.command('mydata'))
    const told = await person.watch.next(saying(fixed('myData')), 'what is kept of them')
    expect(told).toMatchObject({ ephemeral: false, direct: true })
    await expect.poll(() => unfinished(bot)).toBe(0)
    expect(person.watch.sights.filter((sight) => saying(fixed('myData'))(sight))).toHaveLength(1)
  })

  it('that changes something changes it, however late', async () => {
    const person = await interviewed(bot)
    await lateFor(person.lane, () => person.command('pause'))
    await person.watch.next(saying(fixed('paused')), 'the pause')
    expect(await stateOf(bot, person)).toBe('paused')
  })

  it('of a researcher is answered in their direct conversation when it is too late', async () => {
    const watch = watching(bot.robin)
    const lane = placeLane({ platform, workspace: bot.workspace, conversation: bot.place })
    await lateFor(lane, () => bot.robin.command(bot.place, '/study', 'help'))
    const told = await watch.next(saying('/study new'), 'the help')
    expect(told).toMatchObject({ ephemeral: false, direct: true })
    watch.end()
  })
})

describe.each([
  ['Slack by Socket Mode', slackBySockets],
  ['Slack over HTTP', slackOverHttp],
  ['Discord', discordByGateway],
])('case 20: a gesture on %s', (_name, way) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(way.platform, await way.options())
  })
  afterAll(() => bot.close())

  const missed = () => {
    bot.slack?.faults.dropAcks(1)
    bot.discord?.faults.nextCall('POST /interactions/*/*/callback', 'error:10062')
  }

  it('whose acknowledgement does not come in time changes what it was to change', async () => {
    const person = await interviewed(bot)
    await bot.slack?.quiet()
    missed()
    await person.command('pause')
    await person.watch.next(saying(fixed('paused')), 'the pause')
    expect(await stateOf(bot, person)).toBe('paused')
  })

  it('whose acknowledgement does not come in time is answered all the same', async () => {
    const person = await interviewed(bot)
    await bot.slack?.quiet()
    missed()
    await person.command('mydata')
    const told = await person.watch.next(saying(fixed('myData')), 'what is kept of them')
    expect(told.direct).toBe(true)
  })

  it('whose answer got lost is answered when it is made again', async () => {
    const person = await interviewed(bot)
    const faults = bot.slack?.faults ?? bot.discord?.faults
    bot.slack?.faults.nextCall('response_url', 'reset-before')
    for (let tries = 1; tries <= 2; tries++)
      bot.discord?.faults.nextCall(/^PATCH \/webhooks\//, 'reset-before')
    await person.command('mydata')
    await expect.poll(() => faults?.waiting).toBe(0)
    await expect.poll(() => unfinished(bot)).toBe(0)
    expect(person.watch.sights.filter((sight) => saying(fixed('myData'))(sight))).toEqual([])
    await person.command('mydata')
    await person.watch.next(saying(fixed('myData')), 'what is kept of them')
  })

  it('whose answer may have been shown is not answered in another way', async () => {
    const person = await interviewed(bot)
    const robin = watching(bot.robin)
    const lost = () => {
      bot.slack?.faults.nextCall('response_url', 'reset-after')
      bot.discord?.faults.nextCall(/^PATCH \/webhooks\//, 'reset-after')
    }
    lost()
    await person.command('mydata')
    await person.watch.next(saying(fixed('myData')), 'what is kept of them')
    lost()
    await bot.robin.command(bot.place, '/study', 'help')
    await robin.next(saying('/study new'), 'the help')
    await expect.poll(() => unfinished(bot)).toBe(0)
    const answers = (watch: Watch, words: Parameters<typeof saying>[0]) =>
      watch.sights.filter((sight) => sight.kind === 'message' && saying(words)(sight)).length
    expect(answers(person.watch, fixed('myData'))).toBe(1)
    expect(answers(robin, '/study new')).toBe(1)
  })
})
