import { sql } from 'kysely'
import type { DueTimer } from '../../../core/interview/portion.ts'
import { laneKind } from '../../../core/lane.ts'
import type { InboundEvent } from '../../../core/ports/chat.ts'
import type { LaneStore } from '../../../core/ports/lane-store.ts'
import type { Database } from '../pool.ts'
import { fence } from './fence.ts'
import { FROZEN_LANE } from './frozen.ts'
import { HELD_UNTIL } from './outbox-rows.ts'
import { sameMessage, settleInbox, WITHOUT_WORDS } from './settle-inbox.ts'

export function createLaneStore(db: Database): LaneStore {
  return {
    async ensure(lane, kind) {
      await sql`insert into lane (key, kind, epoch) values (${lane}, ${kind}, 0) on conflict do nothing`.execute(
        db,
      )
    },

    // The lease is the one place where the database's own clock counts: it is compared with itself only.
    async take(lane, holder, leaseMs, now) {
      const { rows } = await sql<{ epoch: number | null; early_until: Date | null; leased: boolean }>`
        with taken as (
          update lane set holder = ${holder}, epoch = epoch + 1,
                          lease_until = now() + make_interval(secs => ${leaseMs / 1000})
          where key = ${lane} and (lease_until is null or lease_until < now())
            and (answer_after is null or answer_after <= ${now}) and (retry_after is null or retry_after <= ${now})
            and not ${FROZEN_LANE}
          returning epoch
        )
        select taken.epoch, greatest(lane.answer_after, lane.retry_after) as early_until, coalesce(lane.lease_until >= now(), false) as leased
        from lane left join taken on true where lane.key = ${lane}`.execute(db)
      const [row] = rows
      // Forgotten meanwhile, with whatever was in it.
      if (!row) return { outcome: 'busy' }
      if (row.epoch !== null) return { outcome: 'taken', lease: { lane, epoch: row.epoch } }
      return row.leased || !row.early_until
        ? { outcome: 'busy' }
        : { outcome: 'early', until: row.early_until }
    },

    async renew({ lane, epoch }, leaseMs) {
      const { rows } = await sql`
        update lane set lease_until = greatest(lease_until, now() + make_interval(secs => ${leaseMs / 1000}))
        where key = ${lane} and epoch = ${epoch} and lease_until is not null returning 1`.execute(db)
      return rows.length > 0
    },

    async release({ lane, epoch }) {
      const { rows } = await sql<{ more: boolean }>`
        update lane set ${GIVEN_BACK} where key = ${lane} and epoch = ${epoch}
        returning first_waiting_at is not null as more`.execute(db)
      return rows[0]?.more ?? false
    },

    async fail({ lane, epoch }, { firstMs, mostMs }, now) {
      const { rows } = await sql<{ failures: number; retry_after: Date }>`
        update lane set holder = null, lease_until = null, failures = failures + 1,
          retry_after = ${now}::timestamptz
            + make_interval(secs => least(${mostMs}, ${firstMs} * power(2, least(failures, 30))) / 1000)
        where key = ${lane} and epoch = ${epoch}
        returning failures, retry_after`.execute(db)
      const [row] = rows
      return row ? { failures: row.failures, retryAfter: row.retry_after } : undefined
    },

    async forgetKept(now) {
      await sql`
        update inbox set words_until = null, event = ${WITHOUT_WORDS}
        where words_until <= ${now} and not exists (select from inbox m
          where ${sameMessage('inbox', 'm')} and m.kind = 'message-created' and m.state = 'waiting')`.execute(
        db,
      )
    },

    async due(now, limit) {
      const { rows } = await dueStatement(now, limit).execute(db)
      return rows.map(({ lane }) => ({ lane, kind: laneKind(lane) }))
    },

    async waiting(lane, now) {
      const { rows } = await waitingStatement(lane, now).execute(db)
      return {
        events: (rows[0]?.events ?? []).map((row) => ({ ...row, edit: row.edit ?? undefined })),
        timers: rows[0]?.timers ?? [],
        dueAt: rows[0]?.due_at ?? undefined,
      }
    },

    async settle(lease, done, firedTimers, now) {
      await db.transaction().execute(async (trx) => {
        await fence(trx, lease)
        if (firedTimers.length > 0)
          await sql`update timer set fired_at = ${now} where id = any(${firedTimers as string[]}::uuid[])`.execute(
            trx,
          )
        await settleInbox(trx, lease, done, now)
      })
    },

    async forget(lease, row, alike, now) {
      await db.transaction().execute(async (trx) => {
        await fence(trx, lease)
        await settleInbox(trx, lease, [row], now)
        await sql`
          delete from inbox where lane = ${lease.lane} and state = 'done'
            and outcome = any(${[row.outcome, ...alike]}::text[])`.execute(trx)
        await sql`
          delete from lane where key = ${lease.lane} and first_waiting_at is null
            and not exists (select from inbox i where i.lane = lane.key)
            and not exists (select from interview i where i.lane = lane.key)
            and not exists (select from outbox o where o.lane = lane.key)
            and not exists (select from timer t where t.lane = lane.key)`.execute(trx)
      })
    },

    async setTimer(timer) {
      await sql`
        insert into timer (id, lane, kind, subject, due_at)
        values (${timer.id}, ${timer.lane}, ${timer.kind}, ${timer.subject}, ${timer.dueAt})
        on conflict (kind, subject) where fired_at is null do update set due_at = excluded.due_at`.execute(db)
    },
  }
}

/** What a lane is once it was given back and nothing failed. */
export const GIVEN_BACK = sql`holder = null, lease_until = null, failures = 0, retry_after = null`

/** Each branch walks a partial index of unfinished rows only. */
function dueStatement(now: Date, limit: number) {
  const free = sql`(lane.lease_until is null or lane.lease_until < now())
      and (lane.answer_after is null or lane.answer_after <= ${now})
      and (lane.retry_after is null or lane.retry_after <= ${now})
      and not ${FROZEN_LANE}`
  return sql<{ lane: string }>`
    select due.lane from (
      select lane from inbox where state = 'waiting'
      union select lane from timer where fired_at is null and due_at <= ${now}
      union select lane from outbox o where state in ('pending', 'attempted', 'ambiguous') and not_before <= ${now}
        and coalesce(${HELD_UNTIL} <= ${now}, true)
      union select 'study/' || study_id from analysis_run where state = 'waiting'
      union select 'study/' || s.study_id from study_site s join study on study.id = s.study_id
        where s.launched_at is not null and s.inviting_done_at is null and study.state = 'running'
          and not exists (select from workspace w where w.platform = s.platform and w.workspace = s.workspace
            and w.frozen_at is not null)
    ) due join lane on lane.key = due.lane
    where ${free}
    union all
    select lane.key from study_status join lane on lane.key = 'study/' || study_status.study_id
    where study_status.due_at <= ${now} and ${free}
    limit ${limit}`
}

interface WaitingRow {
  events:
    | {
        id: string
        seq: number
        event: InboundEvent
        edit: { text: string; at: string } | null
        deleted: boolean
      }[]
    | null
  timers: DueTimer[] | null
  due_at: Date | null
}

function waitingStatement(lane: string, now: Date) {
  return sql<WaitingRow>`
    select
      (select json_agg(json_build_object(
          'id', i.id, 'seq', i.seq, 'event', i.event,
          'edit', case when i.kind = 'message-created' then
            (select json_build_object('text', e.event -> 'text', 'at', e.event -> 'platformAt')
              from inbox e where e.platform = i.platform and e.workspace = i.workspace
              and e.conversation = i.conversation and e.message = i.message and e.kind = 'message-edited'
              and (e.state = 'waiting' or e.words_until is not null)
              order by (e.event ->> 'platformAt')::timestamptz desc, e.seq desc limit 1) end,
          'deleted', i.kind = 'message-created' and exists (select 1 from inbox d where d.platform = i.platform
              and d.workspace = i.workspace and d.conversation = i.conversation and d.message = i.message
              and d.kind = 'message-deleted')) order by i.seq)
        from inbox i where i.lane = ${lane} and i.state = 'waiting' and burst.over) as events,
      (select json_agg(json_build_object('id', t.id, 'kind', t.kind, 'subject', t.subject) order by t.due_at)
        from timer t where t.lane = ${lane} and t.fired_at is null and t.due_at <= ${now} and burst.over) as timers,
      -- What comes while the lane is worked on does not move the end of its burst.
      greatest(burst.answer_after, (select min(i.received_at) from inbox i
        where i.lane = ${lane} and i.state = 'waiting')) as due_at
    from (select answer_after, answer_after is null or answer_after <= ${now} as over from lane where key = ${lane}) burst`
}
