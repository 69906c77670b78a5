import { RateLimitError } from 'discord.js'
import type { Clock } from '../../../core/ports/clock.ts'

/** Where a process begins anew, its lanes use up the bot's calls of the first seconds. Longer limits have other reasons. */
const MOST_MS = 15_000

/**
 * Makes a call that nobody's turn waits for, again whenever a limit turned it away. Rejects as the call does, with a
 * RateLimitError if that would take more than fifteen seconds.
 */
export async function withinLimits<T>(call: () => Promise<T>, clock: Pick<Clock, 'sleep'>): Promise<T> {
  for (let waitedMs = 0; ; ) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof RateLimitError) || waitedMs + error.retryAfter > MOST_MS) throw error
      waitedMs += Math.max(1, error.retryAfter)
      await clock.sleep(error.retryAfter)
    }
  }
}
