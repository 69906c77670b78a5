import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, inject, it } from 'vitest'
import type { QueueConnection } from '../../src/jobs/backend.ts'
import { WORKER_TIMING } from '../../src/jobs/queues.ts'
import { createEmptyDatabase } from '../harness/database.ts'
import { queueOpener } from '../harness/queues.ts'

let connection: QueueConnection
const opener = queueOpener(() => connection)
const idle = async () => {}
const redisUrl = inject('redisUrl')

/** How long after its worker's process was killed a job was with another. */
async function takeoverMs(): Promise<number> {
  const program = path.resolve(import.meta.dirname, '../harness/hold-job.ts')
  const doomed = spawn(process.execPath, [program, JSON.stringify(connection)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const queues = await opener.connect()
  await queues.queue.wake('lane', 'held')
  await once(createInterface(doomed.stdout), 'line')
  const { promise: taken, resolve } = Promise.withResolvers<void>()
  await queues.startWorkers({ lane: async () => resolve(), study: idle })
  const killedAt = performance.now()
  doomed.kill('SIGKILL')
  await taken
  return performance.now() - killedAt
}

describe('a job whose worker is killed', () => {
  const bound = WORKER_TIMING.lockMs + 2 * WORKER_TIMING.stalledCheckMs
  afterEach(() => opener.reset())

  it('is soon with another, on PostgreSQL', async () => {
    const database = await createEmptyDatabase()
    connection = { postgresUrl: database.url }
    expect(await takeoverMs()).toBeLessThan(bound)
    await opener.reset()
    await database.close()
  })

  it.skipIf(redisUrl === '')('is soon with another, on Redis', async () => {
    connection = { redisUrl, prefix: `test-${crypto.randomUUID()}` }
    expect(await takeoverMs()).toBeLessThan(bound)
  })
})
