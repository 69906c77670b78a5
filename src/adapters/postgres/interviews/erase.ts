import { sql, type Transaction } from 'kysely'
import type { Step } from '../../../core/ports/interview-store.ts'
import type { Lease } from '../../../core/ports/lane-store.ts'
import { WITHOUT_WORDS } from '../conversations/settle-inbox.ts'
import type { Schema } from '../schema.ts'

type Trx = Transaction<Schema>

/**
 * A message of an earlier turn changed or went: the turn follows, its codings no longer count. A turn none of whose
 * messages is left keeps its place as a tombstone. What is deleted stays so, whatever is heard of it later, and newer
 * words stay where an older edit comes late.
 */
export async function reviseTurn(trx: Trx, step: Step): Promise<void> {
  const { revision, at } = step
  if (!revision) return
  const words = revision.words ?? ''
  const deletedAt = revision.words === undefined ? at : null
  // Two statements: the second must see what the first wrote.
  const { rows } = await sql<{ turn_id: string }>`
    update turn_message m set words = ${words}, edited_at = ${revision.at}, deleted_at = ${deletedAt}
    from interview i
    where i.id = ${step.interviewId} and m.platform = i.platform and m.workspace = i.workspace
      and m.conversation = ${revision.conversation} and m.message = ${revision.message}
      and m.deleted_at is null and (${revision.words === undefined}
        or m.words <> ${words} and (m.edited_at is null or m.edited_at <= ${revision.at}))
    returning m.turn_id`.execute(trx)
  const [changed] = rows
  if (!changed) return
  await takeDownReports(trx, step.interviewId, step, changed.turn_id)
  await tellChanged(trx, step.interviewId, step)
  await sql`
    with joined as (
      select coalesce(string_agg(words, E'\n\n' order by position) filter (where deleted_at is null and words <> ''), '') as words,
             bool_and(deleted_at is not null) as gone
      from turn_message where turn_id = ${changed.turn_id}
    ), revised as (
      update turn t set words = joined.words, revised_at = ${at}, deleted_at = case when joined.gone then ${at}::timestamptz end
      from joined where t.id = ${changed.turn_id} returning t.interview_id
    ), stale as (
      update coding_pass set stale_at = ${at} from revised
      where coding_pass.interview_id = revised.interview_id and stale_at is null
    ), unexplained as (
      update coding set rationale = null from coding_pass p, revised
      where coding.pass_id = p.id and p.interview_id = revised.interview_id
    )
    update report_snapshot set stale_at = ${at} from report_lineage l, revised
    where l.interview_id = revised.interview_id and l.snapshot_id = report_snapshot.id and stale_at is null`.execute(
    trx,
  )
}

/**
 * Erases the step's interview, and with it every other one of the same person here: who takes everything back names no
 * study.
 */
export async function erasePerson(trx: Trx, lease: Lease, step: Step): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update interview set state = 'withdrawn', state_version = state_version + 1, erased_at = ${step.at},
      progress = ${JSON.stringify(step.progress)}::jsonb, ended_at = coalesce(ended_at, ${step.at}),
      ended_by = coalesce(ended_by, ${step.ended?.by ?? null})
    where lane = ${lease.lane} and id <> ${step.interviewId} and erased_at is null
    returning id`.execute(trx)
  const others = rows.map(({ id }) => id)
  await sql`
    update inbox set words_until = null, event = ${WITHOUT_WORDS}
    where lane = ${lease.lane} and words_until is not null`.execute(trx)
  await sql`
    update timer set fired_at = ${step.at} where subject = any(${others}::uuid[]) and fired_at is null`.execute(
    trx,
  )
  for (const interview of [step.interviewId, ...others]) await eraseInterview(trx, interview, step)
}

/**
 * Everything a person said or tapped, and who they are. What stays: that there was an interview and that it was
 * withdrawn, the consent record without its choices' effect, and the invitation with the lane, which know the person,
 * so that they are not asked again.
 */
async function eraseInterview(trx: Trx, interview: string, step: Step): Promise<void> {
  const { at } = step
  await takeDownReports(trx, interview, step, undefined)
  await tellChanged(trx, interview, step)
  await sql`
    with spoken as (
      update turn set words = '', deleted_at = coalesce(deleted_at, ${at}) where interview_id = ${interview} returning id
    ), pieces as (
      update turn_message set words = '', deleted_at = coalesce(deleted_at, ${at}) from spoken where turn_id = spoken.id
    ), tapped as (
      delete from survey_answer where interview_id = ${interview}
    ), coded as (
      delete from coding_pass where interview_id = ${interview}
    ), agreed as (
      update consent set withdrawn_at = ${at} where interview_id = ${interview}
    ), told as (
      update outbox set intent = '{"kind":"say","blocks":[]}'::jsonb,
        state = case when state = 'pending' then 'dropped' else state end
      where interview_id = ${interview}
    ), shown as (
      update report_snapshot set stale_at = ${at} from report_lineage l
      where l.interview_id = ${interview} and l.snapshot_id = report_snapshot.id and stale_at is null
    )
    delete from identity using interview i where i.id = ${interview} and identity.participant_id = i.participant_id`.execute(
    trx,
  )
}

/**
 * Reports that count the interview, or that may quote the one turn, lose their stored copies; where they were posted,
 * their message is replaced. What readers saved of them is out of reach.
 */
async function takeDownReports(
  trx: Trx,
  interviewId: string,
  { at, reportNotice = [] }: Step,
  turn: string | undefined,
): Promise<void> {
  const notice = JSON.stringify(reportNotice)
  await sql`
    with posted as (
      select o.id, o.lane, o.target, o.intent, o.state, o.conversation, o.messages
      from report_lineage l join report_snapshot s on s.id = l.snapshot_id
        join study_site on study_site.study_id = s.study_id
        join outbox o
          on o.dedupe_key = 'report:' || s.run_id || ':' || study_site.platform || ':' || study_site.workspace
      where l.interview_id = ${interviewId} and (${turn ?? null}::uuid is null
        or exists (select 1 from coding_pass p join coding_quote q on q.pass_id = p.id
                   where p.interview_id = l.interview_id and q.turn_id = ${turn ?? null}::uuid))
    ), files as (
      delete from artifact using posted, jsonb_array_elements(posted.intent -> 'files') file
      where artifact.id = (file ->> 'artifact')::uuid
    ), emptied as (
      update outbox set intent = jsonb_build_object('kind', 'say', 'blocks', ${notice}::jsonb),
        state = case when outbox.state = 'pending' then 'dropped' else outbox.state end, reason = 'taken down'
      from posted where outbox.id = posted.id
    )
    insert into outbox (id, lane, target, intent, dedupe_key, state, not_before, attempts, created_at)
    select md5(posted.id || ':' || message)::uuid, lane, target,
      jsonb_build_object('kind', 'edit', 'blocks', ${notice}::jsonb, 'message', jsonb_build_object(
        'platform', target -> 'platform', 'workspace', target -> 'workspace', 'conversation', conversation,
        'message', message)),
      'report-taken-down:' || posted.id || ':' || message, 'pending', ${at}, 0, ${at}
    from posted cross join lateral jsonb_array_elements_text(messages) message
    where state = 'sent'
    on conflict do nothing`.execute(trx)
}

/** Says once a report, where it is the last one posted and counts the interview, that it no longer stands. Comes after a report on its way. */
async function tellChanged(trx: Trx, interviewId: string, { at, reportChanged }: Step): Promise<void> {
  if (!reportChanged) return
  const intent = JSON.stringify({ kind: 'say', blocks: reportChanged })
  await sql`
    with newest as (
      select distinct on (o.lane, s.study_id) o.id, o.lane, o.target, s.id as snapshot
      from interview i join report_snapshot s on s.study_id = i.study_id
        join study_site on study_site.study_id = s.study_id
        join outbox o
          on o.dedupe_key = 'report:' || s.run_id || ':' || study_site.platform || ':' || study_site.workspace
      where i.id = ${interviewId} and o.state in ('pending', 'attempted', 'ambiguous', 'sent')
      order by o.lane, s.study_id, o.seq desc
    )
    insert into outbox (id, lane, target, intent, dedupe_key, state, not_before, attempts, created_at)
    select md5('changed:' || id)::uuid, lane, target, ${intent}::jsonb, 'report-changed:' || id, 'pending', ${at}, 0, ${at}
    from newest
    where exists (select from report_lineage l where l.snapshot_id = newest.snapshot and l.interview_id = ${interviewId})
    on conflict do nothing`.execute(trx)
}
