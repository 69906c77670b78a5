import type { Platform } from '../../../src/core/ports/chat.ts'
import { CRASH_POINTS, type CrashPoint } from '../../../src/core/ports/crash-points.ts'

/** Faults that are not the death of a bot process. */
const OTHER_FAULTS = ['postgres-restart', 'posts-reset', 'redis-restart', 'redis-flushall'] as const
/** Runs of their own, made only when they are named: what each measures takes a minute or more. */
const MEASURES = ['recovery', 'postgres-away'] as const
export type OtherFault = (typeof OTHER_FAULTS)[number] | (typeof MEASURES)[number]

/** One run: what goes wrong, where, and with how many processes. */
export interface Combination {
  readonly fault: CrashPoint | OtherFault
  readonly platform: Platform
  readonly processes: 1 | 2
  /** Dies at the point, and again at it after the restart. */
  readonly twice: boolean
  readonly seed: number
}

export interface Selection {
  readonly points?: readonly string[] | undefined
  readonly platform?: Platform | undefined
  readonly processes?: 1 | 2 | undefined
  readonly twice: boolean
  readonly seed: number
  /** There is a `redis-server`. */
  readonly redis: boolean
}

const PLATFORMS: readonly Platform[] = ['slack', 'discord']
const POINTS: readonly CrashPoint[] = CRASH_POINTS.map(({ id }) => id)

/** On Discord nobody is invited one by one: a post invites, and who presses is enrolled alone. */
const NOT_ON_DISCORD = new Set<Combination['fault']>(['I6'])

/** Every run of a selection, faults in the order of the way. Throws RangeError for a name that is none. */
export function combinations(selection: Selection): readonly Combination[] {
  const known: readonly Combination['fault'][] = [...POINTS, ...OTHER_FAULTS, ...MEASURES]
  const unknown = selection.points?.filter((name) => !known.some((fault) => fault === name)) ?? []
  if (unknown.length > 0)
    throw new RangeError(`no such point or fault: ${unknown.join(', ')}; there are ${known.join(', ')}`)
  const wanted = known
    .filter((fault) => selection.points?.includes(fault) ?? !isMeasure(fault))
    .filter((fault) => selection.redis || !fault.startsWith('redis-'))
  const { twice, seed } = selection
  return wanted.flatMap((fault) =>
    PLATFORMS.filter((platform) => (selection.platform ?? platform) === platform)
      .filter((platform) => platform === 'slack' || !NOT_ON_DISCORD.has(fault))
      .flatMap((platform) =>
        ([1, 2] as const)
          .filter((processes) => (selection.processes ?? processes) === processes)
          .filter((processes) => processes === 1 || fault !== 'recovery')
          .map((processes) => ({ fault, platform, processes, twice: twice && isPoint(fault), seed })),
      ),
  )
}

export function isPoint(fault: Combination['fault']): fault is CrashPoint {
  return POINTS.some((point) => point === fault)
}

/** Its times are what counts, so nothing else runs beside it. */
export function isMeasure(fault: Combination['fault']): boolean {
  return MEASURES.some((measure) => measure === fault)
}

export function nameOf({ fault, platform, processes, twice, seed }: Combination): string {
  return `${fault}-${platform}-${processes}${twice ? '-twice' : ''}-seed${seed}`
}

/** The command that does this one run again. */
export function commandFor({ fault, platform, processes, twice, seed }: Combination): string {
  return `npm run --silent faults -- --layer processes --points ${fault} --platform ${platform} --processes ${processes} --seed ${seed}${twice ? ' --twice' : ''}`
}
