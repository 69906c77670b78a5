import type { PersonRef, Platform } from '../ports/chat.ts'
import {
  type Cohort,
  type InterviewPlan,
  inLanguage,
  type Question,
  questionsOf,
  type SurveyItem,
  type Text,
} from '../study/interview-plan.ts'
import { crossedEnd, type Ending } from './crossing.ts'
import type { InterviewState, Progress } from './interview.ts'
import type { Portion, SaidMessage } from './portion.ts'
import { activeMinutes, holdsWords, joinWords, type Turn } from './transcript.ts'
import { everyLanguage } from './words/catalogue.ts'
import { type Control, confirmsDeletion, controlIn, controlNamed } from './words/control-words.ts'
import { questionCount } from './words/craft.ts'

/** An interview as it was read from the store. */
export interface InterviewRecord extends Ending {
  readonly id: string
  readonly studyId: string
  readonly participantId: string
  readonly person: PersonRef
  /** The direct conversation, once one was seen. */
  readonly conversation: string | null
  readonly cohort: string
  readonly language: string
  readonly stateVersion: number
  readonly erased: boolean
  /** When the last message to the person was seen to arrive, and whether one is still on its way. */
  readonly lastSentAt: Date | null
  readonly sending: boolean
  /** Something unasked is to be sent to the person about this interview later. */
  readonly unaskedWaits: boolean
  /** Another interview is under way, and not paused, in the same conversation. */
  readonly otherActive: boolean
  /** When the person was last sent something unasked, in whatever study. */
  readonly lastUnaskedAt: Date | null
  /** The person's, where it is known. */
  readonly zone: string | null
  readonly invitation: Invitation | null
  readonly studyPaused: boolean
  readonly plan: InterviewPlan
  readonly turns: readonly Turn[]
  /** Survey answers by item. */
  readonly answers: Readonly<Record<string, string>>
}

export interface Invitation {
  readonly id: string
  readonly notBefore: Date
  /** When the card was seen to arrive. */
  readonly sentAt: Date | null
  readonly reminders: number
}

/** What `decide` needs to know, worked out from plan, transcript, clock and the portion at hand. */
export interface Facts {
  readonly state: InterviewState
  readonly progress: Progress
  readonly portion: Portion
  readonly cohort: Cohort
  readonly plan: InterviewPlan
  /** All words of a `said` portion. */
  readonly words: string
  /** Only files, pictures, stickers or emoji were sent. */
  readonly wordless: boolean
  /** It was said so long ago that a reply needs a word of apology. */
  readonly late: boolean
  /** Every message of the portion is gone already. */
  readonly withdrawnWords: boolean
  readonly control: Control | undefined
  readonly confirmsDeletion: boolean
  /** They asked to leave right after this portion. */
  readonly leaving: boolean
  /** What was written before they can have read that the interview is over, and is heard only now. */
  readonly crossed: readonly SaidMessage[]
  readonly openQuestion: Question | undefined
  /** The question to ask once the open one is done. */
  readonly nextQuestion: Question | undefined
  readonly mayProbe: boolean
  readonly openSurveyItem: SurveyItem | undefined
  readonly nextSurveyItem: { readonly item: SurveyItem; readonly phase: 'before' | 'after' } | undefined
  readonly minutesLeft: number
  readonly now: Date
  readonly platform: Platform
  readonly lastSentAt: Date | null
  readonly sending: boolean
  readonly unaskedWaits: boolean
  readonly otherActive: boolean
  readonly lastUnaskedAt: Date | null
  readonly zone: string | null
  readonly invitation: Invitation | null
  readonly studyPaused: boolean
}

/** After a shorter wait a reply is no surprise. */
const LATE_MS = 2 * 3_600_000
/** Hard cap on what a participant is asked, whatever the plan says. */
const MOST_TURNS = 40
const MOST_PROBES = { must: 2, should: 1, could: 1 } as const

export function facts(interview: InterviewRecord, portion: Portion, now: Date): Facts {
  const cohort = interview.plan.cohorts.find((each) => each.key === interview.cohort)
  if (!cohort) throw new TypeError(`interview ${interview.id}: its plan has no cohort ${interview.cohort}`)
  const { progress, plan } = interview
  const said = portion.kind === 'said' ? portion.messages : []
  const words = joinWords(said)
  // Only what the platform stamped, so that a clock which is wrong here makes nobody's interview shorter.
  const theirs = interview.turns.filter(({ speaker }) => speaker === 'participant')
  const minutesLeft = plan.minutes - activeMinutes(theirs, said.at(-1)?.platformAt ?? now)
  const questions = askedOf(plan, cohort)
  const openQuestion = questions.find((question) => question.id === progress.question)
  const answersGiven = interview.turns.filter((turn) => turn.kind === 'answer').length
  const short = minutesLeft <= 0 || answersGiven >= MOST_TURNS
  const control =
    portion.kind === 'commanded'
      ? portion.control
      : portion.kind === 'pressed' && portion.action[0] === 'control'
        ? controlNamed(portion.action[1])
        : controlIn(words)
  return {
    state: interview.state,
    progress,
    portion,
    cohort,
    plan,
    words,
    wordless: said.some((message) => !message.deleted) && !holdsWords(words),
    late: said.some(({ platformAt }) => now.getTime() - platformAt.getTime() > LATE_MS),
    withdrawnWords: said.length > 0 && said.every((message) => message.deleted),
    control,
    confirmsDeletion: confirmsDeletion(words),
    leaving: portion.kind === 'said' && portion.thenLeaves === true,
    crossed: said.filter((message) => crossedEnd(message, interview)),
    openQuestion,
    nextQuestion: nextQuestion(questions, progress, short),
    mayProbe:
      openQuestion !== undefined &&
      openQuestion.id !== CLOSING &&
      !short &&
      (progress.probes[openQuestion.id] ?? 0) < MOST_PROBES[openQuestion.priority],
    openSurveyItem: [...plan.surveyBefore, ...plan.surveyAfter].find(
      (item) => item.id === progress.surveyItem,
    ),
    nextSurveyItem: nextSurveyItem(interview),
    minutesLeft,
    now,
    platform: interview.person.platform,
    lastSentAt: interview.lastSentAt,
    sending: interview.sending,
    unaskedWaits: interview.unaskedWaits,
    otherActive: interview.otherActive,
    lastUnaskedAt: interview.lastUnaskedAt,
    zone: interview.zone,
    invitation: interview.invitation,
    studyPaused: interview.studyPaused,
  }
}

/** Id of the last question of every interview; a plan's own questions cannot have it. */
const CLOSING = '~closing'

/** What is asked, in order: the cohort's questions, then the last one. */
export function askedOf(plan: InterviewPlan, cohort: Cohort): readonly Question[] {
  return [
    ...questionsOf(cohort),
    { id: CLOSING, ask: lastQuestion(plan), priority: 'should', probes: [], hints: [] },
  ]
}

/** The plan's own closing if it asks something in each of its languages; else whether anything was left out. */
export function lastQuestion({ closing, languages }: InterviewPlan): Text {
  const asks = closing && languages.every((each) => questionCount(inLanguage(closing, each)) > 0)
  return asks ? closing : everyLanguage('closing')
}

/** In the plan's order; when time is short only what must be asked. */
function nextQuestion(
  questions: readonly Question[],
  progress: Progress,
  short: boolean,
): Question | undefined {
  return questions.find(
    (question) =>
      !(question.id in progress.done) &&
      question.id !== progress.question &&
      (!short || question.priority === 'must'),
  )
}

function nextSurveyItem(interview: InterviewRecord): Facts['nextSurveyItem'] {
  const phase = phaseOf(interview.state, interview.progress)
  const items = phase === 'before' ? interview.plan.surveyBefore : interview.plan.surveyAfter
  const item = items.find(
    (each) => !(each.id in interview.answers) && each.id !== interview.progress.surveyItem,
  )
  return item ? { item, phase } : undefined
}

function phaseOf(state: InterviewState, progress: Progress): 'before' | 'after' {
  const effective = state === 'paused' ? progress.pausedFrom : state
  return effective === 'invited' || effective === 'consenting' || effective === 'surveying-before'
    ? 'before'
    : 'after'
}
