import type { Step } from '../ports/interview-store.ts'
import { decide, type Move } from './decide.ts'
import { facts, type InterviewRecord } from './facts.ts'
import { answerMoves } from './moves/answer.ts'
import type { Carry, Conducting } from './moves/conducting.ts'
import { consentMoves } from './moves/consent.ts'
import { controlMoves } from './moves/control.ts'
import { silenceMoves } from './moves/silence.ts'
import { apologise, draftStep, finishDraft, moveTo, unpause } from './moves/step-draft.ts'
import { surveyMoves } from './moves/survey.ts'
import type { GestureReply, Portion } from './portion.ts'

/** What they said is kept, for when they are back. Slack accepts messages to a deactivated account: only the event tells. */
const giveUp: Carry<'give-up'> = (draft, { since, reason }) => {
  const from = draft.state
  moveTo(draft, 'unreachable')
  draft.ended = { at: draft.now, by: 'platform' }
  draft.progress = {
    ...draft.progress,
    unreachable: { from, reason, since: since.toISOString() },
  }
}

type Carriers = { readonly [M in Move['move']]: Carry<M> }

const CARRIERS: Carriers = {
  ...consentMoves,
  ...surveyMoves,
  ...answerMoves,
  ...controlMoves,
  ...silenceMoves,
  'give-up': giveUp,
}

/** Whoever writes an answer during a pause goes on with it. */
const RESUMING = new Set<Move['move']>(['respond', 'survey-answer', 'survey-skip', 'skip'])

/**
 * One portion of a participant's lane: facts → decide → act. Reads nothing and writes nothing; the caller commits the
 * step and then answers the gestures.
 */
export async function conduct(
  interview: InterviewRecord,
  portion: Portion,
  now: Date,
  conducting: Conducting,
): Promise<{ readonly step: Step; readonly replies: readonly GestureReply[] }> {
  const known = facts(interview, portion, now)
  const move = decide(known, conducting)
  const draft = draftStep(interview, known, {
    now,
    ids: conducting.ids,
    speaker: conducting.speaker,
    idle: conducting.idle,
  })
  if (draft.state === 'paused' && RESUMING.has(move.move)) unpause(draft)
  const carry = CARRIERS[move.move] as Carry<Move['move']>
  await carry(draft, move, conducting)
  if (known.late) apologise(draft)
  return finishDraft(draft)
}
