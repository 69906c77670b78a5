import fc from 'fast-check'
import { chance } from '../../../sim/people/random.ts'
import type { CrashPoint } from '../../../src/core/ports/crash-points.ts'
import { anyCase, type Case, happensOn, POINTS } from './case.ts'
import { MANNERS, type Manner } from './people.ts'
import { type FaultKind, KINDS } from './surroundings/kinds.ts'

export interface Planned {
  readonly name: string
  readonly one: Case
}

/** Every crash point with every kind of fault, `seeds` times, on both platforms and with one and two processes by turns. */
export function everyPair(
  points: readonly CrashPoint[],
  kinds: readonly FaultKind[],
  firstSeed: number,
  seeds: number,
): readonly Planned[] {
  return points.flatMap((point) =>
    kinds.flatMap((kind) =>
      Array.from({ length: seeds }, (_, index) => ({
        name: `${point} × ${kind}, seed ${firstSeed + index}`,
        one: pairCase(point, kind, firstSeed + index),
      })),
    ),
  )
}

function pairCase(point: CrashPoint, kind: FaultKind, seed: number): Case {
  const source = chance(seed).branch(`${point} ${kind}`)
  const platform = source.happens(0.5) && happensOn(point, 'discord') ? 'discord' : 'slack'
  const others: readonly Manner[] = source.shuffled([...MANNERS]).slice(0, source.integer(1, 2))
  const deletes = point.startsWith('E') && !others.includes('deletes')
  return {
    platform,
    processes: source.happens(0.5) ? 2 : 1,
    // Somebody who answers is needed for a turn, somebody who takes all back for an erasure.
    manners: [...others, deletes ? 'deletes' : 'burst'],
    kinds: [kind],
    death: { point, pass: point.startsWith('T') ? source.integer(1, 6) : 1 },
    report: point.startsWith('A'),
    chance: source.integer(1, 0x7fffffff),
  }
}

/** Cases of chance alone: everything about each follows from its seed. */
export function furtherSeeds(first: number, count: number): readonly Planned[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = first + index
    const [one] = fc.sample(anyCase, { seed, numRuns: 1 })
    if (!one) throw new Error('no case')
    return {
      name: `seed ${seed}`,
      one: { ...one, chance: chance(seed).branch('chance').integer(1, 0x7fffffff) },
    }
  })
}

/** Throws RangeError for a name that is none. */
export function pointsNamed(names: readonly string[] | undefined): readonly CrashPoint[] {
  return named('crash point', POINTS, names)
}

/** Throws RangeError for a name that is none. */
export function kindsNamed(names: readonly string[] | undefined): readonly FaultKind[] {
  return named('kind of fault', KINDS, names)
}

function named<T extends string>(
  what: string,
  known: readonly T[],
  names: readonly string[] | undefined,
): readonly T[] {
  const unknown = names?.filter((name) => !known.some((each) => each === name)) ?? []
  if (unknown.length > 0)
    throw new RangeError(`no such ${what}: ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return known.filter((each) => names?.includes(each) ?? true)
}
