import { FencedError } from '../core/errors.ts'
import { type LaneKind, laneKind } from '../core/lane.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { LaneStore, Lease } from '../core/ports/lane-store.ts'
import type { Log } from '../core/ports/log.ts'
import type { Queue } from '../core/ports/queue.ts'
import type { LookAgain } from './deliver.ts'
import { jobOf } from './lane-jobs.ts'

export interface LaneWork {
  readonly lanes: LaneStore
  readonly queue: Queue
  readonly clock: Clock
  readonly log: Log
  /** Names this process as the holder of its lanes. */
  readonly holder: string
  /** What is done in a lane of each kind. */
  readonly work: Readonly<Record<LaneKind, (lease: Lease, stillOurs: () => boolean) => Promise<Worked>>>
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

const LEASE_MS = 5_000
const RENEW_MS = 1_500

/**
 * Takes a lane, works on it and gives it back. Harmless when repeated, late or early: who finds it held leaves it to the
 * holder, who looks once more when giving it back; a burst that is still coming in is waited out.
 */
export async function workLane(
  lane: string,
  { lanes, queue, clock, log, holder, work }: LaneWork,
): Promise<void> {
  const kind = laneKind(lane)
  const taken = await lanes.take(lane, holder, LEASE_MS, clock.now())
  if (taken.outcome === 'busy') return
  if (taken.outcome === 'early')
    return queue.wake(jobOf(kind), lane, taken.until.getTime() - clock.now().getTime())
  const { lease } = taken
  const hold = holdLease(lease, lanes, clock, log)
  let worked: Worked = { again: undefined, wake: [] }
  try {
    worked = await work[kind](lease, hold.isOurs)
  } catch (error) {
    // Somebody else has the lane now and does the work from what is stored.
    if (!(error instanceof FencedError)) throw error
    log.info('lane.fenced', { lane })
    worked = { again: undefined, wake: [], released: { more: false } }
  } finally {
    hold.end()
    worked = { ...worked, released: worked.released ?? { more: await lanes.release(lease) } }
  }
  if (worked.released?.more) await queue.wake(jobOf(kind), lane)
  for (const other of worked.wake) await queue.wake(jobOf(laneKind(other)), other)
  if (worked.again) await queue.wake(jobOf(kind), lane, worked.again.getTime() - clock.now().getTime())
}

function holdLease(lease: Lease, lanes: LaneStore, clock: Clock, log: Log) {
  let ours = true
  const end = clock.every(RENEW_MS, () => {
    lanes.renew(lease, LEASE_MS).then(
      (renewed) => {
        ours = renewed
      },
      (error: unknown) => log.error('lane.not-renewed', error, { lane: lease.lane }),
    )
  })
  return { isOurs: () => ours, end }
}
