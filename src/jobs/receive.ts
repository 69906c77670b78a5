import type { InboundEvent, InboundSink } from '../core/ports/chat.ts'
import type { Clock, Ids } from '../core/ports/clock.ts'
import type { Burst, InboxStore } from '../core/ports/lane-store.ts'
import type { Log } from '../core/ports/log.ts'
import type { Queue } from '../core/ports/queue.ts'
import { route } from '../core/route.ts'
import { jobOf } from './lane-jobs.ts'

export interface Receiving {
  readonly inbox: InboxStore
  readonly queue: Queue
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly burst: Burst
  /** Reads what may have been missed while a platform's connection was away. */
  readonly catchUp: (event: Extract<InboundEvent, { kind: 'gap' }>) => void
}

/**
 * What adapters hand their events to: stored in one statement, then its lane is woken. Rejects only if it could not be
 * stored; a lost wake is found by the sweep.
 */
export function createSink(receiving: Receiving): InboundSink {
  const { inbox, queue, clock, ids, log, burst } = receiving
  return async (event) => {
    if (event.kind === 'gap') {
      receiving.catchUp(event)
      return
    }
    const now = clock.now()
    const accepted = await inbox.accept(event, route(event), burst, now, ids.next())
    if (accepted.outcome !== 'stored') {
      log.debug('inbox.not-stored', { outcome: accepted.outcome, kind: event.kind, platform: event.platform })
      return
    }
    // Not awaited: the platform waits for its acknowledgement, and the row is safe.
    void queue.wake(jobOf(accepted.kind), accepted.lane, accepted.answerAfter.getTime() - now.getTime())
  }
}
