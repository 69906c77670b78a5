import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crossedEnd, type Ending, type Farewell } from '../../../src/core/interview/crossing.ts'
import { NO_PROGRESS } from '../../../src/core/interview/interview.ts'

const END = new Date('2026-03-02T10:00:00Z')
const completed: Ending = { state: 'completed', progress: NO_PROGRESS, endedAt: END }
const written = (message: number, ms: number) => ({
  message: `${message}`,
  platformAt: new Date(END.getTime() + ms),
})

describe('what is heard after an interview ended', () => {
  it('crossed the end if it stands before the word of it, whatever the clocks say', () => {
    const told: Ending = { ...completed, farewell: { message: '1000' } }
    expect(crossedEnd(written(999, 60_000), told)).toBe(true)
    expect(crossedEnd(written(1_001, -60_000), told)).toBe(false)
  })

  it('crossed the end as long as nobody was told of it', () => {
    expect(crossedEnd(written(999, 60_000), { ...completed, farewell: 'to-come' })).toBe(true)
  })

  it('is judged by the clocks where nothing is known of the farewell', () => {
    expect(crossedEnd(written(999, -1), completed)).toBe(true)
    expect(crossedEnd(written(999, 0), completed)).toBe(false)
  })

  it.each(['invited', 'consenting'] as const)('is none of an interview that was %s, and ended', (from) => {
    const gone: Ending = {
      ...completed,
      state: 'unreachable',
      progress: { ...NO_PROGRESS, unreachable: { from, reason: 'deactivated', since: END.toISOString() } },
    }
    for (const ending of [gone, { ...completed, state: 'expired' as const }])
      expect(crossedEnd(written(999, -1), ending)).toBe(false)
  })

  it('is kept by none that was declined or taken back', () => {
    for (const state of ['declined', 'withdrawn'] as const)
      for (const farewell of ['to-come', { message: '1000' }] as const)
        expect(crossedEnd(written(999, -1), { ...completed, state, farewell })).toBe(false)
  })

  it('counts alike, whether the farewell was sent before it was worked on or not', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(), { minLength: 2, maxLength: 2 }),
        fc.nat(),
        fc.integer({ min: -7_200_000, max: 7_200_000 }),
        ([written_ = 0, told = 0], later, clocksDiffer) => {
          const workedOn = written_ + later
          const farewell: Farewell = workedOn < told ? 'to-come' : { message: `${told}` }
          const heard = written(written_, written_ + clocksDiffer)
          expect(crossedEnd(heard, { ...completed, farewell })).toBe(written_ < told)
        },
      ),
    )
  })
})
