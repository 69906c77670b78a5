import { sql } from 'kysely'
import { FencedError } from '../../../core/errors.ts'
import type { Lease } from '../../../core/ports/lane-store.ts'
import type { Database } from '../pool.ts'
import { holds } from './fence.ts'

/** Those planned later stand in the hours of another day. */
const WINDOW_MS = 12 * 3_600_000

/**
 * Moves a message of which nothing stands there; see `OutboxStore.putOff`. With a pace, those of one study and platform
 * are moved one after the other.
 */
export async function putOff(
  db: Database,
  lease: Lease,
  id: string,
  from: Date,
  paceMs: number,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // A lock of its own: who pauses or closes the study holds the rows.
    if (paceMs > 0)
      await sql`
        select pg_advisory_xact_lock(hashtextextended(i.study_id || i.platform, 0))
        from outbox o join interview i on i.id = o.interview_id where o.id = ${id}`.execute(trx)
    const { rows } = await sql`
      update outbox set state = 'pending', first_attempted_at = null, not_before = greatest(${from}::timestamptz, (
        select max(its.at) + make_interval(secs => ${paceMs / 1000})
        from interview mine join interview i on i.study_id = mine.study_id and i.platform = mine.platform
          join outbox o on o.interview_id = i.id
          cross join lateral (select coalesce(o.sent_at, o.not_before) as at) its
        where ${paceMs > 0} and mine.id = outbox.interview_id and o.id <> outbox.id and o.unasked = 'card'
          and o.state in ('pending', 'attempted', 'ambiguous', 'sent')
          and its.at > ${new Date(from.getTime() - paceMs)} and its.at < ${new Date(from.getTime() + WINDOW_MS)}))
      where id = ${id} and state in ('pending', 'attempted', 'ambiguous') and ${holds(lease)}
      returning 1`.execute(trx)
    if (rows.length === 0)
      throw new FencedError(`message ${id} is no longer for epoch ${lease.epoch} to put off`)
  })
}
