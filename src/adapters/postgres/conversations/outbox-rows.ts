import { sql, type Transaction } from 'kysely'
import type { OutboxDraft } from '../../../core/ports/lane-store.ts'
import { jsonbOf } from '../json.ts'
import type { Schema } from '../schema.ts'

/**
 * A row `o` that nobody asked for, whose time has not come and of which nothing can stand there: it holds up nothing else
 * of its lane. What answers somebody keeps its place, also where the clock of who stored it was ahead.
 */
export function meantForLater(now: Date) {
  return sql`o.state = 'pending' and o.unasked is not null and o.stands is null and o.not_before > ${now}`
}

/** Until when the new direct conversation that row `o` needs may not be opened; null if nothing holds it. */
export const HELD_UNTIL = sql`
  (select w.directs_held_until from workspace w
   where o.target ->> 'to' = 'person' and w.platform = o.target ->> 'platform' and w.workspace = o.target ->> 'workspace'
     and w.directs_held_until is not null and not exists (select from direct_conversation d
       where d.platform = w.platform and d.workspace = w.workspace and d.person = o.target ->> 'person'))`

/** When the person of the lane of row `o` was last sent something unasked. */
export const LAST_UNASKED = sql`
  (select max(u.sent_at) from outbox u where u.lane = o.lane and u.unasked is not null and u.state = 'sent')`

/**
 * Stores outgoing messages in order. With `stampFirst` the first is stamped as attempted in the same commit: the
 * caller sends it right after. A draft whose dedupe key is taken is left out. A row's `seq` comes from one statement
 * in the drafts' order.
 */
export async function insertOutbox(
  trx: Transaction<Schema>,
  drafts: readonly OutboxDraft[],
  now: Date,
  stampFirst: boolean,
): Promise<void> {
  const rows = drafts.map((draft, index) => ({
    id: draft.id,
    lane: draft.lane,
    target: draft.target,
    intent: draft.intent,
    dedupe_key: draft.dedupeKey,
    interview_id: draft.interviewId,
    not_before: draft.notBefore,
    unasked: draft.unasked ?? null,
    stamped: stampFirst && index === 0,
    place: index,
  }))
  await sql`
    insert into outbox (id, lane, target, intent, dedupe_key, interview_id, state, not_before, unasked, attempts,
                        attempted_at, first_attempted_at, created_at)
    select id, lane, target, intent, dedupe_key, interview_id,
      case when stamped then 'attempted' else 'pending' end, not_before, unasked,
      case when stamped then 1 else 0 end, case when stamped then ${now}::timestamptz end,
      case when stamped then ${now}::timestamptz end, ${now}
    from jsonb_to_recordset(${jsonbOf(rows)}::jsonb) as o(id uuid, lane text, target jsonb, intent jsonb,
      dedupe_key text, interview_id uuid, not_before timestamptz, unasked text, stamped boolean, place int)
    order by place
    on conflict do nothing`.execute(trx)
}
