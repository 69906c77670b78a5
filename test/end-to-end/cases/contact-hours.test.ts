import { DateTime } from 'luxon'
import { afterEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { interviewed, type Participant } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { fixed, saying } from '../stage/watching.ts'

const WAITS = '5'

/** The person's own, unless a test says otherwise; the study's is on the other side of the earth. */
const BERLIN = 'Europe/Berlin'
const STUDY_ZONE = 'Pacific/Auckland'

const berlin = (hour: number) => DateTime.now().setZone(BERLIN).plus({ days: 1 }).set({ hour, minute: 0 })
/** The next day of the week with this ISO number, not today. */
const nextWeekday = (number: number, hour: number) => {
  const day = berlin(hour)
  return day.plus({ days: (number - day.weekday + 7) % 7 })
}
/** The next day on which the clocks of Berlin skip an hour. */
const clocksGoForward = () => {
  let day = berlin(0).startOf('day')
  while (day.plus({ days: 1 }).offset <= day.offset) day = day.plus({ days: 1 })
  return day
}

interface Stage {
  readonly bot: RunningBot
  readonly person: Participant
  /** When the interview's timer goes off next. */
  due(): Promise<DateTime>
  nudges(): number
  now(): number
  passTo(moment: DateTime): void
  /** The timer goes off, and is put off until later than `before`. */
  putOff(before: DateTime): Promise<DateTime>
}

describe.each(['slack', 'discord'] as const)('a nudge on %s', (platform) => {
  let bot: RunningBot
  afterEach(() => bot.close())

  /** In an interview that began at `from` by the bot's clock and the platform's. */
  async function begun(
    from: DateTime,
    hours: string,
    who: { readonly zone?: string | null } = {},
  ): Promise<Stage> {
    let laterMs = from.toMillis() - Date.now()
    const now = () => Date.now() + laterMs
    bot = await runBot(platform, {
      clock: { ...createSystemClock(), now: () => new Date(now()) },
      standIn: { slack: { now }, discord: { now } },
      env: () => ({ INVITE_HOURS: hours, STUDY_ZONE, NUDGE_AFTER_HOURS: WAITS, CLOSE_AFTER_HOURS: '96' }),
    })
    const person = await interviewed(bot, { zone: BERLIN, ...who })
    const due = async () => {
      const timer = await bot.database.db
        .selectFrom('timer')
        .select('due_at')
        .where('lane', '=', person.lane)
        .where('fired_at', 'is', null)
        .executeTakeFirstOrThrow()
      return DateTime.fromJSDate(timer.due_at, { zone: BERLIN })
    }
    const passTo = (moment: DateTime) => {
      laterMs += moment.toMillis() - now()
    }
    return {
      bot,
      person,
      due,
      now,
      passTo,
      nudges: () => person.watch.sights.filter((sight) => saying(fixed('nudge'))(sight)).length,
      async putOff(before) {
        passTo(before.plus({ minutes: 1 }))
        await expect.poll(async () => (await due()) > before, { timeout: 10_000 }).toBe(true)
        return due()
      },
    }
  }

  async function comesAt(moment: DateTime, { person, nudges, passTo }: Stage): Promise<void> {
    expect(nudges()).toBe(0)
    passTo(moment)
    await person.watch.next(saying(fixed('nudge')), 'the nudge')
    expect(nudges()).toBe(1)
  }

  it('case 27: that would come in the evening comes in the morning, by the clock of the person', async () => {
    const stage = await begun(berlin(14), 'Mon-Sun 09:00-17:00')
    const morning = await stage.putOff(await stage.due())
    expect(morning.toFormat('HH:mm')).toBe('09:00')
    await comesAt(morning, stage)
  }, 40_000)

  it('case 27: that would come on a weekend comes on Monday', async () => {
    const stage = await begun(nextWeekday(5, 14), 'Mon-Fri 09:00-17:00')
    const monday = await stage.putOff(await stage.due())
    expect(monday.toFormat('ccc HH:mm')).toBe('Mon 09:00')
    await comesAt(monday, stage)
  }, 40_000)

  it('case 27: that would come in the hour which the clocks skip comes right after it', async () => {
    const stage = await begun(clocksGoForward().minus({ hours: 7 }), 'Mon-Sun 02:30-18:00')
    const night = await stage.due()
    const after = await stage.putOff(night)
    expect(after.toFormat('HH:mm ZZ')).toBe('03:00 +02:00')
    await comesAt(after, stage)
  }, 40_000)

  it.runIf(platform === 'discord')(
    'case 27: to somebody on Discord who tells no time zone goes by the study’s, which they were asked for',
    async () => {
      const stage = await begun(berlin(14).setZone(STUDY_ZONE).set({ hour: 14 }), 'Mon-Sun 09:00-17:00', {
        zone: null,
      })
      const morning = await stage.putOff(await stage.due())
      expect(morning.setZone(STUDY_ZONE).toFormat('HH:mm')).toBe('09:00')
      await comesAt(morning, stage)
    },
    40_000,
  )

  it.runIf(platform === 'slack')(
    'case 27: to somebody on Slack who moves is planned anew by their new clock',
    async () => {
      const stage = await begun(berlin(14), 'Mon-Sun 09:00-17:00')
      const there = 'America/Los_Angeles'
      const morning = await stage.putOff(await stage.due())
      stage.bot.slack?.changePerson(stage.person.seat.user, { zone: there })
      // Eight in the evening in Berlin is eleven in the morning there: no reason left to wait.
      await stage.person.watch.next(saying(fixed('nudge')), 'the nudge, in the hours of the new zone')
      expect(stage.now()).toBeLessThan(morning.toMillis())
      expect(stage.nudges()).toBe(1)
    },
    40_000,
  )

  it.runIf(platform === 'slack')(
    'case 27: to somebody on Slack who moves into the night waits for their morning there',
    async () => {
      const stage = await begun(berlin(10), 'Mon-Sun 09:00-17:00')
      const there = 'Asia/Tokyo'
      const afternoon = await stage.due()
      stage.bot.slack?.changePerson(stage.person.seat.user, { zone: there })
      await expect
        .poll(async () => (await stage.due()).toMillis(), { timeout: 10_000 })
        .not.toBe(afternoon.toMillis())
      const morning = await stage.due()
      expect(morning.setZone(there).toFormat('HH:mm')).toBe('09:00')
      stage.passTo(afternoon.plus({ minutes: 1 }))
      await stage.bot.wake(stage.person.lane)
      await comesAt(morning, stage)
    },
    40_000,
  )

  it.runIf(platform === 'slack')(
    'case 27: to somebody on Slack who does not want to be disturbed comes afterwards',
    async () => {
      const stage = await begun(berlin(10), 'Mon-Sun 00:00-24:00')
      const due = await stage.due()
      const quiet = { from: due.minus({ hours: 1 }).toMillis(), until: due.plus({ hours: 3 }).toMillis() }
      stage.bot.slack?.setQuiet(stage.person.seat.user, quiet)
      stage.passTo(due.plus({ minutes: 1 }))
      const waitsUntil = async () => {
        const row = await stage.bot.database.db
          .selectFrom('outbox')
          .select('not_before')
          .where('lane', '=', stage.person.lane)
          .where('state', '=', 'pending')
          .executeTakeFirst()
        return row?.not_before.getTime() ?? 0
      }
      await expect.poll(waitsUntil, { timeout: 10_000 }).toBeGreaterThanOrEqual(quiet.until - 1_000)
      await comesAt(DateTime.fromMillis(quiet.until), stage)
    },
    40_000,
  )

  it.runIf(platform === 'slack')(
    'case 27: is followed by no end on Slack while they do not want to be disturbed, so that they can go on',
    async () => {
      const stage = await begun(berlin(10), 'Mon-Sun 00:00-24:00')
      const { bot, person } = stage
      const nudge = await stage.due()
      await comesAt(nudge.plus({ minutes: 1 }), stage)
      await expect.poll(stage.due, { timeout: 10_000 }).toSatisfy((due: DateTime) => due > nudge)
      const closes = await stage.due()
      const busyUntil = closes.plus({ hours: 3 })
      const quiet = { from: closes.minus({ hours: 1 }).toMillis(), until: busyUntil.toMillis() }
      bot.slack?.setQuiet(person.seat.user, quiet)
      expect((await stage.putOff(closes)).toMillis()).toBeGreaterThanOrEqual(quiet.until - 1_000)
      await person.answer('We took up a shared planner in May.')
      expect(person.watch.sights.filter((sight) => saying(fixed('closedIdle'))(sight))).toEqual([])
    },
    40_000,
  )
})
