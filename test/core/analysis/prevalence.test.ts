import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prevalence } from '../../../src/core/analysis/prevalence.ts'

describe('a prevalence', () => {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i has the published Wilson interval', (n, of, low, high) => {
    const found = prevalence({ n, of })
    expect(found.low).toBeCloseTo(low, 4)
    expect(found.high).toBeCloseTo(high, 4)
    expect(found.share).toBe(n / of)
  })

  it('lies within its interval, the interval within 0 and 1, and mirrors for those without it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(), (of, some) => {
        const n = some % (of + 1)
        const { low, share, high } = prevalence({ n, of })
        expect(0 <= low && low <= share && share <= high && high <= 1).toBe(true)
        expect(prevalence({ n: of - n, of }).low).toBeCloseTo(1 - high, 10)
      }),
    )
  })

  it('has no meaning without a base', () => {
    expect(() => prevalence({ n: 0, of: 0 })).toThrow(RangeError)
    expect(() => prevalence({ n: 3, of: 2 })).toThrow(RangeError)
  })
})
