import { FencedError } from '../core/errors.ts'
import { type LaneKind, laneKind } from '../core/lane.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { LaneStore, Lease } from '../core/ports/lane-store.ts'
import type { Log } from '../core/ports/log.ts'
import type { Queue } from '../core/ports/queue.ts'
import type { LookAgain } from './deliver.ts'
import { type Hold, holdLease, LEASE_MS } from './hold.ts'
import { jobOf } from './lane-jobs.ts'

export interface LaneWork {
  readonly lanes: LaneStore
  readonly queue: Queue
  readonly clock: Clock
  readonly log: Log
  /** Names this process as the holder of its lanes. */
  readonly holder: string
  /** What is done in a lane of each kind. */
  readonly work: Readonly<Record<LaneKind, (lease: Lease, hold: Hold) => Promise<Worked>>>
}

export interface Worked {
  /** When to look at this lane again though nothing new arrives. */
  readonly again: LookAgain
  /** Other lanes that now have something to do. */
  readonly wake: readonly string[]
  /** Set if the lane was given back already, with the last write. */
  readonly released?: {
    /** Events came in while the lane was held. */
    readonly more: boolean
  }
}

const AFTER_FAILURE = { firstMs: 1_000, mostMs: 600_000 } as const

/**
 * Takes a lane, works on it and gives it back. Harmless when repeated, late or early: who finds it held leaves it to the
 * holder, who looks once more when giving it back; a burst that is still coming in is waited out. A lane whose work
 * throws is left alone for ever longer; what waits in it stays as it is.
 */
export async function workLane(
  lane: string,
  { lanes, queue, clock, log, holder, work }: LaneWork,
): Promise<void> {
  const kind = laneKind(lane)
  const asked = clock.now()
  const taken = await lanes.take(lane, holder, LEASE_MS, asked)
  if (taken.outcome === 'busy') return
  if (taken.outcome === 'early')
    return queue.wake(jobOf(kind), lane, taken.until.getTime() - clock.now().getTime())
  const { lease } = taken
  const hold = holdLease(lease, asked, lanes, clock, log)
  try {
    const worked = await work[kind](lease, hold)
    hold.end()
    const { more } = worked.released ?? { more: await lanes.release(lease) }
    if (more) await queue.wake(jobOf(kind), lane)
    for (const other of worked.wake) await queue.wake(jobOf(laneKind(other)), other)
    if (worked.again) await queue.wake(jobOf(kind), lane, worked.again.getTime() - clock.now().getTime())
  } catch (error) {
    hold.end()
    if (error instanceof FencedError) {
      // The lane or what it is about moved on: whoever holds it now works from what is stored.
      log.info('lane.fenced', { lane })
      if (await lanes.release(lease)) await queue.wake(jobOf(kind), lane)
      return
    }
    log.error('lane.failed', error, { lane })
    const now = clock.now()
    const failed = await lanes.fail(lease, AFTER_FAILURE, now)
    if (!failed) return
    const waitMs = failed.retryAfter.getTime() - now.getTime()
    log.warn('lane.left-alone', { lane, failures: failed.failures, ms: waitMs })
    await queue.wake(jobOf(kind), lane, waitMs)
  }
}
