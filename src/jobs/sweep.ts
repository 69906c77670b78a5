import type { Clock } from '../core/ports/clock.ts'
import type { LaneStore } from '../core/ports/lane-store.ts'
import type { Log } from '../core/ports/log.ts'
import type { Queue } from '../core/ports/queue.ts'
import { jobOf } from './lane-jobs.ts'

export const SWEEP_EVERY_MS = 3_000
const MOST_LANES = 200

/** Finds what is due and was not woken, or whose wake was lost, and wakes it. Returns how many lanes. */
export async function sweep(deps: {
  readonly lanes: LaneStore
  readonly queue: Queue
  readonly clock: Clock
  readonly log: Log
}): Promise<number> {
  const due = await deps.lanes.due(deps.clock.now(), MOST_LANES)
  for (const { lane, kind } of due) await deps.queue.wake(jobOf(kind), lane)
  if (due.length > 0) deps.log.info('sweep.woke', { lanes: due.length })
  return due.length
}
