import * as fc from 'fast-check'
import { DateTime } from 'luxon'
import type { ContactHours } from '../../../src/core/fieldwork/contact-hours.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Zones with and without a change of the clock, by half an hour, at midnight, and over the date line. */
export const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Africa/Cairo',
)

/** Some days before or after a clock changes somewhere: by day, zone and year these are gaps and overlaps. */
export const moments = fc
  .tuple(
    fc.constantFrom(
      '2011-12-30', // Apia had no such day
      '2018-02-18', // São Paulo, overlap at midnight
      '2018-11-04', // São Paulo, gap at midnight; New York, overlap
      '2026-03-08',
      '2026-03-29',
      '2026-04-05',
      '2026-04-24',
      '2026-10-04',
      '2026-10-25',
      '2026-11-01',
      '2028-02-29',
    ),
    fc.integer({ min: -12 * 24 * 60, max: 3 * 24 * 60 }),
  )
  .map(([day, minutes]) => new Date(Date.parse(day) + minutes * 60_000))

export const contactHours: fc.Arbitrary<ContactHours> = fc
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
export function within(at: Date, zone: string, { days, fromMinute, toMinute }: ContactHours): boolean {
  const local = DateTime.fromJSDate(at, { zone })
  const minute = local.hour * 60 + local.minute
  return days.includes(local.weekday) && minute >= fromMinute && minute < toMinute
}

/** What happens to a process and a person meanwhile: hours from the beginning. */
export interface Course {
  readonly sleeps: readonly { readonly from: number; readonly days: number }[]
  readonly moves: readonly { readonly at: number; readonly zone: string }[]
}

export const courses: fc.Arbitrary<Course> = fc.record({
  sleeps: fc.array(fc.record({ from: fc.nat(400), days: fc.double({ min: 0, max: 10, noNaN: true }) }), {
    maxLength: 3,
  }),
  moves: fc.array(fc.record({ at: fc.nat(400), zone: zones }), { maxLength: 3 }),
})

/** The first moment from `at` on at which a process is there. */
export function awakeAt(at: Date, start: Date, { sleeps }: Course): Date {
  const found = sleeps.find(({ from, days }) => {
    const begins = start.getTime() + from * HOUR_MS
    return begins <= at.getTime() && at.getTime() < begins + days * DAY_MS
  })
  return found
    ? awakeAt(new Date(start.getTime() + found.from * HOUR_MS + found.days * DAY_MS + 1), start, {
        sleeps: sleeps.filter((each) => each !== found),
        moves: [],
      })
    : at
}
