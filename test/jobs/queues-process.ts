import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { createQueues } from '../../src/jobs/backend.ts'
import { silentLog } from '../harness/silent-log.ts'

const [redisUrl = ''] = process.argv.slice(2)
const queues = await createQueues({ redisUrl }, { log: silentLog, clock: createSystemClock() })
await queues.startWorkers({ lane: async () => {}, study: async () => {} })
process.once('message', async () => {
  await queues.close()
  process.disconnect()
})
process.send?.('ready')
