import { LEASE_MS } from './hold.ts'
import { type LaneWork, workLane } from './lane-work.ts'

const SWEEP_EVERY_MS = 3_000
/** What came due this recently has a wake of its own on the way. */
const LEFT_TO_WAKES_MS = 1_000
/** By then the leases of a process that died right before this one started have run out. */
const LEASES_OVER_MS = LEASE_MS + 100
const MOST_LANES = 200
const AT_ONCE = 8

export interface Sweeper {
  /** Begins no more lanes and waits for those in hand. */
  stop(): Promise<void>
}

/**
 * Looks at start and every few seconds for lanes with something due that nobody works on, and works on them itself: a
 * wake may be lost, and the queue with all its wakes. Words whose time is over are emptied on the way.
 */
export function startSweeper(work: LaneWork): Sweeper {
  let sweeping: Promise<void> | undefined
  const stopping = new AbortController()
  const stopped = () => stopping.signal.aborted
  const sweepOnce = () => {
    if (stopped() || sweeping) return
    sweeping = sweep(work, stopped)
      .catch((error: unknown) => work.log.error('sweep.failed', error))
      .finally(() => {
        sweeping = undefined
      })
  }
  const end = work.clock.every(SWEEP_EVERY_MS, sweepOnce)
  sweepOnce()
  const inherit = async () => {
    await work.clock.sleep(LEASES_OVER_MS, stopping.signal)
    await sweeping
    sweepOnce()
  }
  void inherit()
  return {
    async stop() {
      stopping.abort()
      end()
      await sweeping
    },
  }
}

async function sweep(work: LaneWork, stopped: () => boolean): Promise<void> {
  await work.lanes.forgetKept(work.clock.now())
  const now = work.clock.now().getTime()
  const due = [...(await work.lanes.due(new Date(now - LEFT_TO_WAKES_MS), MOST_LANES))]
  if (due.length > 0) work.log.info('sweep.found', { lanes: due.length })
  const workOn = async () => {
    for (let next = due.shift(); next && !stopped(); next = due.shift()) {
      const { lane } = next
      await workLane(lane, work).catch((error: unknown) =>
        work.log.error('sweep.lane-failed', error, { lane }),
      )
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, workOn))
}
