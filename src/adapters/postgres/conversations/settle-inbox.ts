import { sql, type Transaction } from 'kysely'
import type { InboundEvent } from '../../../core/ports/chat.ts'
import type { Lease } from '../../../core/ports/lane-store.ts'
import type { Schema } from '../schema.ts'

/**
 * What a done inbox row keeps: everything but what the person wrote, chose or is called, which stands in turns and
 * answers or is not kept, and how to answer the gesture. Research commands stay as they were given.
 */
export const WITHOUT_WORDS = sql`
  (case when inbox.event ? 'text' and inbox.event ->> 'command' is distinct from 'study'
    then jsonb_set(inbox.event, '{text}', '""') else inbox.event end) - '{values,files,profile,reply}'::text[]`

/**
 * Marks rows of a held lane done. To be called in the transaction that fenced the lane. With `keepUntil` an edit whose
 * message has not come yet keeps its words until then; once the message is done or deleted they are emptied. Returns the
 * events of the lane that still wait.
 */
export async function settleInbox(
  trx: Transaction<Schema>,
  lease: Lease,
  done: readonly { readonly id: string; readonly outcome: string }[],
  now: Date,
  keepUntil?: Date,
): Promise<readonly InboundEvent[]> {
  const { rows } = await sql<{ left: readonly InboundEvent[] | null }>`
    with told as (
      select i.id, done.outcome, i.kind, i.platform, i.workspace, i.conversation, i.message,
        ${keepUntil ? overtakes : sql`false`} as keeps
      from unnest(${done.map(({ id }) => id)}::uuid[], ${done.map(({ outcome }) => outcome)}::text[])
        as done(id, outcome) join inbox i on i.id = done.id
    ), settled as (
      update inbox set state = 'done', outcome = told.outcome, done_at = ${now},
        words_until = case when told.keeps then ${keepUntil ?? null}::timestamptz end,
        event = case when told.keeps then inbox.event else ${WITHOUT_WORDS} end
      from told where inbox.id = told.id returning inbox.id
    ), known as (
      update inbox set words_until = null, event = ${WITHOUT_WORDS}
      from told where told.kind in ('message-created', 'message-deleted') and inbox.words_until is not null
        and ${sameMessage('told', 'inbox')}
    )
    ${burstAfter(lease)} returning rest.events as left`.execute(trx)
  return rows[0]?.left ?? []
}

/** Row `i` is an edit of a message that was neither read nor deleted so far. */
const overtakes = sql`i.kind = 'message-edited' and not exists (
  select from inbox m where ${sameMessage('i', 'm')}
    and (m.kind = 'message-deleted' or m.kind = 'message-created' and m.state = 'done'))`

/** Two inbox rows are about the same message. */
export function sameMessage(one: string, other: string) {
  const columns = ['platform', 'workspace', 'conversation', 'message']
  return sql.raw(columns.map((column) => `${one}.${column} = ${other}.${column}`).join(' and '))
}

/**
 * The lane's burst once the rows of `settled` no longer wait: over, or that of the rows that came meanwhile. The lane's
 * row must be locked, or a row that comes just now is overlooked.
 */
export function burstAfter(lease: Lease) {
  return sql`
    update lane set first_waiting_at = rest.first, answer_after = case when rest.first is null then null else lane.answer_after end
    from (select min(received_at) as first, json_agg(event order by seq) as events from inbox
          where lane = ${lease.lane} and state = 'waiting' and id not in (select id from settled)) rest
    where lane.key = ${lease.lane} and lane.epoch = ${lease.epoch}`
}
