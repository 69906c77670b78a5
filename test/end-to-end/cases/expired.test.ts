import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { placeLane } from '../../../src/core/lane.ts'
import { interviewed } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { stateOf, unfinished } from '../stage/stored.ts'
import { fixed, saying, watching } from '../stage/watching.ts'
import { discordByGateway, slackBySockets, slackOverHttp } from '../stage/ways.ts'

const HALF_AN_HOUR_MS = 31 * 60_000

describe.each(['slack', 'discord'] as const)('case 20: a gesture on %s', (platform) => {
  let bot: RunningBot
  let offsetMs = 0
  const now = () => new Date(Date.now() + offsetMs)
  beforeAll(async () => {
    bot = await runBot(platform, {
      clock: { ...createSystemClock(), now },
      standIn: { discord: { now: () => now().getTime() } },
    })
  })
  afterAll(() => bot.close())

  /** Has whatever is done in the lane wait, as it waits after a failure, until its handles have expired. */
  async function lateFor(lane: string, gesture: () => Promise<void>): Promise<void> {
    await expect.poll(() => unfinished(bot)).toBe(0)
    await bot.database.db
      .insertInto('lane')
      .values({ key: lane, kind: lane.split('/')[0] as 'place', epoch: 0, retry_after: later(20) })
      .onConflict((taken) => taken.column('key').doUpdateSet({ retry_after: later(20) }))
      .execute()
    await gesture()
    await expect.poll(() => waitingIn(lane)).toBe(1)
    offsetMs += HALF_AN_HOUR_MS
    await bot.wake(lane)
  }
  const later = (minutes: number) => new Date(now().getTime() + minutes * 60_000)
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
})
