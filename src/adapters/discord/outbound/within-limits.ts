import { RateLimitError } from 'discord.js'
import type { Clock } from '../../../core/ports/clock.ts'

/** Where a process begins anew, its lanes use up the bot's calls of the first seconds. */
const MOST_TRIES = 30

/**
 * Makes a call that nobody's turn waits for, again whenever a limit turned it away. Rejects as the call does; with a
 * RateLimitError after thirty tries.
 */
export async function withinLimits<T>(call: () => Promise<T>, clock: Pick<Clock, 'sleep'>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof RateLimitError) || tries === MOST_TRIES) throw error
      await clock.sleep(error.retryAfter)
    }
  }
}
