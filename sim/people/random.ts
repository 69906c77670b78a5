import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Seeded chance: the same seed and the same questions give the same answers. */
export interface Chance {
  /** Integer from `low` to `high`, both included. */
  integer(low: number, high: number): number
  /** True in `share` of the cases, 0 to 1. */
  happens(share: number): boolean
  /** Throws RangeError on an empty list. */
  pick<T>(from: readonly T[]): T
  shuffled<T>(items: readonly T[]): T[]
  /** Log-normal around `median`: most waits short, some long. */
  wait(median: number): number
  /** An own source for something named, untouched by how often this one was asked. */
  branch(name: string): Chance
}

export function chance(seed: number): Chance {
  const source = xoroshiro128plus(seed)
  const integer = (low: number, high: number) => uniformInt(source, low, high)
  const fraction = () => uniformFloat64(source)
  return {
    integer,
    happens: (share) => fraction() < share,
    pick(from) {
      const picked = from[integer(0, from.length - 1)]
      if (picked === undefined) throw new RangeError('nothing to pick from')
      return picked
    },
    shuffled(items) {
      const left = [...items]
      const out: typeof left = []
      while (left.length > 0) out.push(...left.splice(integer(0, left.length - 1), 1))
      return out
    },
    wait(median) {
      const normal = Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction())
      return median * Math.min(6, Math.exp(0.6 * normal))
    },
    branch: (name) => chance(seed ^ hash(name)),
  }
}

/** FNV-1a, 32 bit. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value | 0
}
