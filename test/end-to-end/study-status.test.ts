import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SeenMessage } from '../../sim/seat.ts'
import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { studyLane } from '../../src/core/lane.ts'
import { MARKET_DAYS } from './stage/market-days.ts'
import { participantOf, takePart } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { unfinished } from './stage/stored.ts'
import { changedTo, form, offering, saying, type Watch, watching } from './stage/watching.ts'

describe.each(['slack', 'discord'] as const)('the status message of a study on %s', (platform) => {
  let bot: RunningBot
  let watch: Watch
  let aheadMs = 0
  let study = ''
  beforeAll(async () => {
    const clock = createSystemClock()
    bot = await runBot(platform, {
      clock: { ...clock, now: () => new Date(Date.now() + aheadMs) },
    })
    watch = watching(bot.robin)
  })
  afterAll(() => bot.close())

  const isStatus = (sight: Watch['sights'][number]): sight is SeenMessage =>
    'text' in sight && /Market days: (running|paused|closed)/.test(sight.text) && 'ephemeral' in sight
  const posted = () => watch.sights.filter(isStatus).filter(({ kind }) => kind === 'message')
  const edits = () => watch.sights.filter(isStatus).filter(({ kind }) => kind === 'edited')
  /** A minute passes. */
  const aMinuteOn = async () => {
    aheadMs += 61_000
    await bot.wake(studyLane(study))
  }

  it('is posted with the launch, and once', async () => {
    await bot.robin.command(bot.place, '/study', 'new')
    await bot.robin.submit(
      await watch.next(form, 'the form'),
      { title: [], goal: [], platforms: [platform] },
      { file: { name: 'day.yaml', text: MARKET_DAYS } },
    )
    const plan = await watch.next(offering('plan:approve:'), 'the plan')
    await bot.robin.press(plan.message, plan.control)
    await watch.next(saying('Approved by'), 'the approval')
    const { id } = await bot.database.db.selectFrom('study').select('id').executeTakeFirstOrThrow()
    study = id
    const seat = bot.addPerson({ name: 'Ines Novak' })
    const people = watching(seat)
    const place = bot.addChannel('market', [seat, bot.robin])
    await bot.robin.command(
      bot.place,
      '/study',
      platform === 'slack' ? `launch all=<@${seat.user}>` : `launch all=<#${place}>`,
    )
    await watch.next(saying('Market days: running'), 'the status message')
    await takePart(bot, participantOf(bot, seat, people, study))
    await expect.poll(() => unfinished(bot)).toBe(0)
    expect(posted()).toHaveLength(1)
    // Within the minute nothing is said again, whatever happened.
    expect(edits()).toEqual([])
  })

  it('is edited in place a minute later, to what happened meanwhile', async () => {
    await aMinuteOn()
    const seen = await watch.next(changedTo('1 invited, of them 1 begun'), 'the counts')
    expect(seen.message).toBe(posted()[0]?.message)
    await expect.poll(() => unfinished(bot)).toBe(0)
    await aMinuteOn()
    await expect.poll(() => unfinished(bot)).toBe(0)
    expect([posted().length, edits().length]).toEqual([1, 1])
  })

  it('tells of a pause and of the end, and changes no more then', async () => {
    await bot.robin.command(bot.place, '/study', 'pause')
    await watch.next(saying('Paused “Market days”'), 'the pause')
    await aMinuteOn()
    await watch.next(changedTo('Market days: paused'), 'the pause in the status')
    await bot.robin.command(bot.place, '/study', 'close')
    await watch.next(saying('Closed “Market days”'), 'the end')
    await aMinuteOn()
    await watch.next(changedTo('this message changes no more'), 'the end in the status')
    const left = () => bot.database.db.selectFrom('study_status').select('study_id').execute()
    await expect.poll(left).toEqual([])
    expect(posted()).toHaveLength(1)
  })
})
