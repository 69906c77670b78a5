import { createSystemClock } from '../../src/adapters/system/clock.ts'
import type { Queues } from '../../src/jobs/backend.ts'
import { queueContract } from '../contracts/queue.ts'
import { createMemoryQueues } from '../fakes/queue.ts'

const opened: Queues[] = []

queueContract('queues in memory', {
  shared: false,
  async connect() {
    const queues = createMemoryQueues(createSystemClock())
    opened.push(queues)
    return queues
  },
  async reset() {
    await Promise.all(opened.splice(0).map((queues) => queues.close()))
  },
})
