import type { Chance } from '../../../../sim/people/random.ts'
import type { Ids } from '../../../../src/core/ports/clock.ts'
import type { Scheduler } from './scheduler.ts'

/** UUIDs of version 7 of the scheduler's time; the same seed gives the same ones. */
export function seededIds(scheduler: Scheduler, source: Chance): Ids {
  return {
    next() {
      const time = scheduler.now.toString(16).padStart(12, '0')
      const random = [0, 1, 2].map(() => source.integer(0, 0x7fffffff).toString(16).padStart(8, '0')).join('')
      return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(1, 4)}-8${random.slice(5, 8)}-${random.slice(9, 21)}`
    },
  }
}
