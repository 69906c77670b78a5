import type { JobName } from '../core/ports/queue.ts'

export interface QueueSettings {
  /** How often a handler that throws is tried. */
  readonly attempts: number
  /** Wait before the second try; doubled with each further one. */
  readonly backoffMs: number
  /** How long a job that used up its tries is kept to be looked at. Done ones are not kept. */
  readonly keepFailedSeconds: number
  /** Jobs at once in one process. */
  readonly concurrency: number
  /** Database connections of one process's worker, beside the one it listens on. */
  readonly connections: number
}

const DAY_SECONDS = 86_400

export const QUEUES: Readonly<Record<JobName, QueueSettings>> = {
  lane: { attempts: 3, backoffMs: 500, keepFailedSeconds: DAY_SECONDS, concurrency: 16, connections: 3 },
  study: { attempts: 3, backoffMs: 5_000, keepFailedSeconds: DAY_SECONDS, concurrency: 2, connections: 1 },
}

/**
 * A job whose worker dies is taken over after at most `lockMs` + `stalledCheckMs`. Measured with other values: the
 * remainder of the lock plus up to one check.
 */
export const WORKER_TIMING = {
  lockMs: 15_000,
  stalledCheckMs: 5_000,
  /** Takeovers of one job before it counts as failed. */
  takeovers: 3,
  /** Wait after a failed fetch: BullMQ's own 15 s would leave a worker idle long after its server is back. */
  fetchAgainMs: 1_000,
}

/** After this long a wake counts as lost: whoever waits for it is never held up by a queue that is away. */
export const WAKE_WITHIN_MS = 2_000

/** Redis that has not answered by then is taken to be away: the bot starts, and stops, without it. */
export const REDIS_WITHIN_MS = 2_000

/** Wait before another try to connect to Redis: a little longer each time, but BullMQ's own 20 s is long. */
export function redisAgainMs(tries: number): number {
  return Math.min(tries * 1_000, 5_000)
}
