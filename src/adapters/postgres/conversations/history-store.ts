import { sql } from 'kysely'
import type { ConversationRef, Platform } from '../../../core/ports/chat.ts'
import type { HistoryStore, ReadableConversation } from '../../../core/ports/history-store.ts'
import type { Database } from '../pool.ts'
import { sameMessage } from './settle-inbox.ts'

/** So many of a person's messages are read again with what they wrote since: messages do not always arrive in order. */
const READ_AGAIN = 5
/** Whoever says something after the end, "delete my data" above all, is heard though nobody listened just then. */
const READ_AFTER_THE_END_DAYS = 30

const lane = sql`'participant/' || d.platform || '/' || d.workspace || '/' || d.person`

/** The interviews of a conversation's person that are still read at a time. */
const read = (at: Date) => sql`
  i.lane = ${lane} and i.erased_at is null
  and (i.ended_at is null or i.ended_at > ${at}::timestamptz - make_interval(days => ${READ_AFTER_THE_END_DAYS}))`

/** What was sent first in them. */
const begins = (at: Date) => sql`
  (select o.messages ->> 0 from outbox o join interview i on i.id = o.interview_id
   where ${read(at)} and o.state = 'sent' and o.conversation = d.conversation order by o.seq limit 1)`

interface Row {
  workspace: string
  conversation: string
  near: string | null
  begins: string | null
}

export function createHistoryStore(db: Database): HistoryStore {
  return {
    /**
     * Of those whose interview has not ended first those that wait for their person, of them first whom something was
     * said to last before then: they are the likeliest to have written.
     */
    async missed(platform, before) {
      const { rows } = await sql<Row>`
        select d.workspace, d.conversation, ${begins(before)} as begins,
          (select b.message from inbox b where b.platform = d.platform and b.workspace = d.workspace
             and b.conversation = d.conversation and b.kind = 'message-created' and b.received_at <= ${before}
           order by length(b.message) desc, b.message desc offset ${READ_AGAIN} limit 1) as near
        from direct_conversation d cross join lateral (
          select i.id, i.ended_at from interview i where ${read(before)}
          order by i.ended_at is not null, i.created_at limit 1) one
        cross join lateral (select max(o.sent_at) as at from outbox o where o.interview_id = one.id) spoken
        where d.platform = ${platform}
        order by one.ended_at is not null,
          exists (select from inbox w where w.lane = ${lane} and w.state = 'waiting'),
          spoken.at > ${before}, spoken.at desc nulls last`.execute(db)
      return rows.map((row) => readable(platform, row))
    },

    async stored({ platform, workspace, conversation }) {
      const { rows } = await sql<{ keys: readonly string[]; standing: readonly StandingRow[] }>`
        select coalesce(json_agg(b.event_key), '[]') as keys,
          coalesce(json_agg(json_build_object('message', b.message, 'person', b.event ->> 'person',
            'thread', b.event ->> 'thread', 'gesture', b.gesture_key, 'at', b.received_at))
            filter (where b.kind = 'message-created'
              and (b.state = 'waiting' or exists (select from turn_message t
                where ${sameMessage('b', 't')} and t.deleted_at is null))
              and not exists (select from inbox g where ${sameMessage('b', 'g')} and g.kind = 'message-deleted')),
            '[]') as standing
        from inbox b where b.platform = ${platform} and b.workspace = ${workspace}
          and b.conversation = ${conversation} and b.message is not null`.execute(db)
      const [row] = rows
      return {
        keys: new Set(row?.keys),
        standing: (row?.standing ?? []).map(({ message, person, thread, gesture, at }) => ({
          message,
          person: person ?? undefined,
          thread: thread ?? undefined,
          gesture: gesture ?? undefined,
          at: new Date(at),
        })),
      }
    },

    async compared({ platform, workspace, conversation }, at) {
      await sql`
        update direct_conversation set compared_at = ${at} where platform = ${platform}
          and workspace = ${workspace} and conversation = ${conversation}`.execute(db)
    },

    async takeNext(platform, { now, idleSince, takenSince }) {
      const { rows } = await sql<Row>`
        with turn as materialized (
          -- Two processes that ask at once would both be given one.
          select pg_try_advisory_xact_lock(hashtext(${`rotation/${platform}`})) as mine
        ), next as (
          select d.* from direct_conversation d
          where d.platform = ${platform} and (select mine from turn)
            and (d.compared_at is null or d.compared_at <= ${idleSince})
            and (d.taken_at is null or d.taken_at <= ${idleSince})
            and exists (select from interview i where i.lane = ${lane} and i.ended_at is null)
            and not exists (select from inbox w where w.lane = ${lane} and w.state = 'waiting')
            and not exists (select from direct_conversation other
              where other.platform = ${platform} and other.taken_at > ${takenSince})
          order by greatest(d.compared_at, d.taken_at) nulls first limit 1
        ), taken as (
          update direct_conversation d set taken_at = ${now} from next
          where d.platform = next.platform and d.workspace = next.workspace
            and d.conversation = next.conversation
            -- Whoever asked just before may have taken it after this statement had looked.
            and (d.taken_at is null or d.taken_at <= ${idleSince})
          returning d.*
        )
        select d.workspace, d.conversation, ${begins(now)} as begins, null as near from taken d`.execute(db)
      const [row] = rows
      return row && readable(platform, row)
    },

    async ofStudy(study, since, now) {
      const { rows } = await sql<Row & { platform: Platform }>`
        select d.platform, d.workspace, d.conversation, ${begins(now)} as begins, null as near
        from direct_conversation d
        where (d.compared_at is null or d.compared_at < ${since})
          and exists (select from interview i where ${read(now)} and i.study_id = ${study}
            and i.started_at is not null)`.execute(db)
      return rows.map((row) => readable(row.platform, row))
    },

    async revisionsWait(study) {
      const { rows } = await sql`
        select from inbox w join interview i on i.lane = w.lane
        where w.state = 'waiting' and w.kind in ('message-edited', 'message-deleted') and i.study_id = ${study}
        limit 1`.execute(db)
      return rows.length > 0
    },
  }
}

interface StandingRow {
  message: string
  person: string | null
  thread: string | null
  gesture: string | null
  at: string
}

function readable(platform: Platform, { workspace, conversation, near, begins }: Row): ReadableConversation {
  const of: ConversationRef = { platform, workspace, conversation }
  return { ...of, after: near ?? begins ?? undefined, from: begins ?? undefined }
}
