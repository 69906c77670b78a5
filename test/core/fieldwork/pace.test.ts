import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPace } from '../../../src/core/fieldwork/pace.ts'
import { OFFICE_HOURS } from '../../fakes/silence.ts'
import { contactHours, moments, within, zones } from './clocks.ts'

describe('the pace of invitations', () => {
  it('gives everybody a moment within their hours, no two closer than it allows, whoever was planned before', () => {
    fc.assert(
      fc.property(
        moments,
        contactHours,
        fc.array(zones, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 10, max: 600_000 }),
        fc.nat(60),
        (from, hours, people, paceMs, before) => {
          const first = createPace(from, paceMs, hours, [])
          const planned = people.slice(0, before).map((zone) => first.next(zone))
          // The process died, and another goes on.
          const second = createPace(from, paceMs, hours, planned)
          const all = [...planned, ...people.slice(before).map((zone) => second.next(zone))]
          for (const [index, zone] of people.entries())
            expect(within(all[index] ?? from, zone, hours)).toBe(true)
          const inOrder = all.map((at) => at.getTime()).sort((a, b) => a - b)
          for (const [index, at] of inOrder.entries())
            if (index > 0) expect(at - (inOrder[index - 1] ?? 0)).toBeGreaterThanOrEqual(paceMs)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is kept over night and over a weekend: who does not fit in today is next on Monday', () => {
    // British summer time begins on Sunday.
    const friday = new Date('2026-03-27T16:59:30Z')
    const pace = createPace(friday, 20_000, OFFICE_HOURS, [])
    expect(Array.from({ length: 4 }, () => pace.next('Europe/London').toISOString().slice(0, 19))).toEqual([
      '2026-03-27T16:59:30',
      '2026-03-27T16:59:50',
      '2026-03-30T08:00:10',
      '2026-03-30T08:00:30',
    ])
  })
})
