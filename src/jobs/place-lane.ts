import type { WaitingEvent } from '../core/interview/portion.ts'
import type { LaneStore, Lease, OutboxDraft } from '../core/ports/lane-store.ts'
import { type Delivering, deliver } from './deliver.ts'
import type { Hold } from './hold.ts'
import type { Worked } from './lane-work.ts'

/** What a research place's events are handed to. */
export interface Desk {
  handle(
    row: WaitingEvent,
    lease: Lease,
  ): Promise<{ readonly wake: readonly string[]; readonly unheard?: OutboxDraft }>
}

export interface PlaceWork extends Delivering {
  readonly lanes: LaneStore
  readonly desk: Desk
}

/** A place's lane: each event is handled to its end, then the outbox goes out. */
export async function workPlace(lease: Lease, hold: Hold, work: PlaceWork): Promise<Worked> {
  const wake = new Set<string>()
  for (;;) {
    const { events } = await work.lanes.waiting(lease.lane, work.clock.now())
    const [first] = events
    if (!first) {
      const again = await deliver(lease, hold, work)
      wake.delete(lease.lane)
      return { again, wake: [...wake] }
    }
    const handled = await work.desk.handle(first, lease)
    for (const lane of handled.wake) wake.add(lane)
    if (handled.unheard) await work.outbox.add(lease, handled.unheard, work.clock.now())
  }
}
