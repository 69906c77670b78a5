import type { Clock } from '../core/ports/clock.ts'
import type { LaneStore, Lease } from '../core/ports/lane-store.ts'
import type { Log } from '../core/ports/log.ts'

export const LEASE_MS = 5_000
const RENEW_MS = 1_500
/** Left over by a lease that is made longer for a call: for the statement that does it. */
const SPARE_MS = 2_000

/** A lane as its work holds it. */
export interface Hold {
  /** As far as is known, nobody else took the lane, and its lease has not run out. */
  isOurs(): boolean
  /**
   * Makes sure, right before a call that takes so long at most, that the lane is ours until the call is over. Costs a
   * statement only where too little of the lease is left. False: the call must not be made.
   */
  covers(ms: number): Promise<boolean>
}

/** Renews a lease. It is ours until another took the lane, or until it may have run out since it was last renewed. */
export function holdLease(
  lease: Lease,
  takenAt: Date,
  lanes: LaneStore,
  clock: Clock,
  log: Log,
): Hold & { end(): void } {
  let until = takenAt.getTime() + LEASE_MS
  let taken = false
  const leftMs = () => (taken ? 0 : until - clock.now().getTime())
  const renew = async (ms: number) => {
    const asked = clock.now().getTime()
    try {
      if (await lanes.renew(lease, ms)) until = Math.max(until, asked + ms)
      else taken = true
    } catch (error) {
      log.error('lane.not-renewed', error, { lane: lease.lane })
    }
  }
  const end = clock.every(RENEW_MS, () => void renew(LEASE_MS))
  return {
    isOurs: () => leftMs() > 0,
    async covers(ms) {
      // What ran out and was taken by nobody is still ours once it is renewed.
      if (leftMs() < ms && !taken) await renew(Math.max(LEASE_MS, ms + SPARE_MS))
      return leftMs() >= ms
    },
    end,
  }
}
