import { type Prevalence, prevalence, type Tally } from './prevalence.ts'

/**
 * What may be shown about how many people. Nothing shown stands for 1 to k-1 people, for all but 1 to k-1 people, or
 * lets either be had by subtracting one shown number from another.
 */

/** Fewest people a shown number may stand for. */
export const K = 5

export type Count =
  | ({ readonly kind: 'exact' } & Prevalence)
  /** Between none and k-1 people. */
  | { readonly kind: 'fewer'; readonly than: number; readonly of: number }
  /** All, or all but fewer than k; `n` is the lower bound. */
  | { readonly kind: 'at-least'; readonly n: number; readonly of: number }
  /** The group is smaller than k, or showing it would give away a hidden number. */
  | { readonly kind: 'withheld'; readonly of: number }

const lowestHigh = (of: number, k: number) => Math.max(k, of - k + 1)

/** One number that stands alone. */
export function disclose({ n, of }: Tally, k = K): Count {
  if (of < k) return { kind: 'withheld', of }
  if (n < k) return { kind: 'fewer', than: k, of }
  if (of - n < k) return { kind: 'at-least', n: lowestHigh(of, k), of }
  return { kind: 'exact', ...prevalence({ n, of }) }
}

export interface GroupTally extends Tally {
  /** Its change since the last report would show what fewer than k people said. */
  readonly heldBack?: boolean
}

/**
 * A total with its split over groups that do not overlap and together are the total. Hides further groups until no
 * hidden one can be narrowed down from what is shown.
 */
export function discloseSplit(
  total: Tally,
  groups: readonly GroupTally[],
  k = K,
): { readonly total: Count; readonly groups: readonly Count[] } {
  const sum = disclose(total, k)
  const withheld = groups.map(({ of }): Count => ({ kind: 'withheld', of }))
  // Beside a total that is itself hidden, no group stands for enough people on both sides.
  if (sum.kind !== 'exact') return { total: sum, groups: withheld }
  const shown = groups.map(
    (group): Count => (group.heldBack ? { kind: 'withheld', of: group.of } : disclose(group, k)),
  )
  while (!isSafe(groups, shown, k)) {
    const next = smallestExact(groups, shown)
    if (next === undefined) return { total: sum, groups: withheld }
    shown[next] = { kind: 'withheld', of: groups[next]?.of ?? 0 }
  }
  return { total: sum, groups: shown }
}

function smallestExact(groups: readonly Tally[], shown: readonly Count[]): number | undefined {
  let smallest: number | undefined
  shown.forEach((count, index) => {
    if (count.kind !== 'exact') return
    if (smallest === undefined || (groups[index]?.n ?? 0) < (groups[smallest]?.n ?? 0)) smallest = index
  })
  return smallest
}

/** Do the hidden groups together stand for enough people, and does their sum tell nothing more about each? */
function isSafe(groups: readonly Tally[], shown: readonly Count[], k: number): boolean {
  const hidden = groups.flatMap((group, index) => {
    const count = shown[index]
    return count && count.kind !== 'exact' ? [{ ...group, ...rangeOf(count, k) }] : []
  })
  if (hidden.length === 0) return true
  const sum = hidden.reduce((all, group) => all + group.n, 0)
  const of = hidden.reduce((all, group) => all + group.of, 0)
  if (sum < k || of - sum < k) return false
  const lowest = hidden.reduce((all, group) => all + group.low, 0)
  const highest = hidden.reduce((all, group) => all + group.high, 0)
  return hidden.every(({ low, high }) => {
    const from = Math.max(low, sum - (highest - high))
    const to = Math.min(high, sum - (lowest - low))
    return from === low && to === high ? true : to - from >= k && high - low >= k
  })
}

function rangeOf(count: Count, k: number): { low: number; high: number } {
  switch (count.kind) {
    case 'exact':
      return { low: count.n, high: count.n }
    case 'fewer':
      return { low: 0, high: k - 1 }
    case 'at-least':
      return { low: count.n, high: count.of }
    case 'withheld':
      return { low: 0, high: count.of }
  }
}

/**
 * The parts of one whole, such as the answers to one survey item: each person is in exactly one part. Small parts are
 * withheld together with the next smallest, so that what is left over stands for k people or more.
 */
export function discloseParts(parts: readonly number[], k = K): readonly Count[] {
  const of = parts.reduce((all, part) => all + part, 0)
  if (parts.length <= 2) return parts.map((n) => disclose({ n, of }, k))
  if (of < k) return parts.map(() => ({ kind: 'withheld', of }))
  const byIndex = parts.map((n, index) => ({ n, index })).sort((a, b) => a.n - b.n || a.index - b.index)
  const hidden = new Set(byIndex.filter(({ n }) => n < k).map(({ index }) => index))
  const left = () => [...hidden].reduce((all, index) => all + (parts[index] ?? 0), 0)
  for (const { index } of byIndex) {
    if (hidden.size === 0 || (hidden.size > 1 && left() >= k)) break
    hidden.add(index)
  }
  return parts.map((n, index): Count => {
    if (!hidden.has(index)) return disclose({ n, of }, k)
    const alone = disclose({ n, of }, k)
    return alone.kind === 'at-least' ? alone : { kind: 'withheld', of }
  })
}

/** How many people `count` surely stands for. */
export function atLeast(count: Count): number {
  return count.kind === 'exact' || count.kind === 'at-least' ? count.n : 0
}
