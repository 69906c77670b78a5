import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { createQueues, type QueueConnection } from '../../src/jobs/backend.ts'
import { silentLog } from './silent-log.ts'

/** Started by tests as a process of its own: takes a job and never finishes it. Says which on stdout. */
const connection = JSON.parse(process.argv[2] ?? '') as QueueConnection
const queues = await createQueues(connection, { log: silentLog, clock: createSystemClock() })
const hold = async (id: string) => {
  process.stdout.write(`${id}\n`)
  await new Promise(() => {})
}
await queues.startWorkers({ lane: hold, study: hold })
