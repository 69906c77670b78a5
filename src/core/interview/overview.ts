import type { Block, Choice } from '../ports/chat.ts'
import type { InterviewPlan } from '../study/interview-plan.ts'
import { type InterviewState, isUnderWay } from './interview.ts'
import { type MessageKey, type Say, sayIn } from './words/catalogue.ts'
import { namesFor, type Speaker } from './words/messages.ts'

/** One interview as its own participant sees it. */
export interface Involvement {
  readonly id: string
  readonly state: InterviewState
  /** The typed confirmation of a deletion is waited for. */
  readonly deleteAsked: boolean
  readonly studyPaused: boolean
  readonly language: string
  readonly plan: InterviewPlan
}

export interface Overview {
  /** The person's, where it was stored. */
  readonly locale: string | null
  readonly involvements: readonly Involvement[]
}

/** Ends the actions of the buttons below, so that a press can be answered by showing the overview anew. */
const MARK = 'overview'

/** Was this pressed in an overview? `action` is split at its colons. */
export function isOfOverview(action: readonly string[]): boolean {
  return action.at(-1) === MARK
}

/**
 * What a person takes part in, how far each interview is, and all they can do about it. The buttons mean what they mean
 * in the conversation; only agreeing is left to the card, which says what one agrees to.
 * @param locale of the person's client; absent: as stored, else the newest interview's language
 */
export function overviewBlocks(
  { locale: stored, involvements }: Overview,
  locale: string | undefined,
  speaker: Speaker,
): readonly Block[] {
  const language = (locale ?? stored ?? involvements[0]?.language ?? 'en').slice(0, 2).toLowerCase()
  const say = sayIn(language)
  if (involvements.length === 0) return [{ kind: 'paragraph', text: say('overviewNone') }]
  return [
    { kind: 'heading', text: say('overviewTitle') },
    ...involvements.flatMap((each) => involvementBlocks(each, say, namesFor(each.plan, language, speaker))),
    { kind: 'divider' },
    { kind: 'paragraph', text: say('help') },
  ]
}

function involvementBlocks(
  involvement: Involvement,
  say: Say,
  names: ReturnType<typeof namesFor>,
): readonly Block[] {
  const { state, studyPaused, deleteAsked } = involvement
  const about = `${names.asker}: ${names.domain}`
  const choices = choicesFor(involvement, say)
  return [
    { kind: 'divider' },
    { kind: 'paragraph', text: `${about}\n${say(STANDS[state], names)}` },
    ...(studyPaused && isOpen(state) ? [{ kind: 'paragraph' as const, text: say('studyPaused') }] : []),
    ...(deleteAsked ? [{ kind: 'paragraph' as const, text: say('overviewDelete') }] : []),
    ...(choices.length === 0 ? [] : [{ kind: 'choices' as const, label: about, choices }]),
  ]
}

const STANDS: Readonly<Record<InterviewState, MessageKey>> = {
  invited: 'overviewInvited',
  consenting: 'overviewInvited',
  'surveying-before': 'overviewBegun',
  interviewing: 'overviewBegun',
  'surveying-after': 'overviewBegun',
  paused: 'overviewPaused',
  completed: 'overviewCompleted',
  partial: 'overviewPartial',
  declined: 'overviewDeclined',
  withdrawn: 'overviewWithdrawn',
  expired: 'overviewExpired',
  unreachable: 'overviewUnreachable',
}

function isOpen(state: InterviewState): boolean {
  return state === 'invited' || state === 'consenting' || isUnderWay(state)
}

function choicesFor({ id, state }: Involvement, say: Say): readonly Choice[] {
  const control = (name: string, label: MessageKey, style?: 'primary' | 'danger'): Choice => ({
    action: `control:${name}:${id}:${MARK}`,
    label: say(label),
    ...(style ? { style } : {}),
  })
  const why = control('why', 'whoReads')
  const kept = [control('mydata', 'seeMyData'), control('delete', 'deleteMyData', 'danger')]
  if (state === 'invited' || state === 'consenting')
    return [{ action: `consent:decline:${id}:${MARK}`, label: say('decline') }, why]
  if (state === 'paused')
    return [control('resume', 'resume', 'primary'), control('stop', 'stop'), why, ...kept]
  if (isUnderWay(state)) return [control('pause', 'pause'), control('stop', 'stop'), why, ...kept]
  return state === 'completed' || state === 'partial' ? kept : []
}
