import { sql, type Transaction } from 'kysely'
import { FencedError } from '../../../core/errors.ts'
import { NO_PROGRESS } from '../../../core/interview/interview.ts'
import { participantLane } from '../../../core/lane.ts'
import type { Platform, UnreachableReason } from '../../../core/ports/chat.ts'
import type {
  Audience,
  Enrolment,
  FieldworkStore,
  FieldworkStudy,
} from '../../../core/ports/fieldwork-store.ts'
import type { Lease } from '../../../core/ports/lane-store.ts'
import { InterviewPlan } from '../../../core/study/interview-plan.ts'
import { fence } from '../conversations/fence.ts'
import { insertOutbox, LAST_UNASKED } from '../conversations/outbox-rows.ts'
import type { Database } from '../pool.ts'
import type { Schema } from '../schema.ts'

type Trx = Transaction<Schema>

export function createFieldworkStore(db: Database): FieldworkStore {
  return {
    async study(id) {
      const row = await db
        .selectFrom('study')
        .innerJoin('plan_version', (join) =>
          join.onRef('plan_version.study_id', '=', 'study.id').on('plan_version.state', '=', 'approved'),
        )
        .select(['study.id', 'study.state', 'plan_version.id as plan_version_id', 'plan_version.body'])
        .where(sql<boolean>`study.id::text = ${id}`)
        .executeTakeFirst()
      return row
        ? {
            id: row.id,
            state: row.state as FieldworkStudy['state'],
            planVersionId: row.plan_version_id,
            plan: InterviewPlan.parse(row.body),
          }
        : undefined
    },

    async sitesToInvite(study) {
      const rows = await db
        .selectFrom('study_site')
        .select(['study_id', 'platform', 'workspace', 'audience', 'invited_until', PLANNED.as('planned')])
        .where('study_id', '=', study)
        .where('launched_at', 'is not', null)
        .where('inviting_done_at', 'is', null)
        .where(NOT_FROZEN)
        .execute()
      return rows.map((row) => ({
        studyId: row.study_id,
        platform: row.platform as Platform,
        workspace: row.workspace,
        audience: row.audience as Audience,
        invitedUntil: row.invited_until,
        planned: (row.planned ?? []).map((at) => new Date(at)),
      }))
    },

    async standing(study, person) {
      const row = await db
        .selectFrom('invitation')
        .innerJoin('interview', 'interview.id', 'invitation.interview_id')
        .innerJoin('participant', 'participant.id', 'interview.participant_id')
        .select(['interview.id', 'interview.state', 'participant.language'])
        .where('invitation.study_id', '=', study)
        .where('invitation.platform', '=', person.platform)
        .where('invitation.workspace', '=', person.workspace)
        .where('invitation.person', '=', person.person)
        .executeTakeFirst()
      if (!row) return { standing: 'new' }
      return row.state === 'unreachable'
        ? { standing: 'unreachable', interviewId: row.id, language: row.language }
        : { standing: 'known' }
    },

    async enrol(lease, enrolments) {
      if (enrolments.length === 0) return 0
      return db.transaction().execute(async (trx) => {
        await fence(trx, lease)
        await fenceRunning(trx, enrolments)
        let enrolled = 0
        for (const each of enrolments) if (await enrolOne(trx, each)) enrolled++
        return enrolled
      })
    },

    async cardState(interview) {
      const { rows } = await sql<{ state: string; reason: string | null }>`
        select state, reason from outbox where interview_id = ${interview} order by seq desc limit 1`.execute(
        db,
      )
      const { state, reason } = rows[0] ?? { state: 'dropped', reason: null }
      if (state === 'sent') return { card: 'sent' }
      return ['unreachable', 'rejected', 'dropped'].includes(state)
        ? { card: 'not-sent', reason: reason ?? state }
        : { card: 'waits' }
    },

    async retry(lease, interview, card, now) {
      await db.transaction().execute(async (trx) => {
        await fence(trx, lease)
        await sql`
          update interview set state = 'invited', state_version = state_version + 1, ended_at = null, ended_by = null,
            progress = progress - 'unreachable'
          where id = ${interview} and state = 'unreachable'`.execute(trx)
        await sql`update invitation set not_before = ${card.notBefore} where interview_id = ${interview}`.execute(
          trx,
        )
        await setTimer(trx, card.id, card.lane, interview, card.notBefore)
        await insertOutbox(trx, [card], now, false)
      })
    },

    async unreachable(lane, reasons) {
      const { rows } = await sql<{
        id: string
        reason: UnreachableReason
        told: boolean
        zone: string | null
        last_unasked_at: Date | null
      }>`
        select o.id, o.progress -> 'unreachable' ->> 'reason' as reason, o.progress -> 'unreachable' ? 'since' as told,
          who.zone, ${LAST_UNASKED} as last_unasked_at
        from interview o left join identity who on who.participant_id = o.participant_id
        where o.lane = ${lane} and o.state = 'unreachable' and o.progress -> 'unreachable' ->> 'reason' = any(${reasons})
        order by o.created_at`.execute(db)
      return rows.map(({ id, reason, told, zone, last_unasked_at }) => ({
        interview: id,
        reason,
        told,
        zone,
        lastUnaskedAt: last_unasked_at,
      }))
    },

    async toldGone(lease, reasons, since) {
      await db.transaction().execute(async (trx) => {
        await fence(trx, lease)
        await sql`
          update interview set
            progress = jsonb_set(progress, '{unreachable,since}', to_jsonb(${since.toISOString()}::text))
          where lane = ${lease.lane} and state = 'unreachable' and not progress -> 'unreachable' ? 'since'
            and progress -> 'unreachable' ->> 'reason' = any(${reasons})`.execute(trx)
      })
    },

    reopen: (lease, interview, notBefore, timer, now) =>
      db.transaction().execute((trx) => reopen(trx, lease, interview, notBefore, timer, now)),

    async moved(lease, { platform, workspace, person }, zone, now) {
      await db.transaction().execute(async (trx) => {
        await fence(trx, lease)
        await sql`
          with moved as (
            update identity set zone = ${zone}
            where platform = ${platform} and workspace = ${workspace} and person = ${person}
              and zone is distinct from ${zone}
            returning participant_id
          ), theirs as (
            select id from interview where participant_id in (select participant_id from moved)
          ), looked as (
            update timer set due_at = ${now} from theirs
            where timer.subject = theirs.id and timer.fired_at is null and timer.due_at > ${now}
          )
          update outbox set not_before = ${now} from theirs
          where outbox.interview_id = theirs.id and outbox.unasked is not null and outbox.state = 'pending'
            and outbox.not_before > ${now}`.execute(trx)
      })
    },

    async invited(lease, site, until, done, posts, now) {
      await db.transaction().execute(async (trx) => {
        await fence(trx, lease)
        for (const post of posts)
          await sql`insert into lane (key, kind, epoch) values (${post.lane}, 'place', 0) on conflict do nothing`.execute(
            trx,
          )
        if (posts.length > 0) await insertOutbox(trx, posts, now, false)
        await trx
          .updateTable('study_site')
          .set({ invited_until: until, ...(done ? { inviting_done_at: now } : {}) })
          .where('study_id', '=', site.studyId)
          .where('platform', '=', site.platform)
          .where('workspace', '=', site.workspace)
          .execute()
      })
    },
  }
}

async function reopen(
  trx: Trx,
  lease: Lease,
  interview: string,
  notBefore: Date,
  timer: { readonly id: string; readonly dueAt: Date },
  now: Date,
): Promise<void> {
  await fence(trx, lease)
  const { rows } = await sql`
    update interview set state = progress -> 'unreachable' ->> 'from', progress = progress - 'unreachable',
      state_version = state_version + 1, ended_at = null, ended_by = null
    where id = ${interview} and state = 'unreachable' and progress -> 'unreachable' ->> 'from' is not null
    returning 1`.execute(trx)
  if (rows.length === 0) return
  // What did not reach them: the message that failed, unless others arrived since, and what was dropped for it.
  await sql`
    update outbox set state = 'pending', reason = null, first_attempted_at = null, not_before = ${notBefore}
    from (select max(seq) filter (where state = 'unreachable') as failed, max(seq) filter (where state = 'sent') as sent
          from outbox where interview_id = ${interview}) last
    where interview_id = ${interview} and (
      state = 'unreachable' and seq = last.failed and seq > coalesce(last.sent, 0)
      or state = 'dropped' and reason = 'unreachable' and seq > last.failed and seq > coalesce(last.sent, 0)
      or state = 'dropped' and reason = 'ended' and unasked = 'card')`.execute(trx)
  await setTimer(
    trx,
    timer.id,
    lease.lane,
    interview,
    new Date(Math.max(timer.dueAt.getTime(), now.getTime())),
  )
}

/** Nobody is taken in once a study was paused or closed; who does that waits until these people are in. */
async function fenceRunning(trx: Trx, enrolments: readonly Enrolment[]): Promise<void> {
  for (const study of new Set(enrolments.map((each) => each.study.id))) {
    const { rows } =
      await sql`select 1 from study where id = ${study} and state = 'running' for share`.execute(trx)
    if (rows.length === 0) throw new FencedError(`study ${study} no longer runs`)
  }
}

/** The invitation's unique key decides: a person is in a study's wave once, whatever runs twice. */
async function enrolOne(trx: Trx, enrolment: Enrolment): Promise<boolean> {
  const { study, person, ids, at } = enrolment
  const lane = participantLane(person)
  const known = await sql`
    select 1 from invitation where study_id = ${study.id} and wave = 1 and platform = ${person.platform}
      and workspace = ${person.workspace} and person = ${person.person}`.execute(trx)
  if (known.rows.length > 0) return false
  await sql`insert into lane (key, kind, epoch) values (${lane}, 'participant', 0) on conflict do nothing`.execute(
    trx,
  )
  await sql`
    with person as (
      insert into participant (id, study_id, cohort, pseudonym, language, created_at)
      values (${ids.participant}, ${study.id}, ${enrolment.cohort}, ${enrolment.pseudonym}, ${enrolment.language}, ${at})
    ), known_as as (
      insert into identity (participant_id, study_id, platform, workspace, person, zone, locale)
      values (${ids.participant}, ${study.id}, ${person.platform}, ${person.workspace}, ${person.person},
              ${enrolment.zone ?? null}, ${enrolment.locale ?? null})
    ), interviewed as (
      insert into interview (id, study_id, participant_id, plan_version_id, wave, platform, workspace, lane, state,
                             state_version, progress, created_at)
      values (${ids.interview}, ${study.id}, ${ids.participant}, ${study.planVersionId}, 1, ${person.platform},
              ${person.workspace}, ${lane}, 'invited', 0, ${JSON.stringify(NO_PROGRESS)}::jsonb, ${at})
    )
    insert into invitation (id, study_id, wave, interview_id, platform, workspace, person, not_before, reminders, created_at)
    values (${ids.invitation}, ${study.id}, 1, ${ids.interview}, ${person.platform}, ${person.workspace},
            ${person.person}, ${enrolment.card.notBefore}, 0, ${at})`.execute(trx)
  await setTimer(trx, ids.invitation, lane, ids.interview, enrolment.lookAt)
  await insertOutbox(trx, [enrolment.card], at, false)
  return true
}

const NOT_FROZEN = sql<boolean>`
  not exists (select from workspace w where w.platform = study_site.platform and w.workspace = study_site.workspace
    and w.frozen_at is not null)`

const PLANNED = sql<readonly string[] | null>`
  (select json_agg(o.not_before) from interview i join outbox o on o.interview_id = i.id
   where i.study_id = study_site.study_id and i.platform = study_site.platform and o.unasked = 'card'
     and o.state = 'pending')`

async function setTimer(trx: Trx, id: string, lane: string, interview: string, dueAt: Date): Promise<void> {
  await sql`
    insert into timer (id, lane, kind, subject, due_at) values (${id}, ${lane}, 'idle', ${interview}, ${dueAt})
    on conflict (kind, subject) where fired_at is null do update set due_at = excluded.due_at`.execute(trx)
}
