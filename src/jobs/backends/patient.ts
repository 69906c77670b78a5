import type { BackendFactory, IQueueBackend } from 'bullmq'
import type { Clock } from '../../core/ports/clock.ts'

/**
 * A backend whose workers ask again only a while after a fetch failed. BullMQ waits by itself if a connection is refused
 * outright; anything else (a server that is starting up, a connection that is reset) it answers by asking at once, some
 * thousand times a second. Once `left` is aborted nothing is waited for any more.
 */
export function patient<B extends IQueueBackend, C>(
  factory: BackendFactory<B, C>,
  waitMs: number,
  clock: Clock,
  left: AbortSignal,
): BackendFactory<B, C> {
  return (...made) => {
    const backend = factory(...made)
    const slowly = <A extends readonly unknown[], R>(ask: (...args: A) => Promise<R>) => {
      const asked = ask.bind(backend)
      return async (...args: A): Promise<R> => {
        try {
          return await asked(...args)
        } catch (error) {
          await clock.sleep(waitMs, left)
          throw error
        }
      }
    }
    backend.moveToActive = slowly(backend.moveToActive)
    backend.waitForJob = slowly(backend.waitForJob)
    return backend
  }
}
