import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { createQueues, type QueueConnection, type QueueDeps, type Queues } from '../../src/jobs/backend.ts'
import { silentLog } from './silent-log.ts'

/** Opens queues for tests and closes what a test leaves open. */
export function queueOpener(connection: () => QueueConnection, deps: Partial<QueueDeps> = {}) {
  const opened: Queues[] = []
  return {
    async connect(): Promise<Queues> {
      const queues = await createQueues(connection(), { log: silentLog, clock: createSystemClock(), ...deps })
      opened.push(queues)
      return queues
    },
    async reset(): Promise<void> {
      await Promise.all(opened.splice(0).map((queues) => queues.close()))
    },
  }
}
