import type { Clock } from '../../src/core/ports/clock.ts'
import type { JobName } from '../../src/core/ports/queue.ts'
import type { JobHandlers, Queues } from '../../src/jobs/backend.ts'
import { QUEUES } from '../../src/jobs/queues.ts'

/** Queues in memory: one process, gone with it. */
export function createMemoryQueues(clock: Clock): Queues & {
  /** Every wake so far. */
  readonly wakes: readonly { readonly job: JobName; readonly id: string; readonly delayMs: number }[]
} {
  const wakes: { job: JobName; id: string; delayMs: number }[] = []
  const waiting: (() => void)[] = []
  const running = new Set<Promise<void>>()
  const closing = new AbortController()
  let handlers: JobHandlers | undefined

  const start = (job: JobName, id: string, delayMs: number) => {
    const work = attempt(job, id, delayMs)
    running.add(work)
    void work.finally(() => running.delete(work))
  }
  const attempt = async (job: JobName, id: string, delayMs: number) => {
    let wait = delayMs
    for (let tries = 0; tries < QUEUES[job].attempts; tries += 1) {
      if (wait > 0) await clock.sleep(wait, closing.signal)
      if (closing.signal.aborted) return
      const failed = await (handlers as JobHandlers)[job](id).then(
        () => false,
        () => true,
      )
      if (!failed) return
      wait = QUEUES[job].backoffMs * 2 ** tries
    }
  }
  const add = (job: JobName, id: string, delayMs: number) => {
    if (closing.signal.aborted) return
    if (handlers === undefined) waiting.push(() => start(job, id, delayMs))
    else start(job, id, delayMs)
  }

  return {
    wakes,
    queue: {
      async wake(job, id, delayMs = 0) {
        wakes.push({ job, id, delayMs })
        add(job, id, delayMs)
      },
    },
    async startWorkers(given) {
      handlers = given
      for (const begin of waiting.splice(0)) begin()
    },
    async close() {
      closing.abort()
      await Promise.all(running)
    },
  }
}
