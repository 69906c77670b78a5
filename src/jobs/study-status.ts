import { platformName } from '../core/platform-name.ts'
import type { Chat, Platform } from '../core/ports/chat.ts'
import type { Clock, Ids } from '../core/ports/clock.ts'
import type { Lease } from '../core/ports/lane-store.ts'
import type { StatusStore } from '../core/ports/status-store.ts'
import { showStatus } from '../core/study/status-post.ts'

export interface Showing {
  readonly status: StatusStore
  readonly chats: ReadonlyMap<Platform, Chat>
  readonly clock: Clock
  readonly ids: Ids
}

/** Stores what a study's status message is to say, if that is due. */
export async function showStudyStatus(
  lease: Lease,
  study: string,
  { status, chats, clock, ids }: Showing,
): Promise<void> {
  const now = clock.now()
  const found = await status.due(study, now)
  if (!found) return
  const due = { ...found, sites: found.sites.filter(({ place }) => chats.has(place.platform)) }
  const { shown, posts, send, again } = showStatus(
    study,
    due,
    (platform) => platformName(chats, platform),
    ids,
    now,
  )
  const last = due.state === 'closed' && !again
  // What could not be told yet is not what the message says.
  const says = again ? due.shown : shown
  await status.show(lease, study, { shown: says, changes: due.changes, posts, send, again, last }, now)
}
