import type { Block } from '../../ports/chat.ts'
import { inLanguage } from '../../study/interview-plan.ts'
import { askedOf } from '../facts.ts'
import { type InterviewState, isUnderWay, NO_PROGRESS } from '../interview.ts'
import { hasWordsFor, sayIn } from '../words/catalogue.ts'
import { namesFor, noticeKey, paragraphs, pausedBlocks } from '../words/messages.ts'
import { askOf, optionsOf, surveyBlocks } from '../words/survey.ts'
import type { Carry } from './conducting.ts'
import { answerGesture, end, keepSaid, moveTo, type StepDraft, tell, unpause } from './step-draft.ts'
import { goOn } from './survey.ts'

const ignore: Carry<'ignore'> = (draft, move) => {
  draft.inboxOutcome = `ignored: ${move.reason}`
  answerGesture(draft, { kind: 'none' })
}

const keep: Carry<'keep'> = (draft, move) => {
  draft.inboxOutcome = `kept: ${move.reason}`
  keepSaid(draft, 'answer', draft.progress.question, { only: move.only })
  if (draft.interview.farewell === 'to-come') draft.tellsEnd = true
  const { portion } = draft.facts
  if (portion.kind === 'said' && move.only && move.only.length < portion.messages.length)
    tell(draft, paragraphs(draft.say(noticeKey('over'), draft.names)))
}

const notice: Carry<'notice'> = (draft, move) => {
  if (move.keep) keepSaid(draft, move.notice === 'tap-option' ? 'survey' : 'control', draft.progress.question)
  const counts = {
    turns: draft.interview.turns.filter((turn) => turn.speaker === 'participant').length,
    answers: Object.keys(draft.interview.answers).length,
  }
  const privately = 'reply' in draft.facts.portion && move.notice !== 'delete-confirm'
  const { say, names } = privately ? inTheirLanguage(draft) : draft
  const words = paragraphs(say(noticeKey(move.notice), { ...names, ...counts }))
  if (move.notice === 'delete-confirm') draft.progress = { ...draft.progress, deleteAsked: true }
  if (move.notice === 'tap-option')
    draft.progress = { ...draft.progress, surveyMisses: draft.progress.surveyMisses + 1 }
  // The confirmation is typed in the direct conversation, so it is asked for there.
  if (privately) {
    answerGesture(draft, { kind: 'private', blocks: words })
    return
  }
  answerGesture(draft, { kind: 'none' })
  tell(draft, words, move.keep ? { kind: 'notice', move: move.notice } : undefined)
}

/** What only they see is in the language of their client; what stands in the conversation is in the interview's. */
function inTheirLanguage(draft: StepDraft): Pick<StepDraft, 'say' | 'names'> {
  const { facts, interview, speaker } = draft
  const locale = 'locale' in facts.portion ? facts.portion.locale : undefined
  if (locale === undefined || !hasWordsFor(locale)) return draft
  const language = locale.slice(0, 2).toLowerCase()
  return { say: sayIn(language), names: namesFor(interview.plan, language, speaker) }
}

const pause: Carry<'pause'> = (draft) => {
  keepSaid(draft, 'control', draft.progress.question)
  draft.progress = { ...draft.progress, pausedFrom: draft.state, deleteAsked: false }
  moveTo(draft, 'paused')
  answerGesture(draft, { kind: 'none' })
  tell(draft, pausedBlocks(draft.interview.id, draft.interview.language), { kind: 'notice', move: 'pause' })
}

const resume: Carry<'resume'> = (draft) => {
  keepSaid(draft, 'control', draft.progress.question)
  unpause(draft)
  draft.progress = { ...draft.progress, nudged: false, deleteAsked: false }
  answerGesture(draft, { kind: 'none' })
  tell(draft, [...paragraphs(draft.say('resumed')), ...openAgain(draft)], { kind: 'notice', move: 'resume' })
}

/** What is open, shown again in the same words. */
function openAgain(draft: StepDraft): readonly Block[] {
  const { interview, facts, progress } = draft
  if (facts.openSurveyItem) {
    const item = facts.openSurveyItem
    return surveyBlocks(
      interview.id,
      item,
      askOf(item, interview.language, draft.names.domain),
      optionsOf(item, interview.language, [draft.say('yes'), draft.say('no')]),
      draft.say('pickOne'),
    )
  }
  const last = interview.turns.findLast(
    (turn) =>
      turn.speaker === 'interviewer' && turn.kind === 'question' && turn.questionId === progress.question,
  )
  const literal = askedOf(interview.plan, facts.cohort).find((question) => question.id === progress.question)
  return paragraphs(last?.words ?? (literal ? inLanguage(literal.ask, interview.language) : ''))
}

const skip: Carry<'skip'> = (draft, move) => {
  keepSaid(draft, 'control', move.question.id)
  answerGesture(draft, { kind: 'none' })
  draft.progress = {
    ...draft.progress,
    done: { ...draft.progress.done, [move.question.id]: 'skipped' },
    question: move.next?.id ?? null,
    nudged: false,
    deleteAsked: false,
  }
  if (!move.next) {
    goOn(draft, 'after', true)
    return
  }
  tell(
    draft,
    [...paragraphs(draft.say('skipped')), ...paragraphs(inLanguage(move.next.ask, draft.interview.language))],
    { kind: 'question', questionId: move.next.id, move: 'ask' },
  )
}

const stop: Carry<'stop'> = (draft) => {
  keepSaid(draft, 'control', draft.progress.question)
  end(draft, 'partial', 'participant')
  answerGesture(draft, { kind: 'none' })
  tell(draft, paragraphs(draft.say('stopped')), { kind: 'notice', move: 'stop' })
}

const erase: Carry<'delete'> = (draft) => {
  end(draft, 'withdrawn', 'participant')
  draft.progress = NO_PROGRESS
  draft.erase = true
  answerGesture(draft, { kind: 'none' })
  tell(draft, paragraphs(draft.say('deleted', draft.names)))
}

/** Events may overtake each other: for so long a correction waits for the message it is about. */
const OVERTAKEN_MS = 86_400_000

/** What somebody wrote who agreed, and took nothing back, may still become a turn: also if it crossed the end. */
function mayBecomeTurn(state: InterviewState): boolean {
  return isUnderWay(state) || state === 'completed' || state === 'partial'
}

const revise: Carry<'revise'> = (draft) => {
  const { portion } = draft.facts
  if (portion.kind !== 'revised') return
  draft.revision = {
    conversation: portion.conversation,
    message: portion.message,
    words: portion.words,
    at: portion.at,
    ...(mayBecomeTurn(draft.state) ? { keepUntil: new Date(draft.now.getTime() + OVERTAKEN_MS) } : {}),
  }
}

export const controlMoves = {
  ignore,
  keep,
  notice,
  pause,
  resume,
  skip,
  stop,
  delete: erase,
  revise,
}
