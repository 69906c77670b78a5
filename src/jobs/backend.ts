import { setMaxListeners } from 'node:events'
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
import { leavable } from './backends/leavable.ts'
import { patient } from './backends/patient.ts'
import { troubleIn } from './backends/trouble.ts'
import { QUEUES, REDIS_WITHIN_MS, redisAgainMs, WAKE_WITHIN_MS, WORKER_TIMING } from './queues.ts'

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
  /** Begins to take jobs; resolves when every queue has a worker, or Redis is away. To be called once. */
  startWorkers(handlers: JobHandlers): Promise<void>
  /** Takes no more jobs, waits for the running ones, disconnects. A Redis that is away holds it up for two seconds. */
  close(): Promise<void>
}

/**
 * Connects to the queues; makes or updates their tables. Rejects with the driver's error if PostgreSQL is away. Redis may
 * be away: wakes are lost until it is there, which the sweep makes good, and workers begin by themselves then.
 */
export async function createQueues(connection: QueueConnection, deps: QueueDeps): Promise<Queues> {
  const left = new AbortController()
  // Every command under way listens.
  setMaxListeners(0, left.signal)
  const { fetchAgainMs } = WORKER_TIMING
  if ('redisUrl' in connection) {
    const { redisUrl: url, prefix = 'sounding' } = connection
    const backend = leavable(patient(createRedisBackend, fetchAgainMs, deps.clock, left.signal), left.signal)
    const server = { url, retryStrategy: redisAgainMs }
    return open(withBackend(backend), deps, left, {
      prefix,
      mayBeAway: true,
      // A producer fails at once while Redis is away instead of keeping commands for later. Its question for the
      // version would fail too if Redis went again right then, and BullMQ does not ask twice: the workers ask.
      producer: () => ({
        ...server,
        enableOfflineQueue: false,
        maxRetriesPerRequest: 1,
        skipVersionCheck: true,
      }),
      worker: () => ({ ...server, maxRetriesPerRequest: null }),
    })
  }
  const server = {
    connectionString: connection.postgresUrl,
    schema: 'bullmq',
    connectionTimeoutMillis: 10_000,
  }
  const backend = patient(createPostgresBackend, fetchAgainMs, deps.clock, left.signal)
  return open(withBackend(backend), deps, left, {
    mayBeAway: false,
    producer: () => ({ ...server, max: 1, migrate: true }),
    worker: (job) => ({ ...server, max: QUEUES[job].connections }),
  })
}

interface Connections<C> {
  readonly prefix?: string
  /** Whether to begin and end without the server. */
  readonly mayBeAway: boolean
  producer(job: JobName): C
  worker(job: JobName): C
}

interface JobData {
  readonly id: string
}

async function open<B extends IQueueBackend, C>(
  { Queue: Producer, Worker }: BackendClasses<B, C>,
  { log, clock, onOperation = () => {} }: QueueDeps,
  left: AbortController,
  connections: Connections<C>,
): Promise<Queues> {
  const prefix = connections.prefix === undefined ? {} : { prefix: connections.prefix }
  const trouble = troubleIn(log)
  const worked = (operation: QueueOperation, job: JobName) => {
    trouble.isOver()
    onOperation(operation, job)
  }
  const complain = (job: JobName) => (error: Error) => {
    if (!left.signal.aborted) trouble.tell(job, error)
  }
  const inHand = new Set<Promise<unknown>>()
  const held = <T>(work: Promise<T>) => {
    inHand.add(work)
    const done = () => inHand.delete(work)
    work.then(done, done)
    return work
  }

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
    const worker = new Worker<JobData, void>(job, ({ data }) => held(handle(data.id)), {
      connection: connections.worker(job),
      concurrency: QUEUES[job].concurrency,
      lockDuration: WORKER_TIMING.lockMs,
      stalledInterval: WORKER_TIMING.stalledCheckMs,
      maxStalledCount: WORKER_TIMING.takeovers,
      runRetryDelay: WORKER_TIMING.fetchAgainMs,
      ...prefix,
    })
    worker.on('error', complain(job))
    worker.on('active', () => worked('take', job))
    worker.on('completed', () => worked('complete', job))
    worker.on('failed', (failed, error) => {
      worked('fail', job)
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
    const closed = Promise.all(workers.map((worker) => worker.close()))
    while (inHand.size > 0) await Promise.allSettled(inHand)
    if (connections.mayBeAway && !(await within(REDIS_WITHIN_MS, closed, clock))) left.abort()
    await closed
    await Promise.all(JOB_NAMES.map((job) => producers[job].close()))
  }

  /** Whether it came about before the server counts as away. */
  const there = (ready: Promise<unknown>) =>
    connections.mayBeAway ? within(REDIS_WITHIN_MS, ready, clock) : ready.then(() => true)
  let connected = false
  let away = false
  try {
    const ready = Promise.all(JOB_NAMES.map((job) => producers[job].waitUntilReady())).then(() => {
      connected = true
      if (away) log.info('queue.back')
    })
    away = !(await there(ready))
    if (away) log.warn('queue.away')
  } catch (error) {
    await close()
    throw error
  }

  return {
    close,
    queue: {
      async wake(job, id, delayMs = 0) {
        const add = () => producers[job].add(job, { id }, { delay: Math.max(0, Math.ceil(delayMs)) })
        // What is added before is kept until the first connection: all of it would come then, long after the sweep.
        const added = connected ? add() : Promise.reject(new Error('not connected yet'))
        const kept = added.then(
          () => worked('wake', job),
          (error: unknown) => log.error('queue.wake-lost', error, { job, id }),
        )
        await held(within(WAKE_WITHIN_MS, kept, clock))
      },
    },
    async startWorkers(handlers) {
      for (const job of JOB_NAMES) workers.push(consume(job, handlers[job]))
      const ready = Promise.all(workers.map((worker) => worker.waitUntilReady()))
      if (connected) await there(ready)
      // What fails later is told as trouble by the worker itself.
      else ready.catch(() => {})
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

/** Whether the work was done in time; rejects if it failed in time. */
async function within(ms: number, work: Promise<unknown>, clock: Clock): Promise<boolean> {
  const done = new AbortController()
  try {
    return await Promise.race([work.then(() => true), clock.sleep(ms, done.signal).then(() => false)])
  } finally {
    done.abort()
  }
}
