import type { Question, SurveyItem } from '../study/interview-plan.ts'
import type { Facts } from './facts.ts'
import { isEnd, isUnderWay } from './interview.ts'
import type { GoneReason, SaidMessage } from './portion.ts'
import { decideSilence, type SilenceRules } from './silence.ts'
import { typedOption } from './words/survey.ts'

/** Fixed things the bot can say; `messages` has the words. */
export type Notice =
  | 'tap-first'
  | 'over'
  | 'too-late'
  | 'why'
  | 'help'
  | 'my-data'
  | 'paused'
  | 'not-paused'
  | 'text-please'
  | 'delete-confirm'
  | 'tap-option'
  | 'stale'
  | 'study-paused'
  | 'one-at-a-time'
  | 'care'
  | 'how-to-leave'
  | 'human'
  | 'back-to-question'

/** What to do with a portion. Total: every portion in every state has one. */
export type Move =
  | { readonly move: 'ignore'; readonly reason: string }
  /** Keep what was said (if it is to be kept) and say something fixed; the open question stays open. */
  | { readonly move: 'notice'; readonly notice: Notice; readonly keep: boolean }
  /** `only`: the rest of what was said came too late. */
  | { readonly move: 'keep'; readonly reason: string; readonly only?: readonly SaidMessage[] }
  | { readonly move: 'consent'; readonly choices: ConsentChoices }
  | { readonly move: 'decline' }
  | { readonly move: 'explain' }
  | {
      readonly move: 'survey-answer'
      readonly item: SurveyItem
      readonly value: string
      readonly typed: boolean
    }
  | { readonly move: 'survey-skip'; readonly item: SurveyItem }
  /** A model reads the answer and words what comes next. */
  | {
      readonly move: 'respond'
      readonly question: Question
      readonly next: Question | undefined
      readonly mayProbe: boolean
    }
  | { readonly move: 'skip'; readonly question: Question; readonly next: Question | undefined }
  | { readonly move: 'pause' }
  | { readonly move: 'resume' }
  | { readonly move: 'stop' }
  | { readonly move: 'delete' }
  | { readonly move: 'revise' }
  | { readonly move: 'nudge' }
  | { readonly move: 'close-idle' }
  | { readonly move: 'remind'; readonly invitation: string; readonly number: number }
  /** Nobody answered the invitation. */
  | { readonly move: 'expire' }
  /** Nobody is there any more to be asked. */
  | { readonly move: 'give-up'; readonly since: Date; readonly reason: GoneReason }
  /** The timer went off and nothing is to be done yet. */
  | { readonly move: 'wait-on'; readonly until: Date }

export interface ConsentChoices {
  readonly quotes: boolean
  readonly release: boolean
  readonly recontact: boolean
}

/** The move for these facts. Pure; knows no words and no model. */
export function decide(facts: Facts, rules: SilenceRules): Move {
  switch (facts.portion.kind) {
    case 'said':
      return decideSaid(facts)
    case 'pressed':
      return decidePressed(facts, facts.portion.action, facts.portion.values)
    case 'formed':
      return facts.portion.form[0] === 'consent-choices'
        ? decideConsent(facts, {
            quotes: has(facts.portion.values, 'quotes'),
            release: has(facts.portion.values, 'release'),
            recontact: has(facts.portion.values, 'recontact'),
          })
        : { move: 'ignore', reason: 'unknown form' }
    case 'commanded':
      return decideControl(facts, false) ?? { move: 'notice', notice: 'help', keep: false }
    case 'revised':
      return { move: 'revise' }
    case 'gone':
      return isEnd(facts.state)
        ? { move: 'ignore', reason: 'over before they left' }
        : { move: 'give-up', since: facts.portion.at, reason: facts.portion.reason }
    case 'timer':
      return decideSilence(facts, rules)
    case 'moved':
    case 'overview':
    case 'other':
      return { move: 'ignore', reason: 'no concern of an interview' }
  }
}

function decideSaid(facts: Facts): Move {
  const { state } = facts
  if (isEnd(state)) {
    const crossed = facts.crossed.length > 0
    // Such a message is heard by itself.
    if (asksDeletion(facts)) return decideDeletion(facts, crossed)
    return crossed
      ? { move: 'keep', reason: 'crossed the end', only: facts.crossed }
      : { move: 'notice', notice: state === 'expired' ? 'too-late' : 'over', keep: false }
  }
  if (!isUnderWay(state)) {
    if (asksDeletion(facts)) return decideDeletion(facts, false)
    if (facts.control === 'why') return { move: 'explain' }
    return facts.control === 'stop' || facts.control === 'optout'
      ? { move: 'decline' }
      : { move: 'notice', notice: 'tap-first', keep: false }
  }
  if (facts.withdrawnWords) return { move: 'keep', reason: 'deleted before it was read' }
  if (asksDeletion(facts)) return decideDeletion(facts, true)
  const control = decideControl(facts, true)
  if (control) return control
  if (facts.wordless) return { move: 'notice', notice: 'text-please', keep: true }
  if (facts.studyPaused) return { move: 'notice', notice: 'study-paused', keep: true }
  if (facts.openSurveyItem) return decideTyped(facts, facts.openSurveyItem)
  if (!facts.openQuestion) return { move: 'keep', reason: 'no question is open' }
  if (facts.leaving) return { move: 'keep', reason: 'they asked to leave' }
  return {
    move: 'respond',
    question: facts.openQuestion,
    next: facts.nextQuestion,
    mayProbe: facts.mayProbe,
  }
}

/** Only labels a person can type count here: yes and no in their language are the caller's option labels. */
function decideTyped(facts: Facts, item: SurveyItem): Move {
  const option = typedOption(facts.words, item.kind === 'choice' ? labels(item) : plainOptions(item))
  if (option) return { move: 'survey-answer', item, value: option.value, typed: true }
  return facts.progress.surveyMisses > 0
    ? { move: 'survey-skip', item }
    : { move: 'notice', notice: 'tap-option', keep: true }
}

function labels(item: Extract<SurveyItem, { kind: 'choice' }>) {
  return item.options.flatMap((option) =>
    (typeof option.label === 'string' ? [option.label] : Object.values(option.label)).map((label) => ({
      value: option.value,
      label,
    })),
  )
}

function plainOptions(item: SurveyItem) {
  if (item.kind === 'yes-no')
    return [
      ...['yes', 'ja', 'sí', 'si', 'oui'].map((label) => ({ value: 'yes', label })),
      ...['no', 'nein', 'non'].map((label) => ({ value: 'no', label })),
    ]
  return Array.from({ length: 7 }, (_, index) => ({ value: `${index + 1}`, label: `${index + 1}` }))
}

function decidePressed(facts: Facts, action: readonly string[], values: readonly string[]): Move {
  const [verb, what] = action
  if (verb === 'consent') {
    if (what === 'take-part') return decideConsent(facts, { quotes: false, release: false, recontact: false })
    if (what === 'decline' && facts.state === 'expired') return tooLate()
    if (what === 'decline')
      return isUnderWay(facts.state) || isEnd(facts.state) ? stale() : { move: 'decline' }
    if (what === 'more') return { move: 'explain' }
    return { move: 'ignore', reason: 'opens a form' }
  }
  if (verb === 'survey') {
    const value = action[3] ?? values[0]
    const item = facts.openSurveyItem
    return item && item.id === action[2] && value !== undefined && facts.state !== 'paused'
      ? { move: 'survey-answer', item, value, typed: false }
      : stale()
  }
  if (verb === 'control') return decideControl(facts, false) ?? stale()
  return { move: 'ignore', reason: 'unknown button' }
}

function decideConsent(facts: Facts, choices: ConsentChoices): Move {
  if (facts.state === 'expired') return tooLate()
  if (facts.state !== 'invited' && facts.state !== 'consenting') return stale()
  if (facts.studyPaused) return { move: 'notice', notice: 'study-paused', keep: false }
  return facts.otherActive ? oneAtATime(false) : { move: 'consent', choices }
}

function decideControl(facts: Facts, keep: boolean): Move | undefined {
  const { control, state } = facts
  if (!control) return undefined
  const underWay = isUnderWay(state)
  switch (control) {
    case 'delete':
      return decideDeletion(facts, keep)
    case 'why':
      return { move: 'notice', notice: 'why', keep }
    case 'help':
      return { move: 'notice', notice: 'help', keep }
    case 'mydata':
      return { move: 'notice', notice: 'my-data', keep }
    case 'pause':
      return underWay && state !== 'paused'
        ? { move: 'pause' }
        : { move: 'notice', notice: 'not-paused', keep }
    case 'start':
    case 'resume':
      if (state === 'paused') return facts.otherActive ? oneAtATime(keep) : { move: 'resume' }
      return keep ? undefined : { move: 'notice', notice: underWay ? 'not-paused' : 'tap-first', keep }
    case 'optout':
    case 'stop':
      if (underWay) return { move: 'stop' }
      return isEnd(state) ? { move: 'notice', notice: 'over', keep } : { move: 'decline' }
    case 'skip':
      if (!underWay) return { move: 'notice', notice: isEnd(state) ? 'over' : 'tap-first', keep }
      if (facts.openSurveyItem) return { move: 'survey-skip', item: facts.openSurveyItem }
      return facts.openQuestion
        ? { move: 'skip', question: facts.openQuestion, next: facts.nextQuestion }
        : { move: 'notice', notice: 'help', keep }
  }
}

function decideDeletion(facts: Facts, keep: boolean): Move {
  if (facts.state === 'withdrawn') return { move: 'notice', notice: 'over', keep: false }
  return facts.progress.deleteAsked && facts.confirmsDeletion
    ? { move: 'delete' }
    : { move: 'notice', notice: 'delete-confirm', keep }
}

/** In some languages the word that confirms a deletion asks for nothing by itself. */
function asksDeletion({ control, progress, confirmsDeletion }: Facts): boolean {
  return control === 'delete' || (progress.deleteAsked && confirmsDeletion)
}

function tooLate(): Move {
  return { move: 'notice', notice: 'too-late', keep: false }
}

/** Whatever they write is for the interview under way, so there is one: which it is, they say by pausing and going on. */
function oneAtATime(keep: boolean): Move {
  return { move: 'notice', notice: 'one-at-a-time', keep }
}

function stale(): Move {
  return { move: 'notice', notice: 'stale', keep: false }
}

function has(values: Readonly<Record<string, readonly string[]>>, option: string): boolean {
  return values.allow?.includes(option) ?? false
}
