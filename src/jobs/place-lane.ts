import type { WaitingEvent } from '../core/interview/portion.ts'
import { parsePlaceLane } from '../core/lane.ts'
import type { LaneStore, Lease, OutboxDraft } from '../core/ports/lane-store.ts'
import type { StudyStore } from '../core/ports/study-store.ts'
import { placeGoneNote } from '../core/study/place-notes.ts'
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
  readonly studies: Pick<StudyStore, 'ownersAt'>
}

/** A place's lane: each event is handled to its end, then the outbox goes out. */
export async function workPlace(lease: Lease, hold: Hold, work: PlaceWork): Promise<Worked> {
  const wake = new Set<string>()
  const placeGone = async (held: Lease, row: string) => {
    for (const lane of await tellOwners(held, row, work)) wake.add(lane)
  }
  for (;;) {
    const { events } = await work.lanes.waiting(lease.lane, work.clock.now())
    const [first] = events
    if (!first) {
      const again = await deliver(lease, hold, { ...work, placeGone })
      wake.delete(lease.lane)
      return { again, wake: [...wake] }
    }
    const handled = await work.desk.handle(first, lease)
    for (const lane of handled.wake) wake.add(lane)
    if (handled.unheard) await work.outbox.add(lease, handled.unheard, work.clock.now())
    // Whoever is heard there shows that the place is back.
    if (first.event.kind !== 'place-gone') await work.outbox.hasten(lease, work.clock.now())
  }
}

/** In private, once for what waits first. Returns the lanes to wake. */
async function tellOwners(lease: Lease, row: string, work: PlaceWork): Promise<readonly string[]> {
  const place = parsePlaceLane(lease.lane)
  const now = work.clock.now()
  const owners = await work.studies.ownersAt(place)
  const notes = owners.flatMap((owner) => {
    const opens = work.chats.get(owner.person.platform)?.capabilities.opensDirectUnasked ?? false
    return placeGoneNote(row, owner, opens, now) ?? []
  })
  work.log.warn('place.gone', { lane: lease.lane, outbox: row, told: notes.length, owners: owners.length })
  for (const note of notes) {
    await work.lanes.ensure(note.lane, 'participant')
    await work.outbox.add(lease, note, now)
  }
  return notes.map(({ lane }) => lane)
}
