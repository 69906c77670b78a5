import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ContactHours, firstContactAt } from '../../../src/core/fieldwork/contact-hours.ts'
import { contactHours, moments, within, zones } from './clocks.ts'

const OFFICE: ContactHours = { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, toMinute: 18 * 60 }
describe('contact hours', () => {
  it('give a moment within them, at once if it is within them already', () => {
    fc.assert(
      fc.property(moments, zones, contactHours, (from, zone, these) => {
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
      fc.property(moments, zones, contactHours, (from, zone, these) => {
        const at = firstContactAt(from, zone, these)
        for (let ms = from.getTime(); ms < at.getTime() - 60 * 60_000; ms += 15 * 60_000)
          expect(within(new Date(ms), zone, these), new Date(ms).toISOString()).toBe(false)
      }),
      { numRuns: 100 },
    )
  })

  it('are those of a week later where their only day was skipped', () => {
    // Going over the date line, Apia had no Friday 30 December 2011.
    const fridays = { days: [5], fromMinute: 0, toMinute: 60 }
    const wednesday = new Date('2011-12-28T12:00:00Z')
    expect(firstContactAt(wednesday, 'Pacific/Apia', fridays).toISOString()).toBe('2012-01-05T10:00:00.000Z')
  })

  it('are office hours by the wall clock on both sides of a change of the clock', () => {
    const friday = new Date('2026-03-27T20:00:00Z')
    expect(firstContactAt(friday, 'Europe/Berlin', OFFICE).toISOString()).toBe('2026-03-30T07:00:00.000Z')
    const autumn = new Date('2026-10-23T20:00:00Z')
    expect(firstContactAt(autumn, 'Europe/Berlin', OFFICE).toISOString()).toBe('2026-10-26T08:00:00.000Z')
  })
})
