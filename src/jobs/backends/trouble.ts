import type { Log } from '../../core/ports/log.ts'
import type { JobName } from '../../core/ports/queue.ts'

export interface Trouble {
  tell(job: JobName, error: Error): void
  isOver(): void
}

/** A server that is away is tried every few seconds on each connection: that is told once, until something works again. */
export function troubleIn(log: Log): Trouble {
  const told = new Set<string>()
  return {
    tell(job: JobName, error: Error): void {
      const one = `${job} ${error.message}`
      if (told.has(one)) return
      told.add(one)
      log.error('queue.trouble', error, { job })
    },
    isOver: () => told.clear(),
  }
}
