import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Count,
  disclose,
  discloseParts,
  discloseSplit,
  K,
} from '../../../src/core/analysis/disclosure.ts'

/** What a reader can tell a count lies between. */
function range(count: Count): readonly [number, number] {
  switch (count.kind) {
    case 'exact':
      return [count.n, count.n]
    case 'fewer':
      return [0, count.than - 1]
    case 'at-least':
      return [count.n, count.of]
    case 'withheld':
      return [0, count.of]
  }
}

/** All values of `sum of the chosen counts` a reader cannot rule out, knowing what all of them add up to. */
function possible(counts: readonly Count[], chosen: readonly boolean[], total: Count): ReadonlySet<number> {
  const [least, most] = range(total)
  let states = new Map<string, readonly [number, number]>([['0:0', [0, 0]]])
  counts.forEach((count, index) => {
    const next = new Map<string, readonly [number, number]>()
    const [low, high] = range(count)
    for (const [all, part] of states.values())
      for (let n = low; n <= high; n++) {
        const state = [all + n, part + (chosen[index] ? n : 0)] as const
        next.set(state.join(':'), state)
      }
    states = next
  })
  return new Set([...states.values()].filter(([all]) => all >= least && all <= most).map(([, part]) => part))
}

function subsets(size: number): readonly (readonly boolean[])[] {
  return Array.from({ length: 2 ** size - 1 }, (_, bits) =>
    Array.from({ length: size }, (_, at) => (((bits + 1) >> at) & 1) === 1),
  )
}

/** Throws if a reader could tell that 1 to k-1 people, or all but so many, are in some part of the table. */
function expectNothingGivenAway(counts: readonly Count[], total: Count, sizes: readonly number[]) {
  for (const chosen of subsets(counts.length)) {
    const of = sizes.reduce((all, size, index) => all + (chosen[index] ? size : 0), 0)
    const values = [...possible(counts, chosen, total)]
    const few = values.every((n) => n >= 1 && n < K)
    const allButFew = values.every((n) => of - n >= 1 && of - n < K)
    if (few || allButFew)
      throw new Error(`${JSON.stringify({ chosen, values, of, counts, total })} gives someone away`)
  }
}

const group = fc
  .integer({ min: 1, max: 14 })
  .chain((of) => fc.record({ of: fc.constant(of), n: fc.integer({ min: 0, max: of }) }))

describe('a number about people', () => {
  it('is given from five people on, if five or more are on the other side too', () => {
    expect(disclose({ n: 5, of: 10 })).toMatchObject({ kind: 'exact', n: 5, of: 10 })
    expect(disclose({ n: 4, of: 20 })).toEqual({ kind: 'fewer', than: 5, of: 20 })
    expect(disclose({ n: 0, of: 20 })).toEqual(disclose({ n: 4, of: 20 }))
    expect(disclose({ n: 18, of: 20 })).toEqual({ kind: 'at-least', n: 16, of: 20 })
    expect(disclose({ n: 20, of: 20 })).toEqual(disclose({ n: 16, of: 20 }))
    expect(disclose({ n: 3, of: 4 })).toEqual({ kind: 'withheld', of: 4 })
  })
})

describe('a total split over groups', () => {
  it('shows each group where nothing small can be told from it', () => {
    const { total, groups } = discloseSplit({ n: 20, of: 40 }, [
      { n: 12, of: 22 },
      { n: 8, of: 18 },
    ])
    expect([total, ...groups].map((count) => count.kind)).toEqual(['exact', 'exact', 'exact'])
  })

  it('hides a second group where the total would reveal the first', () => {
    const { total, groups } = discloseSplit({ n: 30, of: 60 }, [
      { n: 3, of: 15 },
      { n: 11, of: 20 },
      { n: 16, of: 25 },
    ])
    expect(total).toMatchObject({ kind: 'exact', n: 30 })
    expect(groups.map((count) => count.kind)).toEqual(['fewer', 'withheld', 'exact'])
  })

  it('after an earlier report shows a group, and leaves a remainder, only with five new readings in it', () => {
    const kinds = (...fresh: readonly number[]) =>
      discloseSplit(
        { n: 30, of: 60 },
        fresh.map((each) => ({ n: 10, of: 20, fresh: each })),
      ).groups.map((count) => count.kind)
    expect(kinds(5, 5, 5)).toEqual(['exact', 'exact', 'exact'])
    expect(kinds(2, 3, 6)).toEqual(['withheld', 'withheld', 'exact'])
    expect(kinds(2, 6, 6)).toEqual(['withheld', 'withheld', 'exact'])
    expect(kinds(0, 2, 6)).toEqual(['withheld', 'withheld', 'withheld'])
  })

  it('shows large groups beside however many small ones', () => {
    const small = Array.from({ length: 14 }, (_, at) => ({ n: at % 2, of: 1 + (at % 2) }))
    const { groups } = discloseSplit({ n: 27, of: 61 }, [{ n: 20, of: 40 }, ...small])
    expect(groups.map((count) => count.kind)).toEqual(['exact', ...small.map(() => 'withheld')])
  })

  it('never gives away 1 to 4 people, nor all but 1 to 4, by any sum or difference of what is shown', () => {
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 4 }), (groups) => {
        const sum = (of: 'n' | 'of') => groups.reduce((all, each) => all + each[of], 0)
        const shown = discloseSplit({ n: sum('n'), of: sum('of') }, groups)
        // Where nearly all of a handful say the same, it is known of each of them.
        fc.pre(shown.total.kind !== 'at-least' || sum('of') >= 2 * K - 1)
        expectNothingGivenAway(
          shown.groups,
          shown.total,
          groups.map((each) => each.of),
        )
      }),
      { numRuns: 400 },
    )
  })

  it('says nothing that is not so', () => {
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 4 }), (groups) => {
        const sum = (of: 'n' | 'of') => groups.reduce((all, each) => all + each[of], 0)
        const shown = discloseSplit({ n: sum('n'), of: sum('of') }, groups)
        groups.forEach(({ n }, index) => {
          const count = shown.groups[index]
          const [low, high] = count ? range(count) : [1, 0]
          expect(low <= n && n <= high).toBe(true)
        })
      }),
    )
  })
})

describe('the answers to one item', () => {
  it('are shown each where all are given by five or more', () => {
    expect(discloseParts([20, 6, 6]).map((count) => count.kind)).toEqual(['exact', 'exact', 'exact'])
  })

  it('are hidden two at a time where one is rare', () => {
    expect(discloseParts([20, 9, 2]).map((count) => count.kind)).toEqual(['exact', 'withheld', 'withheld'])
  })

  it('never give away 1 to 4 people', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 4 }), (parts) => {
        const of = parts.reduce((all, part) => all + part, 0)
        // How many answered is no secret; who gave which answer is.
        const total: Count = { kind: 'exact', n: of, of, share: 1, low: 1, high: 1 }
        const some = subsets(parts.length).filter((chosen) => chosen.includes(false))
        if (of >= K) {
          for (const chosen of some) {
            const values = [...possible(discloseParts(parts), chosen, total)]
            expect(values.every((n) => n >= 1 && n < K)).toBe(false)
          }
        }
      }),
      { numRuns: 400 },
    )
  })
})
