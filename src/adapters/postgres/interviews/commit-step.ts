import { sql, type Transaction } from 'kysely'
import { FencedError } from '../../../core/errors.ts'
import type { Step } from '../../../core/ports/interview-store.ts'
import type { Lease } from '../../../core/ports/lane-store.ts'
import { fence } from '../conversations/fence.ts'
import { insertOutbox } from '../conversations/outbox-rows.ts'
import { settleInbox } from '../conversations/settle-inbox.ts'
import { jsonbOf } from '../json.ts'
import type { Database } from '../pool.ts'
import type { Schema } from '../schema.ts'
import { erasePerson, reviseTurn } from './erase.ts'

type Trx = Transaction<Schema>

/**
 * Writes a step: all of it or nothing. The lane's row is locked first and stays so until the commit, so that no
 * message that arrives meanwhile is overlooked when the burst is settled.
 */
export async function commitStep(
  db: Database,
  lease: Lease,
  step: Step,
  stampFirst: boolean,
): Promise<'committed' | 'discarded'> {
  try {
    await db.transaction().execute((trx) => writeStep(trx, lease, step, stampFirst))
    return 'committed'
  } catch (error) {
    if (!(error instanceof Discarded)) throw error
    if (step.usage.length > 0) await insertUsage(db, step)
    return 'discarded'
  }
}

/** Ends the transaction of a step that is not to stand. */
class Discarded extends Error {}

async function writeStep(trx: Trx, lease: Lease, step: Step, stampFirst: boolean): Promise<void> {
  await fence(trx, lease)
  await updateInterview(trx, step)
  if (step.consent) await insertConsent(trx, step)
  if (step.survey) await insertSurveyAnswer(trx, step)
  if (step.turns.length > 0) await insertTurns(trx, step)
  if (step.revision) await reviseTurn(trx, step)
  if (step.erase) await erasePerson(trx, lease, step)
  if (step.inbox.length > 0) {
    const left = await settleInbox(trx, lease, step.inbox, step.at, step.revision?.keepUntil)
    if (step.discardIf && left.some(step.discardIf)) throw new Discarded()
  }
  await settleTimers(trx, lease, step)
  if (step.reminder)
    await sql`update invitation set reminders = ${step.reminder.number} where id = ${step.reminder.invitation}`.execute(
      trx,
    )
  if (step.tellsEnd)
    await sql`
      update outbox set not_before = least(not_before, ${step.at}), unasked = null
      where interview_id = ${step.interviewId} and unasked = 'close' and state = 'pending'`.execute(trx)
  if (step.send.length > 0) await insertOutbox(trx, step.send, step.at, stampFirst)
  if (step.usage.length > 0) await insertUsage(trx, step)
}

async function updateInterview(trx: Trx, step: Step): Promise<void> {
  const result = await trx
    .updateTable('interview')
    .set((eb) => ({
      state: step.state,
      state_version: eb('state_version', '+', 1),
      progress: JSON.stringify(step.progress),
      ...(step.startedAt ? { started_at: step.startedAt } : {}),
      ...(step.heardAt ? { last_heard_at: step.heardAt } : {}),
      ...(step.ended ? { ended_at: step.ended.at, ended_by: step.ended.by } : {}),
      ...(step.erase ? { erased_at: step.at } : {}),
    }))
    .where('id', '=', step.interviewId)
    .where('state_version', '=', step.stateVersion)
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n)
    throw new FencedError(`interview ${step.interviewId} moved on from version ${step.stateVersion}`)
}

async function insertConsent(trx: Trx, step: Step): Promise<void> {
  const { consent } = step
  if (!consent) return
  await trx
    .insertInto('consent')
    .values({
      id: consent.id,
      interview_id: step.interviewId,
      text_version: consent.textVersion,
      text_hash: consent.textHash,
      language: consent.language,
      choices: JSON.stringify(consent.choices),
      message: consent.message,
      given_at: step.at,
      withdrawn_at: null,
    })
    // Who could not be reached meanwhile agrees anew.
    .onConflict((conflict) =>
      conflict.column('interview_id').doUpdateSet((eb) => ({
        text_version: eb.ref('excluded.text_version'),
        text_hash: eb.ref('excluded.text_hash'),
        language: eb.ref('excluded.language'),
        choices: eb.ref('excluded.choices'),
        message: eb.ref('excluded.message'),
        given_at: eb.ref('excluded.given_at'),
      })),
    )
    .execute()
}

async function insertSurveyAnswer(trx: Trx, step: Step): Promise<void> {
  const { survey } = step
  if (!survey) return
  await trx
    .insertInto('survey_answer')
    .values({
      interview_id: step.interviewId,
      item: survey.item,
      phase: survey.phase,
      value: survey.value,
      answered_at: step.at,
    })
    .execute()
}

/** Turns are numbered on from the last one; the interview's row is locked, so nobody else numbers. */
async function insertTurns(trx: Trx, step: Step): Promise<void> {
  const turns = step.turns.map((turn, index) => ({
    id: turn.id,
    place: index + 1,
    speaker: turn.speaker,
    kind: turn.kind,
    words: turn.words,
    question_id: turn.questionId,
    move: turn.move,
    prompt_version: turn.promptVersion,
    model: turn.model,
    said_at: turn.saidAt,
    deleted: turn.messages.length > 0 && turn.messages.every((message) => message.deleted),
    messages: turn.messages.map((message, position) => ({ ...message, position })),
  }))
  await sql`
    with new_turn as (
      select * from jsonb_to_recordset(${jsonbOf(turns)}::jsonb) as t(id uuid, place int, speaker text, kind text,
        words text, question_id text, move text, prompt_version text, model text, said_at timestamptz, deleted boolean,
        messages jsonb)
    ), stored as (
      insert into turn (id, interview_id, sequence, speaker, kind, words, question_id, move, prompt_version, model,
                        said_at, deleted_at)
      select id, ${step.interviewId}::uuid,
        (select coalesce(max(sequence), 0) from turn where interview_id = ${step.interviewId}) + place,
        speaker, kind, words, question_id, move, prompt_version, model, said_at,
        case when deleted then ${step.at}::timestamptz end
      from new_turn
      returning id
    )
    insert into turn_message (platform, workspace, conversation, message, turn_id, position, words, edited_at, deleted_at)
    select i.platform, i.workspace, m.conversation, m.message, n.id, m.position, m.words, m."editedAt",
      case when m.deleted then ${step.at}::timestamptz end
    from new_turn n join stored on stored.id = n.id join interview i on i.id = ${step.interviewId}
    cross join lateral jsonb_to_recordset(n.messages)
      as m(conversation text, message text, position int, words text, "editedAt" timestamptz, deleted boolean)`.execute(
    trx,
  )
}

async function settleTimers(trx: Trx, lease: Lease, step: Step): Promise<void> {
  if (step.firedTimers.length > 0)
    await trx
      .updateTable('timer')
      .set({ fired_at: step.at })
      .where('id', 'in', [...step.firedTimers])
      .execute()
  if (!step.timer) return
  if (step.timer === 'cancel') {
    await sql`update timer set fired_at = ${step.at} where subject = ${step.interviewId} and fired_at is null`.execute(
      trx,
    )
    return
  }
  await sql`
    insert into timer (id, lane, kind, subject, due_at)
    values (${step.timer.id}, ${lease.lane}, ${step.timer.kind}, ${step.interviewId}, ${step.timer.dueAt})
    on conflict (kind, subject) where fired_at is null do update set due_at = excluded.due_at`.execute(trx)
}

async function insertUsage(db: Database, step: Step): Promise<void> {
  await db
    .insertInto('usage')
    .values(
      step.usage.map((usage) => ({
        id: usage.id,
        purpose: usage.purpose,
        study_id: step.studyId,
        interview_id: step.interviewId,
        model: usage.model,
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        cache_read_tokens: usage.cacheReadTokens,
        cache_write_tokens: usage.cacheWriteTokens,
        at: step.at,
      })),
    )
    .execute()
}
