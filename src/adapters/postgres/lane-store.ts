import { sql } from 'kysely'
import { StoreError } from '../../core/errors.ts'
import type { DueTimer } from '../../core/interview/portion.ts'
import { laneKind } from '../../core/lane.ts'
import type { InboundEvent } from '../../core/ports/chat.ts'
import type { LaneStore, Lease } from '../../core/ports/lane-store.ts'
import type { Database } from './pool.ts'

export function createLaneStore(db: Database): LaneStore {
  return {
    async ensure(lane, kind) {
      await sql`insert into lane (key, kind, epoch) values (${lane}, ${kind}, 0) on conflict do nothing`.execute(
        db,
      )
    },

    // The lease is the one place where the database's own clock counts: it is compared with itself only.
    async take(lane, holder, leaseMs, now) {
      const { rows } = await sql<{ epoch: number | null; answer_after: Date | null; leased: boolean }>`
        with taken as (
          update lane set holder = ${holder}, epoch = epoch + 1,
                          lease_until = now() + make_interval(secs => ${leaseMs / 1000})
          where key = ${lane} and (lease_until is null or lease_until < now())
            and (answer_after is null or answer_after <= ${now})
          returning epoch
        )
        select taken.epoch, lane.answer_after, coalesce(lane.lease_until >= now(), false) as leased
        from lane left join taken on true where lane.key = ${lane}`.execute(db)
      const [row] = rows
      if (!row) throw new StoreError(`no lane ${lane}`)
      if (row.epoch !== null) return { outcome: 'taken', lease: { lane, epoch: row.epoch } }
      return row.leased || !row.answer_after
        ? { outcome: 'busy' }
        : { outcome: 'early', until: row.answer_after }
    },

    async renew({ lane, epoch }, leaseMs) {
      const { rows } = await sql`
        update lane set lease_until = now() + make_interval(secs => ${leaseMs / 1000})
        where key = ${lane} and epoch = ${epoch} returning 1`.execute(db)
      return rows.length > 0
    },

    async release({ lane, epoch }) {
      const { rows } = await sql<{ more: boolean }>`
        update lane set holder = null, lease_until = null where key = ${lane} and epoch = ${epoch}
        returning first_waiting_at is not null as more`.execute(db)
      return rows[0]?.more ?? false
    },

    async due(now, limit) {
      const { rows } = await dueStatement(now, limit).execute(db)
      return rows.map(({ lane }) => ({ lane, kind: laneKind(lane) }))
    },

    async waiting(lane, now) {
      const { rows } = await waitingStatement(lane, now).execute(db)
      return {
        events: (rows[0]?.events ?? []).map(({ edited_text, ...row }) => ({
          ...row,
          editedText: edited_text ?? undefined,
        })),
        timers: rows[0]?.timers ?? [],
      }
    },

    async settle(lease, done, firedTimers, now) {
      await sql`
        with held as (select key from lane where key = ${lease.lane} and epoch = ${lease.epoch}),
        fired as (
          update timer set fired_at = ${now} from held where id = any(${firedTimers as string[]}::uuid[])
        ), told as (
          select * from jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as told(id uuid, outcome text)
        ), settled as (
          update inbox set state = 'done', outcome = told.outcome, done_at = ${now}, event = ${WITHOUT_WORDS}
          from told, held where inbox.id = told.id returning inbox.id
        )
        ${burstAfter(lease)}`.execute(db)
    },

    async setTimer(timer) {
      await sql`
        insert into timer (id, lane, kind, subject, due_at)
        values (${timer.id}, ${timer.lane}, ${timer.kind}, ${timer.subject}, ${timer.dueAt})
        on conflict (kind, subject) where fired_at is null do update set due_at = excluded.due_at`.execute(db)
    },
  }
}

/** What a done inbox row keeps: everything but what the person wrote, which stands in turns or is not kept. */
export const WITHOUT_WORDS = sql`
  case when inbox.event ? 'text' and inbox.kind <> 'command' then jsonb_set(inbox.event, '{text}', '""') else inbox.event end`

/** The lane's burst once the rows of `settled` no longer wait: over, or that of the rows that came meanwhile. */
export function burstAfter(lease: Lease) {
  return sql`
    update lane set first_waiting_at = rest.first, answer_after = case when rest.first is null then null else lane.answer_after end
    from (select min(received_at) as first from inbox
          where lane = ${lease.lane} and state = 'waiting' and id not in (select id from settled)) rest
    where lane.key = ${lease.lane} and lane.epoch = ${lease.epoch}`
}

/** Each branch walks a partial index of unfinished rows only. */
function dueStatement(now: Date, limit: number) {
  return sql<{ lane: string }>`
    select due.lane from (
      select lane from inbox where state = 'waiting'
      union select lane from timer where fired_at is null and due_at <= ${now}
      union select lane from outbox where state in ('pending', 'attempted', 'ambiguous') and not_before <= ${now}
      union select 'study/' || study_id from analysis_run where state = 'waiting'
      union select 'study/' || study_id from study_site where launched_at is not null and inviting_done_at is null
    ) due join lane on lane.key = due.lane
    where (lane.lease_until is null or lane.lease_until < now())
      and (lane.answer_after is null or lane.answer_after <= ${now})
    limit ${limit}`
}

interface WaitingRow {
  events:
    | { id: string; seq: number; event: InboundEvent; edited_text: string | null; deleted: boolean }[]
    | null
  timers: DueTimer[] | null
}

function waitingStatement(lane: string, now: Date) {
  return sql<WaitingRow>`
    select
      (select json_agg(json_build_object(
          'id', i.id, 'seq', i.seq, 'event', i.event,
          'edited_text', case when i.kind = 'message-created' then
            (select e.event ->> 'text' from inbox e where e.platform = i.platform and e.workspace = i.workspace
              and e.conversation = i.conversation and e.message = i.message and e.kind = 'message-edited'
              and e.state = 'waiting' order by e.seq desc limit 1) end,
          'deleted', i.kind = 'message-created' and exists (select 1 from inbox d where d.platform = i.platform
              and d.workspace = i.workspace and d.conversation = i.conversation and d.message = i.message
              and d.kind = 'message-deleted')) order by i.seq)
        from inbox i where i.lane = ${lane} and i.state = 'waiting') as events,
      (select json_agg(json_build_object('id', t.id, 'kind', t.kind, 'subject', t.subject) order by t.due_at)
        from timer t where t.lane = ${lane} and t.fired_at is null and t.due_at <= ${now}) as timers`
}
