import { sql, type Transaction } from 'kysely'
import type { Step } from '../../core/ports/interview-store.ts'
import type { Schema } from './schema.ts'

type Trx = Transaction<Schema>

/**
 * A message of an earlier turn changed or went: the turn follows, its codings no longer count. A turn none of whose
 * messages is left keeps its place as a tombstone. What is deleted stays so, whatever is heard of it later.
 */
export async function reviseTurn(trx: Trx, step: Step): Promise<void> {
  const { revision, at } = step
  if (!revision) return
  const words = revision.words ?? ''
  const deletedAt = revision.words === undefined ? at : null
  // Two statements: the second must see what the first wrote.
  const { rows } = await sql<{ turn_id: string }>`
    update turn_message m set words = ${words}, edited_at = ${at}, deleted_at = ${deletedAt}
    from interview i
    where i.id = ${step.interviewId} and m.platform = i.platform and m.workspace = i.workspace
      and m.conversation = ${revision.conversation} and m.message = ${revision.message}
      and m.deleted_at is null and (m.words <> ${words} or ${revision.words === undefined})
    returning m.turn_id`.execute(trx)
  const [changed] = rows
  if (!changed) return
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
    )
    update report_snapshot set stale_at = ${at} from report_lineage l, revised
    where l.interview_id = revised.interview_id and l.snapshot_id = report_snapshot.id and stale_at is null`.execute(
    trx,
  )
}

/**
 * Everything a person said or tapped, and who they are. What stays: that there was an interview and that it was
 * withdrawn, the consent record without its choices' effect, and the invitation, so that they are not asked again.
 */
export async function eraseInterview(trx: Trx, interview: string, at: Date): Promise<void> {
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
