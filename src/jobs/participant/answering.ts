import type { InterviewRecord } from '../../core/interview/facts.ts'
import { directTarget } from '../../core/interview/moves/step-draft.ts'
import type { GestureReply, Portion } from '../../core/interview/portion.ts'
import type { Answer, Block, PersonRef, ReplyHandle } from '../../core/ports/chat.ts'
import type { Step } from '../../core/ports/interview-store.ts'
import type { Lease } from '../../core/ports/lane-store.ts'
import { mustBeHeard, unheardMessage } from '../../core/unheard.ts'
import { inOverview, isAtHome } from './overview.ts'
import type { ParticipantWork } from './work.ts'

/** Resolves with the answers that must be heard and could not be shown where the gesture was made. */
export async function answerAll(
  person: PersonRef,
  portion: Portion,
  replies: readonly GestureReply[],
  { send }: Step,
  work: ParticipantWork,
): Promise<readonly Answer[]> {
  if (isAtHome(portion)) return []
  const unheard: Answer[] = []
  for (const { handle, answer } of replies) {
    const shown = await answerOne(person, handle, await inOverview(answer, person, portion, work), work)
    if (!shown && mustBeHeard(answer, send.length > 0)) unheard.push(answer)
  }
  return unheard
}

/** In the direct conversation, through the outbox. */
export async function sayUnheard(
  lease: Lease,
  interview: InterviewRecord,
  inbox: string | undefined,
  answers: readonly Answer[],
  { outbox, clock, ids }: ParticipantWork,
): Promise<void> {
  for (const answer of answers) {
    if (answer.kind === 'none' || inbox === undefined) continue
    const row = { id: ids.next(), lane: lease.lane, interviewId: interview.id, inbox }
    const now = clock.now()
    await outbox.add(lease, unheardMessage(answer, { ...row, target: directTarget(interview) }, now), now)
  }
}

/**
 * Returns whether it was shown, or may have been: it is not said twice. What matters is stored, and goes through the
 * outbox.
 */
export async function answerOne(
  { platform }: PersonRef,
  handle: ReplyHandle,
  answer: GestureReply['answer'],
  { chats, log }: ParticipantWork,
): Promise<boolean> {
  try {
    const outcome = await chats.get(platform)?.answer(handle, answer)
    if (outcome === 'answered') return true
    log.info('gesture.not-answered', { outcome })
    return outcome === 'untold'
  } catch (error) {
    log.error('gesture.not-answered', error)
  }
  return false
}

export async function reply(
  person: PersonRef,
  handle: ReplyHandle,
  blocks: readonly Block[],
  work: ParticipantWork,
): Promise<void> {
  await answerOne(person, handle, { kind: 'private', blocks }, work)
}
