import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'

/**
 * Does `slow`; if it is not done after `afterMs`, does `say` beside it and waits for both. `unsettled` tells that what was
 * said may not have arrived yet, so that nothing may overtake it. Saying it is best effort: what fails there is logged.
 */
export async function holding<T>(
  slow: () => Promise<T>,
  say: () => Promise<{ readonly settled: boolean }>,
  afterMs: number,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<{ readonly done: T; readonly unsettled: boolean }> {
  const over = new AbortController()
  const said = clock.sleep(afterMs, over.signal).then(async () => {
    if (over.signal.aborted) return { settled: true }
    try {
      return await say()
    } catch (error) {
      log.error('holding.not-said', error)
      return { settled: false }
    }
  })
  try {
    const done = await slow()
    over.abort()
    return { done, unsettled: !(await said).settled }
  } finally {
    over.abort()
    await said
  }
}
