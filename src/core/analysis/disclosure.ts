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

/**
 * One number that stands alone. In a base of fewer than 2k - 1 "at least k" is nearly everyone, which says something
 * about each of them; that is so of every number near the whole, and the reason why k is no smaller.
 */
export function disclose({ n, of }: Tally, k = K): Count {
  if (of < k) return { kind: 'withheld', of }
  if (n < k) return { kind: 'fewer', than: k, of }
  if (of - n < k) return { kind: 'at-least', n: lowestHigh(of, k), of }
  return { kind: 'exact', ...prevalence({ n, of }) }
}

export interface GroupTally extends Tally {
  /** How many of its readings are new since the last report with figures; undefined where nothing needs comparing. */
  readonly fresh?: number
}

/**
 * A total with its split over groups that do not overlap and together are the total. Hides further groups until no
 * hidden one can be narrowed down from what is shown. After an earlier report, each shown group, and the hidden ones
 * together, rest on k new readings or more: whatever is added to or subtracted from earlier numbers then does too.
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
    (group): Count => (isStale(group, k) ? { kind: 'withheld', of: group.of } : disclose(group, k)),
  )
  while (!isSafe(groups, shown, k)) {
    const next = smallestExact(groups, shown)
    if (next === undefined) return { total: sum, groups: withheld }
    shown[next] = { kind: 'withheld', of: groups[next]?.of ?? 0 }
  }
  return { total: sum, groups: shown }
}

function isStale({ fresh }: Pick<GroupTally, 'fresh'>, k: number): boolean {
  return fresh !== undefined && fresh < k
}

function smallestExact(groups: readonly Tally[], shown: readonly Count[]): number | undefined {
  let smallest: number | undefined
  shown.forEach((count, index) => {
    if (count.kind !== 'exact') return
    if (smallest === undefined || (groups[index]?.n ?? 0) < (groups[smallest]?.n ?? 0)) smallest = index
  })
  return smallest
}

/** With more different sums of hidden groups than this, nothing is shown of any group. */
const MOST_SUMS = 20_000

interface Part {
  readonly of: number
  readonly low: number
  readonly high: number
}

/**
 * Can a reader, who knows what the hidden groups add up to, tell of any of them, alone or together, that 1 to k-1
 * people are in it, or all but 1 to k-1? Or what fewer than k new readings say?
 */
function isSafe(groups: readonly GroupTally[], shown: readonly Count[], k: number): boolean {
  const hidden = groups.flatMap((group, index) => {
    const count = shown[index]
    return count && count.kind !== 'exact' ? [{ ...group, ...rangeOf(count, k) }] : []
  })
  if (hidden.length === 0) return true
  if (hidden.some(({ fresh }) => fresh !== undefined)) {
    const fresh = hidden.reduce((sum, group) => sum + (group.fresh ?? 0), 0)
    if (isStale({ fresh }, k)) return false
  }
  const n = hidden.reduce((sum, group) => sum + group.n, 0)
  const all = hidden.reduce<Part>(added, NOBODY)
  return (
    partsOf(hidden)?.every((part) => {
      const from = Math.max(part.low, n - (all.high - part.high))
      const to = Math.min(part.high, n - (all.low - part.low))
      const few = from >= 1 && to < k
      const allButFew = part.of - to >= 1 && part.of - from < k
      return !few && !allButFew
    }) ?? false
  )
}

const NOBODY: Part = { of: 0, low: 0, high: 0 }

function added(a: Part, b: Part): Part {
  return { of: a.of + b.of, low: a.low + b.low, high: a.high + b.high }
}

/** Every sum of some of `hidden`, each once: many small groups have few different ones. Undefined if too many. */
function partsOf(hidden: readonly Part[]): readonly Part[] | undefined {
  const parts = new Map<string, Part>([['', NOBODY]])
  for (const group of hidden) {
    for (const part of [...parts.values()]) {
      const sum = added(part, group)
      parts.set(`${sum.of}:${sum.low}:${sum.high}`, sum)
    }
    if (parts.size > MOST_SUMS) return undefined
  }
  parts.delete('')
  return [...parts.values()]
}

function rangeOf(count: Count, k: number): Omit<Part, 'of'> {
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
  // Of two answers, each given by fewer than k, both would be known to be given by someone.
  if (of < k || parts.every((n) => n < k)) return parts.map(() => ({ kind: 'withheld', of }))
  if (parts.length <= 2) return parts.map((n) => disclose({ n, of }, k))
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
