import fc from 'fast-check'
import type { Platform } from '../../../src/core/ports/chat.ts'
import { CRASH_POINTS, type CrashPoint } from '../../../src/core/ports/crash-points.ts'
import { MANNERS, type Manner } from './people.ts'
import { type FaultKind, KINDS } from './surroundings/kinds.ts'

/** One simulated run: from it everything that happens follows. */
export interface Case {
  readonly platform: Platform
  readonly processes: 1 | 2
  readonly manners: readonly Manner[]
  readonly kinds: readonly FaultKind[]
  /** Where a process dies, and at which pass of the point; undefined: nowhere. */
  readonly death: { readonly point: CrashPoint; readonly pass: number } | undefined
  /** A report is asked for at the end. */
  readonly report: boolean
  /** Picks the order of everything, and what befalls what. */
  readonly chance: number
}

export const POINTS: readonly CrashPoint[] = CRASH_POINTS.map(({ id }) => id)

/** On Discord nobody is invited one by one: a post invites, and who presses is enrolled alone. */
export function happensOn(point: CrashPoint, platform: Platform): boolean {
  return platform === 'slack' || point !== 'I6'
}

/** Any case; shrinks to fewer people, fewer kinds of fault, no death. */
export const anyCase: fc.Arbitrary<Case> = fc.record({
  platform: fc.constantFrom<Platform>('slack', 'discord'),
  processes: fc.constantFrom<1 | 2>(1, 2),
  manners: fc.array(fc.constantFrom(...MANNERS), { minLength: 1, maxLength: 3 }),
  kinds: fc.subarray([...KINDS], { maxLength: 5 }),
  death: fc.option(fc.record({ point: fc.constantFrom(...POINTS), pass: fc.integer({ min: 1, max: 9 }) }), {
    nil: undefined,
    freq: 3,
  }),
  report: fc.boolean().map((wanted) => wanted),
  chance: fc.integer({ min: 1, max: 0x7fffffff }),
})

/** Every way of making one case smaller, the greatest step first. */
export function* smaller(one: Case): Generator<Case> {
  if (one.death) yield { ...one, death: undefined }
  if (one.processes === 2) yield { ...one, processes: 1 }
  if (one.report) yield { ...one, report: false }
  for (const kind of one.kinds) yield { ...one, kinds: one.kinds.filter((each) => each !== kind) }
  for (const [index] of one.manners.entries())
    if (one.manners.length > 1) yield { ...one, manners: one.manners.filter((_, at) => at !== index) }
  for (const [index, manner] of one.manners.entries())
    if (manner !== 'plain') yield { ...one, manners: one.manners.with(index, 'plain') }
}
