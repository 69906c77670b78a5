import type { Clock } from '../../core/ports/clock.ts'

/** So many at once, and then so many a minute. */
export interface Allowance {
  readonly atOnce: number
  readonly perMinute: number
}

export interface Pace {
  /** How long to wait until the next may be done; 0: now. */
  waitMs(): number
  /** `weight`: for how many it counts; 1 unless told. */
  take(weight?: number): void
}

export function createPace({ atOnce, perMinute }: Allowance, clock: Clock): Pace {
  const eachMs = 60_000 / perMinute
  /** When all of what may be done at once is there again. */
  let fullAt = 0
  return {
    waitMs: () => Math.max(0, Math.ceil(fullAt - clock.now().getTime() - (atOnce - 1) * eachMs)),
    take(weight = 1) {
      fullAt = Math.max(fullAt, clock.now().getTime()) + weight * eachMs
    },
  }
}
