import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'

const DAY = 24 * 3_600_000

/** The real time, or as much later as a test says. */
export function laterClock() {
  let laterMs = 0
  const clock: Clock = { ...createSystemClock(), now: () => new Date(Date.now() + laterMs) }
  return {
    clock,
    pass: (ms: number) => {
      laterMs += ms
    },
    /** The next day at this hour, UTC. */
    goTo: (hour: number) => {
      laterMs = (Math.floor(Date.now() / DAY) + 1) * DAY + (hour * DAY) / 24 - Date.now()
    },
  }
}
