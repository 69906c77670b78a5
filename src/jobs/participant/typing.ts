import type { Clock } from '../../core/ports/clock.ts'

/** Before a platform lets it fade: Discord after ten seconds. */
const AGAIN_MS = 8_000

/**
 * Does `slow`; if it is not done after `afterMs`, calls `show` beside it, and again for as long as it takes, until
 * `show` tells that it is no use. What was begun of it is over when this resolves, so that no message is followed by it.
 */
export async function typingMeanwhile<T>(
  slow: () => Promise<T>,
  show: () => Promise<boolean>,
  afterMs: number,
  clock: Pick<Clock, 'sleep'>,
): Promise<T> {
  const over = new AbortController()
  const shown = (async () => {
    for (let waitMs = afterMs; ; waitMs = AGAIN_MS) {
      await clock.sleep(waitMs, over.signal)
      if (over.signal.aborted || !(await show())) return
    }
  })()
  try {
    return await slow()
  } finally {
    over.abort()
    await shown
  }
}
