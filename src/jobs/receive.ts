import type { InboundEvent, InboundSink } from '../core/ports/chat.ts'
import type { Clock, Ids } from '../core/ports/clock.ts'
import type { Accepted, Burst, InboxStore } from '../core/ports/lane-store.ts'
import type { Log } from '../core/ports/log.ts'
import type { Queue } from '../core/ports/queue.ts'
import { route } from '../core/route.ts'
import type { Missed } from './history/catch-up.ts'
import { jobOf } from './lane-jobs.ts'

export interface Receiving {
  readonly inbox: InboxStore
  readonly queue: Queue
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly burst: Burst
  /** Reads what may have been missed while a platform's connection was away, or could not be stored. */
  readonly missed: (missed: Missed) => void
  /** The bot was added to a workspace or removed. Rejects if that could not be stored. */
  readonly installation: (event: Extract<InboundEvent, { kind: 'installation' }>) => Promise<void>
}

/** What the history has too. */
const SAID: ReadonlySet<InboundEvent['kind']> = new Set(['message-created', 'message-edited'])

/**
 * What adapters hand their events to: stored in one statement, then its lane is woken. Rejects only if it could not be
 * stored; a lost wake is found by the sweep.
 */
export function createSink(receiving: Receiving): InboundSink {
  const { inbox, queue, clock, ids, log, burst } = receiving
  return async (event) => {
    if (event.kind === 'gap') {
      receiving.missed({ platform: event.platform, before: new Date(event.from) })
      return
    }
    if (event.kind === 'installation') return receiving.installation(event)
    const now = clock.now()
    let accepted: Accepted
    try {
      accepted = await inbox.accept(event, route(event), burst, now, ids.next())
    } catch (error) {
      // The platform may give up delivering it long before the store is back.
      if (event.direct && event.conversation !== undefined && SAID.has(event.kind))
        receiving.missed({ platform: event.platform, before: now, conversation: event.conversation })
      throw error
    }
    if (accepted.outcome !== 'stored') {
      log.debug('inbox.not-stored', { outcome: accepted.outcome, kind: event.kind, platform: event.platform })
      return
    }
    // Not awaited: the platform waits for its acknowledgement, and the row is safe.
    void queue.wake(jobOf(accepted.kind), accepted.lane, accepted.answerAfter.getTime() - now.getTime())
  }
}
