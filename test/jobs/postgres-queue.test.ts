import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { createQueues } from '../../src/jobs/backend.ts'
import { queueContract } from '../contracts/queue.ts'
import { createEmptyDatabase } from '../harness/database.ts'
import { queueOpener } from '../harness/queues.ts'
import { silentLog } from '../harness/silent-log.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
const operations: string[] = []
const opener = queueOpener(() => ({ postgresUrl: database.url }), {
  onOperation: (operation, job) => operations.push(`${operation} ${job}`),
})
const idle = { lane: async () => {}, study: async () => {} }

beforeEach(async () => {
  database = await createEmptyDatabase()
})
afterEach(async () => {
  await opener.reset()
  await database.close()
})

async function ask(statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    const { rows } = await client.query({ text: statement, rowMode: 'array' })
    return rows.map(([value]) => value)
  } finally {
    await client.end()
  }
}

queueContract('queues on PostgreSQL', { shared: true, ...opener })

describe('queues on PostgreSQL', () => {
  it('stay in a schema of their own, keep no done job, and tell of each operation', async () => {
    const queues = await opener.connect()
    await queues.startWorkers(idle)
    operations.length = 0
    await queues.queue.wake('study', 'a')
    await expect.poll(() => operations.toSorted()).toEqual(['complete study', 'take study', 'wake study'])
    expect(await ask(`select count(*)::int from bullmq.job where queue = 'study'`)).toEqual([0])
    expect(await ask(`select count(*)::int from pg_tables where schemaname = 'public'`)).toEqual([0])
  })

  it('take at most 15 connections a process', async () => {
    const queues = await opener.connect()
    await queues.startWorkers(idle)
    await Promise.all(Array.from({ length: 100 }, (_, n) => queues.queue.wake('lane', `id-${n}`)))
    const [sessions] = await ask(
      'select count(*)::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    expect(sessions).toBeLessThanOrEqual(15)
  })

  it('are refused when the server is away', async () => {
    const nowhere = createQueues(
      { postgresUrl: 'postgres://nobody@127.0.0.1:1/none' },
      { log: silentLog, clock: createSystemClock() },
    )
    await expect(nowhere).rejects.toThrow('ECONNREFUSED')
  })

  it('take a wake for lost within seconds, and go on by themselves, after their sessions broke', async () => {
    const ids: string[] = []
    const queues = await opener.connect()
    await queues.startWorkers({ ...idle, lane: async (id) => void ids.push(id) })
    await ask(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    await expect
      .poll(
        async () => {
          await queues.queue.wake('lane', 'after')
          return ids.includes('after')
        },
        { timeout: 10_000 },
      )
      .toBe(true)
  })
})
