import type { Happening } from '../../core/health.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { ConnectionHeld, ConnectionStore, ConnectionsOf } from '../../core/ports/connection-store.ts'
import type { Log } from '../../core/ports/log.ts'

/** Who waits until they may try again to connect. */
export interface WaitingOut {
  readonly of: ConnectionsOf
  readonly holder: string
  readonly store: Pick<ConnectionStore, 'heldByOthers'>
  readonly note?: (happening: Happening) => void
  readonly clock: Clock
  readonly log: Log
  readonly stopping: AbortSignal
}

const LOOK_AGAIN_MS = 1_000

/**
 * Waits so long, and notes meanwhile whenever another process receives: one that only tries to holds a connection for a
 * moment, one that is connected renews what it holds.
 */
export async function waitOut(ms: number, waiting: WaitingOut): Promise<void> {
  const { clock, note, stopping } = waiting
  const until = clock.now().getTime() + ms
  let before: readonly ConnectionHeld[] = []
  for (let leftMs = ms; leftMs > 0 && !stopping.aborted; leftMs = until - clock.now().getTime()) {
    await clock.sleep(Math.min(leftMs, LOOK_AGAIN_MS), stopping)
    if (leftMs <= LOOK_AGAIN_MS || stopping.aborted) return
    const held = await heldByOthers(waiting)
    if (held.some((each) => renewed(each, before))) note?.({ kind: 'elsewhere' })
    before = held
  }
}

async function heldByOthers({ store, of, holder, log }: WaitingOut): Promise<readonly ConnectionHeld[]> {
  try {
    return await store.heldByOthers(of, holder)
  } catch (error) {
    log.error('connection.others-not-seen', error, { platform: of.platform })
    return []
  }
}

function renewed(held: ConnectionHeld, before: readonly ConnectionHeld[]): boolean {
  return before.some(
    ({ number, epoch, until }) => number === held.number && epoch === held.epoch && until < held.until,
  )
}
