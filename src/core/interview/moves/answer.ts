import { inLanguage, type Question } from '../../study/interview-plan.ts'
import { asksToLeave } from '../leaving.ts'
import { type FollowUp, progressAfter, settle } from '../settle.ts'
import { excerpt } from '../words/excerpt.ts'
import { noticeKey, paragraphs } from '../words/messages.ts'
import { interviewTurn } from '../words/prompts.ts'
import type { Carry } from './conducting.ts'
import { keepSaid, type StepDraft, tell } from './step-draft.ts'
import { goOn } from './survey.ts'
import { askedBefore, askModel, word } from './wording.ts'

/** As many turns before the answer as the model reads along. */
const RECENT_TURNS = 8
/** Characters the model is given of the answer, and of a turn before it. */
const LONGEST_ANSWER = 12_000
const LONGEST_RECENT = 2_000
/** How the turn of an answer is marked of which the model was given the beginning and the end. */
const READ_IN_PART = 'read-in-part'

/** An answer: kept, read by the model, followed by a probe, the next question or the closing ratings. */
const respond: Carry<'respond'> = async (draft, move, conducting) => {
  const { question, next, mayProbe } = move
  keepSaid(draft, 'answer', question.id, {
    ...(draft.facts.words.length > LONGEST_ANSWER ? { move: READ_IN_PART } : {}),
  })
  draft.discardIf = asksToLeave
  const heard = await askModel(draft, conducting, interviewTurn, turnData(draft, move))
  const read = heard.ok ? heard.value : undefined
  const follow = settle(question, next, mayProbe, draft.progress, read?.reading)
  const worded = await word(draft, conducting, question, follow, read)
  draft.progress = progressAfter(draft.progress, question, worded.follow)
  const turn = {
    move: worded.follow.follow,
    ...(worded.byModel
      ? { promptVersion: `${interviewTurn.purpose}/${interviewTurn.version}`, model: conducting.model.id }
      : {}),
  }
  switch (worded.follow.follow) {
    case 'finish':
      goOn(draft, 'after', true)
      return
    case 'notice':
      tell(draft, paragraphs(notice(draft, worded.follow.notice, question)), {
        ...turn,
        kind: 'notice',
        questionId: question.id,
      })
      return
    case 'probe':
    case 'clarify':
    case 'ask':
      tell(draft, paragraphs(worded.words), {
        ...turn,
        kind: 'question',
        questionId: worded.follow.question.id,
      })
  }
}

export const answerMoves = { respond }

/** Leading back and explaining names the open question again, so that it is clear what is waited for. */
function notice(
  draft: StepDraft,
  key: Extract<FollowUp, { follow: 'notice' }>['notice'],
  question: Question,
): string {
  const words = draft.say(noticeKey(key), draft.names)
  return key === 'back-to-question' ? `${words}${inLanguage(question.ask, draft.interview.language)}` : words
}

function turnData(draft: StepDraft, move: Parameters<typeof respond>[1]) {
  const { interview, facts } = draft
  const { language } = interview
  return {
    language,
    minutesLeft: Math.max(0, Math.round(facts.minutesLeft)),
    topic: draft.names.domain,
    question: {
      id: move.question.id,
      ask: inLanguage(move.question.ask, language),
      hints: move.question.hints,
    },
    mayProbe: move.mayProbe,
    next: move.next ? { id: move.next.id, ask: inLanguage(move.next.ask, language) } : null,
    recent: interview.turns
      .filter((turn) => !turn.deleted && (turn.kind === 'question' || turn.kind === 'answer'))
      .slice(-RECENT_TURNS)
      .map((turn) => ({ speaker: turn.speaker, words: excerpt(turn.words, LONGEST_RECENT) })),
    answer: excerpt(facts.words, LONGEST_ANSWER),
    askedBefore: askedBefore(draft),
  }
}
