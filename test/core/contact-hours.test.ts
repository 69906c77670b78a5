import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { type ContactHours, firstContactAt } from '../../src/core/fieldwork/contact-hours.ts'

const OFFICE: ContactHours = { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, toMinute: 18 * 60 }
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Africa/Cairo',
)
const DAY_MINUTES = 1_440
/** Any minute of two years, and often one within a day of a change of the clock somewhere. */
const moments = fc
  .oneof(
    fc.integer({ min: 0, max: 730 * DAY_MINUTES }),
    fc
      .tuple(
        fc.constantFrom(
          '2026-03-08',
          '2026-03-29',
          '2026-04-05',
          '2026-04-24',
          '2026-10-04',
          '2026-10-25',
          '2026-11-01',
        ),
        fc.integer({ min: -DAY_MINUTES, max: 2 * DAY_MINUTES }),
      )
      .map(([day, minutes]) => (Date.parse(day) - Date.parse('2026-01-01')) / 60_000 + minutes),
  )
  .map((minutes) => new Date(Date.parse('2026-01-01') + minutes * 60_000))
const hours: fc.Arbitrary<ContactHours> = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    fromMinute: fc.integer({ min: 0, max: 1380 }),
    length: fc.integer({ min: 60, max: 1440 }),
  })
  .map(({ days, fromMinute, length }) => ({
    days,
    fromMinute,
    toMinute: Math.min(1440, fromMinute + length),
  }))

/** Do wall clock and calendar say that it is within the hours? */
function within(at: Date, zone: string, { days, fromMinute, toMinute }: ContactHours): boolean {
  const local = DateTime.fromJSDate(at, { zone })
  const minute = local.hour * 60 + local.minute
  return days.includes(local.weekday) && minute >= fromMinute && minute < toMinute
}

describe('contact hours', () => {
  it('give a moment within them, at once if it is within them already', () => {
    fc.assert(
      fc.property(moments, zones, hours, (from, zone, these) => {
        const at = firstContactAt(from, zone, these)
        expect(at >= from).toBe(true)
        expect(within(at, zone, these)).toBe(true)
        if (within(from, zone, these)) expect(at).toEqual(from)
      }),
      { numRuns: 2_000 },
    )
  })

  it('give the first such moment, or in an hour that the clock repeats its second showing', () => {
    fc.assert(
      fc.property(moments, zones, hours, (from, zone, these) => {
        const at = firstContactAt(from, zone, these)
        for (let ms = from.getTime(); ms < at.getTime() - 60 * 60_000; ms += 15 * 60_000)
          expect(within(new Date(ms), zone, these), new Date(ms).toISOString()).toBe(false)
      }),
      { numRuns: 100 },
    )
  })

  it('are office hours by the wall clock on both sides of a change of the clock', () => {
    const friday = new Date('2026-03-27T20:00:00Z')
    expect(firstContactAt(friday, 'Europe/Berlin', OFFICE).toISOString()).toBe('2026-03-30T07:00:00.000Z')
    const autumn = new Date('2026-10-23T20:00:00Z')
    expect(firstContactAt(autumn, 'Europe/Berlin', OFFICE).toISOString()).toBe('2026-10-26T08:00:00.000Z')
  })
})
