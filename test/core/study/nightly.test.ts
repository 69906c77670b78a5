import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { nextNightly } from '../../../src/core/study/nightly.ts'

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'America/Havana',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
]
const HOUR = 3_600_000
const time = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) })
  .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const moment = fc.date({ min: new Date('2010-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })

describe('the nightly hour', () => {
  it.each([
    ['later the same day', '2026-03-02T10:00:00Z', '14:30', 'Europe/Berlin', '2026-03-02T13:30:00Z'],
    [
      'the next day when it is that time now',
      '2026-03-02T01:00:00Z',
      '02:00',
      'Europe/Berlin',
      '2026-03-03T01:00:00Z',
    ],
    [
      'an hour later where the clock skips it',
      '2026-03-28T12:00:00Z',
      '02:30',
      'Europe/Berlin',
      '2026-03-29T01:30:00Z',
    ],
    [
      'the first time where it comes twice',
      '2026-10-24T12:00:00Z',
      '02:30',
      'Europe/Berlin',
      '2026-10-25T00:30:00Z',
    ],
    ['not again the second time', '2026-10-25T00:30:00Z', '02:30', 'Europe/Berlin', '2026-10-26T01:30:00Z'],
    [
      'after a midnight that is skipped',
      '2026-09-06T02:00:00Z',
      '00:30',
      'America/Santiago',
      '2026-09-06T04:30:00Z',
    ],
  ])('is %s', (_what, after, at, zone, expected) => {
    expect(nextNightly(new Date(after), at, zone)).toEqual(new Date(expected))
  })

  it('is always ahead, within a day and a shift of the clock, and shows that time unless it is skipped', () => {
    fc.assert(
      fc.property(moment, time, fc.constantFrom(...ZONES), (after, at, zone) => {
        const next = nextNightly(after, at, zone)
        const ahead = next.getTime() - after.getTime()
        expect(ahead).toBeGreaterThan(0)
        // Apia left out a whole day in 2011.
        expect(ahead).toBeLessThanOrEqual((zone === 'Pacific/Apia' ? 49 : 25) * HOUR)
        const local = DateTime.fromJSDate(next, { zone })
        const asked = DateTime.fromFormat(`${local.toISODate()} ${at}`, 'yyyy-MM-dd HH:mm', { zone })
        const skipped = asked.toFormat('HH:mm') !== at
        expect(skipped || local.toFormat('HH:mm') === at).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('comes once a local day', () => {
    fc.assert(
      fc.property(moment, time, fc.constantFrom(...ZONES), (after, at, zone) => {
        const first = nextNightly(after, at, zone)
        const second = nextNightly(first, at, zone)
        const day = (date: Date) => DateTime.fromJSDate(date, { zone }).toISODate() ?? ''
        expect(day(second) > day(first)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses a zone that does not exist', () => {
    expect(() => nextNightly(new Date('2026-01-01'), '02:00', 'Mars/Olympus')).toThrow(RangeError)
  })
})
