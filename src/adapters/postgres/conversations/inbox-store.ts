import { sql } from 'kysely'
import { type LaneKind, laneKind } from '../../../core/lane.ts'
import type { InboundEvent } from '../../../core/ports/chat.ts'
import type { Burst, InboxStore } from '../../../core/ports/lane-store.ts'
import { jsonbOf } from '../json.ts'
import type { Database } from '../pool.ts'

interface AcceptedRow {
  routed: string | null
  stored: string | null
  answer_after: Date | null
}

/**
 * Stores an event, routes it to its lane and moves the lane's burst along, in one statement. What is no research work in
 * a direct conversation is its person's lane; which person that is was learned from an earlier message or send.
 */
export function createInboxStore(db: Database): InboxStore {
  return {
    async accept(event, lane, burst, now, id) {
      const { rows } = await acceptStatement(event, lane, burst, now, id).execute(db)
      const [row] = rows
      if (!row?.routed) return { outcome: 'unroutable' }
      if (!row.stored || !row.answer_after) return { outcome: 'known' }
      return {
        outcome: 'stored',
        lane: row.stored,
        kind: laneKind(row.stored),
        answerAfter: row.answer_after,
      }
    },
  }
}

function acceptStatement(
  event: InboundEvent,
  lane: { readonly key: string; readonly kind: LaneKind } | undefined,
  burst: Burst,
  now: Date,
  id: string,
) {
  // Whoever corrects a message is still writing.
  const writing = ['message-created', 'message-edited', 'message-deleted'].includes(event.kind)
  const quietUntil = new Date(now.getTime() + (writing ? burst.quietMs : 0))
  const message = 'message' in event ? event.message : null
  const revises = event.kind === 'message-edited' || event.kind === 'message-deleted'
  const gesture = event.kind === 'message-created' ? (event.gesture ?? null) : null
  const conversation = event.conversation ?? null
  const person = event.person ?? null
  // A gesture (press, command, form) is answered at once and takes a waiting burst with it.
  // One gesture may come as two messages: the second is known by its gesture, and what revises it revises the first. That
  // a deletion of either counts for both errs on the side of whoever takes words back.
  return sql<AcceptedRow>`
    with named as (
      select coalesce(
        (select original.message from message_double d join inbox original on original.platform = d.platform
            and original.workspace = d.workspace and original.gesture_key = d.gesture_key
          where ${revises} and d.platform = ${event.platform} and d.workspace = ${event.workspace}
            and d.conversation = ${conversation} and d.message = ${message}),
        ${message}::text) as message,
        ${jsonbOf(event)}::jsonb as event
    ), routed as (
      select coalesce(
        ${lane?.kind === 'place' ? lane.key : null},
        (select 'participant/' || d.platform || '/' || d.workspace || '/' || d.person from direct_conversation d
          where ${event.direct} and d.platform = ${event.platform} and d.workspace = ${event.workspace}
            and d.conversation = ${conversation}),
        ${lane?.key ?? null}) as key
    ), stored as (
      insert into inbox (id, platform, workspace, event_key, gesture_key, lane, kind, conversation, message, event,
                         received_at, state)
      select ${id}, ${event.platform}, ${event.workspace}, ${event.key}, ${event.gesture ?? null}, key,
             ${event.kind}, ${conversation}, named.message,
             case when ${revises} then jsonb_set(event, '{message}', to_jsonb(named.message)) else event end, ${now},
             'waiting'
      from routed, named where key is not null
      on conflict do nothing
      returning lane
    ), doubled as (
      insert into message_double (platform, workspace, conversation, message, gesture_key)
      select ${event.platform}, ${event.workspace}, ${conversation}, ${message}, ${gesture}
      from routed where key is not null and ${gesture}::text is not null and not exists (select from stored)
        and not exists (select from inbox i where i.platform = ${event.platform} and i.workspace = ${event.workspace}
                        and i.event_key = ${event.key})
      on conflict do nothing
    ), known_direct as (
      insert into direct_conversation (platform, workspace, conversation, person)
      select ${event.platform}, ${event.workspace}, ${conversation}, ${person}
      from stored where ${event.direct} and ${conversation}::text is not null and ${person}::text is not null
      on conflict do nothing
    ), laned as (
      insert into lane (key, kind, epoch, first_waiting_at, answer_after)
      select lane, split_part(lane, '/', 1), 0, ${now}, ${quietUntil} from stored
      on conflict (key) do update set
        first_waiting_at = coalesce(lane.first_waiting_at, excluded.first_waiting_at),
        answer_after = case when ${writing}
          then least(excluded.answer_after,
                     coalesce(lane.first_waiting_at, excluded.first_waiting_at) + make_interval(secs => ${burst.capMs / 1000}))
          else least(coalesce(lane.answer_after, excluded.answer_after), excluded.answer_after) end
      returning key, answer_after
    )
    select routed.key as routed, laned.key as stored, laned.answer_after from routed left join laned on true`
}
