import { DateTime } from 'luxon'
import { afterEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { interviewed } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { fixed, saying } from '../stage/watching.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

describe.each(['slack', 'discord'] as const)('a nudge on %s', (platform) => {
  let bot: RunningBot
  afterEach(() => bot.close())

  it('case 27: that would come in the evening comes in the morning, by the clock of the person', async () => {
    // Tomorrow afternoon in Berlin, summer or winter.
    let laterMs = (Math.floor(Date.now() / DAY) + 1) * DAY + 13 * HOUR - Date.now()
    const now = () => new Date(Date.now() + laterMs)
    const clock = { ...createSystemClock(), now }
    const standIn = { now: () => now().getTime() }
    bot = await runBot(platform, {
      clock,
      standIn: { slack: standIn, discord: standIn },
      env: () => ({
        INVITE_HOURS: 'Mon-Sun 09:00-17:00',
        STUDY_ZONE: 'Europe/Berlin',
        NUDGE_AFTER_HOURS: '5',
        CLOSE_AFTER_HOURS: '96',
      }),
    })
    const person = await interviewed(bot)
    const nudges = () => person.watch.sights.filter((sight) => saying(fixed('nudge'))(sight)).length
    const due = async () => {
      const timer = await bot.database.db
        .selectFrom('timer')
        .select('due_at')
        .where('lane', '=', person.lane)
        .where('fired_at', 'is', null)
        .executeTakeFirstOrThrow()
      return timer.due_at
    }
    const evening = await due()
    laterMs += 5 * HOUR + 60_000
    await expect.poll(due, { timeout: 10_000 }).not.toEqual(evening)
    const morning = DateTime.fromJSDate(await due(), { zone: 'Europe/Berlin' })
    expect(morning.toFormat('HH:mm')).toBe('09:00')
    expect(nudges()).toBe(0)
    laterMs += morning.toMillis() - now().getTime()
    await person.watch.next(saying(fixed('nudge')), 'the nudge, in the morning')
    expect(nudges()).toBe(1)
  }, 40_000)
})
