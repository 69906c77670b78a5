import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import type { Clock } from '../../src/core/ports/clock.ts'

/** A clock that stands still until it is told that time passes. Nothing ticks on it. */
export interface ManualClock extends Clock {
  pass(ms: number): void
}

export function manualClock(from = new Date('2026-03-02T10:00:00Z')): ManualClock {
  let now = from.getTime()
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  return {
    now: () => new Date(now),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve()
        const wake = () => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const sleeper = { until: now + ms, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', wake, { once: true })
      }),
    every: () => () => {},
    pass(ms) {
      now += ms
      for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake()
    },
  }
}

/** Such a clock on which `every` ticks too: once for each time that enough has passed, however much it was. */
export function tickingClock(): ManualClock {
  const clock = manualClock()
  const tickers = new Set<{ readonly ms: number; readonly tick: () => void; next: number }>()
  return {
    ...clock,
    every(ms, tick) {
      const ticker = { ms, tick, next: clock.now().getTime() + ms }
      tickers.add(ticker)
      return () => tickers.delete(ticker)
    },
    pass(ms) {
      clock.pass(ms)
      const now = clock.now().getTime()
      for (const ticker of [...tickers]) {
        if (ticker.next > now) continue
        ticker.next = now + ticker.ms
        ticker.tick()
      }
    },
  }
}

/** Time passes on it in steps; after each, all that follows from it in memory has happened. */
export async function passing(clock: ManualClock, ms: number, stepMs: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    clock.pass(stepMs)
    await turnOfTheLoop()
  }
}
