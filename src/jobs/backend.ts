import {
  type BackendClasses,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  type JobsOptions,
  withBackend,
} from 'bullmq'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import { JOB_NAMES, type JobName, type Queue } from '../core/ports/queue.ts'
import { patient } from './patient-backend.ts'
import { QUEUES, WAKE_WITHIN_MS, WORKER_TIMING } from './queues.ts'

/** On Redis, keys begin with `prefix` (`sounding` if not given); on PostgreSQL the queues have a schema `bullmq`. */
export type QueueConnection =
  | { readonly redisUrl: string; readonly prefix?: string }
  | { readonly postgresUrl: string }

export type QueueOperation = 'wake' | 'take' | 'complete' | 'fail'

export interface QueueDeps {
  readonly log: Log
  readonly clock: Clock
  /** Told of each operation once the backend has accepted it. */
  readonly onOperation?: (operation: QueueOperation, job: JobName) => void
}

/** What is done for a woken id. A throw is logged and tried again as the queue's table says. */
export type JobHandlers = Readonly<Record<JobName, (id: string) => Promise<void>>>

export interface Queues {
  readonly queue: Queue
  /** Begins to take jobs; resolves when every queue has a worker. To be called once. */
  startWorkers(handlers: JobHandlers): Promise<void>
  /** Takes no more jobs, waits for the running ones, disconnects. */
  close(): Promise<void>
}

/** Connects to the queues; makes or updates their tables. Rejects with the driver's error if the server is away. */
export async function createQueues(connection: QueueConnection, deps: QueueDeps): Promise<Queues> {
  if ('redisUrl' in connection) {
    const { redisUrl: url, prefix = 'sounding' } = connection
    return open(withBackend(patient(createRedisBackend, WORKER_TIMING.fetchAgainMs, deps.clock)), deps, {
      prefix,
      // A producer fails at once while Redis is away instead of keeping commands for later.
      producer: () => ({ url, enableOfflineQueue: false, maxRetriesPerRequest: 1 }),
      worker: () => ({ url, maxRetriesPerRequest: null }),
    })
  }
  const server = {
    connectionString: connection.postgresUrl,
    schema: 'bullmq',
    connectionTimeoutMillis: 10_000,
  }
  return open(withBackend(patient(createPostgresBackend, WORKER_TIMING.fetchAgainMs, deps.clock)), deps, {
    producer: () => ({ ...server, max: 1, migrate: true }),
    worker: (job) => ({ ...server, max: QUEUES[job].connections }),
  })
}

interface Connections<C> {
  readonly prefix?: string
  producer(job: JobName): C
  worker(job: JobName): C
}

interface JobData {
  readonly id: string
}

async function open<B extends IQueueBackend, C>(
  { Queue: Producer, Worker }: BackendClasses<B, C>,
  { log, clock, onOperation = () => {} }: QueueDeps,
  connections: Connections<C>,
): Promise<Queues> {
  const prefix = connections.prefix === undefined ? {} : { prefix: connections.prefix }
  const complain = (job: JobName) => (error: Error) => log.error('queue.trouble', error, { job })

  const produce = (job: JobName) => {
    const producer = new Producer<JobData, void>(job, {
      connection: connections.producer(job),
      defaultJobOptions: jobOptions(job),
      ...prefix,
    })
    producer.on('error', complain(job))
    return producer
  }
  const consume = (job: JobName, handle: (id: string) => Promise<void>) => {
    const worker = new Worker<JobData, void>(job, ({ data }) => handle(data.id), {
      connection: connections.worker(job),
      concurrency: QUEUES[job].concurrency,
      lockDuration: WORKER_TIMING.lockMs,
      stalledInterval: WORKER_TIMING.stalledCheckMs,
      maxStalledCount: WORKER_TIMING.takeovers,
      runRetryDelay: WORKER_TIMING.fetchAgainMs,
      ...prefix,
    })
    worker.on('error', complain(job))
    worker.on('active', () => onOperation('take', job))
    worker.on('completed', () => onOperation('complete', job))
    worker.on('failed', (failed, error) => {
      onOperation('fail', job)
      log.error('queue.job-failed', error, { job, id: failed?.data.id, attempt: failed?.attemptsMade })
    })
    return worker
  }

  const producers = {
    lane: produce('lane'),
    study: produce('study'),
  } satisfies Record<JobName, unknown>
  const workers: ReturnType<typeof consume>[] = []

  const close = async () => {
    await Promise.all(workers.map((worker) => worker.close()))
    await Promise.all(JOB_NAMES.map((job) => producers[job].close()))
  }

  try {
    for (const job of JOB_NAMES) await producers[job].waitUntilReady()
  } catch (error) {
    await close()
    throw error
  }

  return {
    close,
    queue: {
      async wake(job, id, delayMs = 0) {
        const kept = producers[job].add(job, { id }, { delay: Math.max(0, Math.ceil(delayMs)) }).then(
          () => onOperation('wake', job),
          (error: unknown) => log.error('queue.wake-lost', error, { job, id }),
        )
        await within(WAKE_WITHIN_MS, kept, clock)
      },
    },
    async startWorkers(handlers) {
      for (const job of JOB_NAMES) workers.push(consume(job, handlers[job]))
      await Promise.all(workers.map((worker) => worker.waitUntilReady()))
    },
  }
}

function jobOptions(job: JobName): JobsOptions {
  const { attempts, backoffMs, keepFailedSeconds } = QUEUES[job]
  return {
    attempts,
    backoff: { type: 'exponential', delay: backoffMs },
    removeOnComplete: true,
    removeOnFail: { age: keepFailedSeconds },
  }
}

async function within(ms: number, work: Promise<void>, clock: Clock): Promise<void> {
  const done = new AbortController()
  await Promise.race([work, clock.sleep(ms, done.signal)])
  done.abort()
}
