import { sql, type Transaction } from 'kysely'
import { placeLane, studyLane } from '../../../core/lane.ts'
import type { DeskChange, NewPlanVersion, NewStudy, StudyWrite } from '../../../core/ports/study-store.ts'
import type { Schema } from '../schema.ts'
import { thaw } from './workspace-standing.ts'

type Trx = Transaction<Schema>

export async function insertStudy(trx: Trx, { id, sites, version }: NewStudy, now: Date): Promise<void> {
  const { title, goal } = version.plan
  await trx
    .insertInto('study')
    .values({
      id,
      title,
      goal,
      state: 'draft',
      created_at: now,
      created_by: version.createdBy,
      closed_at: null,
    })
    .execute()
  await trx
    .insertInto('study_site')
    .values(
      sites.map(({ platform, workspace, conversation }) => ({
        study_id: id,
        platform,
        workspace,
        place: conversation,
        launched_at: null,
        audience: '[]',
        invited_until: 0,
        inviting_done_at: null,
      })),
    )
    .execute()
  for (const site of sites) await ensureLane(trx, placeLane(site), 'place')
  await ensureLane(trx, studyLane(id), 'study')
  await insertVersion(trx, id, version, now)
}

/** Writes what was decided about a study whose row is locked. */
export async function writeStudy(
  trx: Trx,
  study: string,
  write: StudyWrite,
  change: DeskChange,
): Promise<void> {
  const { at } = change
  switch (write.kind) {
    case 'new':
      return insertStudy(trx, write.study, at)
    case 'revise':
      await sql`update plan_version set state = 'superseded' where study_id = ${study} and state = 'draft'`.execute(
        trx,
      )
      await insertVersion(trx, study, write.version, at)
      await sql`
        update study set state = 'draft', title = ${write.version.plan.title}, goal = ${write.version.plan.goal}
        where id = ${study}`.execute(trx)
      return
    case 'approve':
      await sql`
        update plan_version set state = 'superseded'
        where study_id = ${study} and id <> ${write.version} and state <> 'superseded'`.execute(trx)
      await sql`
        update plan_version set state = 'approved', approved_at = ${at}, approved_by = ${write.by}
        where id = ${write.version}`.execute(trx)
      await setState(trx, study, 'approved')
      return
    case 'launch':
      return launchSite(trx, study, write, at)
    case 'pause':
      return pauseStudy(trx, study)
    case 'resume':
      return resumeStudy(trx, study)
    case 'thaw':
      return thaw(trx, write.workspace, at)
    case 'close':
      return closeStudy(trx, study, at)
    case 'ask-report':
      await sql`
        insert into analysis_run (id, study_id, cause, state, asked_by, created_at)
        select ${write.run}, ${study}, 'asked', 'waiting', ${write.by}, ${at}
        where not exists (select 1 from analysis_run where study_id = ${study} and state = 'waiting' and cause = 'asked')`.execute(
        trx,
      )
      return
  }
}

async function insertVersion(trx: Trx, study: string, version: NewPlanVersion, now: Date): Promise<void> {
  await trx
    .insertInto('plan_version')
    .values({
      id: version.id,
      study_id: study,
      number: version.number,
      state: 'draft',
      body: JSON.stringify(version.plan),
      hash: version.hash,
      origin: version.origin,
      model: version.model,
      prompt_version: version.promptVersion,
      created_at: now,
      created_by: version.createdBy,
      approved_at: null,
      approved_by: null,
    })
    .execute()
}

async function launchSite(
  trx: Trx,
  study: string,
  { place, audience, nightly }: Extract<StudyWrite, { kind: 'launch' }>,
  now: Date,
): Promise<void> {
  await sql`
    update study_site set launched_at = ${now}, audience = ${JSON.stringify(audience)}::jsonb
    where study_id = ${study} and platform = ${place.platform} and workspace = ${place.workspace}`.execute(
    trx,
  )
  await setState(trx, study, 'running')
  await sql`
    insert into timer (id, lane, kind, subject, due_at)
    values (${nightly.id}, ${studyLane(study)}, 'nightly', ${study}, ${nightly.dueAt})
    on conflict (kind, subject) where fired_at is null do nothing`.execute(trx)
}

/** Cards that were not sent yet, and what else nobody asked for, are taken out of the way of what else their lanes send. */
async function pauseStudy(trx: Trx, study: string): Promise<void> {
  await sql`
    update outbox set state = 'dropped', reason = ${HELD} from interview i
    where outbox.interview_id = i.id and i.study_id = ${study} and outbox.state = 'pending'
      and (i.state = 'invited' or outbox.unasked is not null)`.execute(trx)
  await setState(trx, study, 'paused')
}

const HELD = 'study paused'

/** Held messages are due again; each is judged by its person's hours when it is sent. */
async function resumeStudy(trx: Trx, study: string): Promise<void> {
  await sql`
    update outbox set state = 'pending', reason = null from interview i
    where outbox.interview_id = i.id and i.study_id = ${study} and i.ended_at is null
      and outbox.state = 'dropped' and outbox.reason = ${HELD}`.execute(trx)
  await setState(trx, study, 'running')
}

/** Who was asked but has not agreed expires, with the card that was not sent yet. */
async function closeStudy(trx: Trx, study: string, now: Date): Promise<void> {
  await sql`
    with expired as (
      update interview set state = 'expired', state_version = state_version + 1, ended_at = ${now}, ended_by = 'study-closed'
      where study_id = ${study} and state in ('invited', 'consenting')
      returning id
    ), dropped as (
      update outbox set state = 'dropped', reason = 'study closed' from expired
      where outbox.interview_id = expired.id and outbox.state = 'pending'
    ), silenced as (
      update timer set fired_at = ${now} from expired where timer.subject = expired.id and timer.fired_at is null
    ), uninvited as (
      update study_site set inviting_done_at = ${now}
      where study_id = ${study} and launched_at is not null and inviting_done_at is null
    )
    update study set state = 'closed', closed_at = ${now} where id = ${study}`.execute(trx)
}

async function setState(trx: Trx, study: string, state: 'approved' | 'running' | 'paused'): Promise<void> {
  await trx.updateTable('study').set({ state }).where('id', '=', study).execute()
}

export async function ensureLane(trx: Trx, lane: string, kind: 'place' | 'study'): Promise<void> {
  await sql`insert into lane (key, kind, epoch) values (${lane}, ${kind}, 0) on conflict do nothing`.execute(
    trx,
  )
}
