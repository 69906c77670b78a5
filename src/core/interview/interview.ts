import type { UnreachableReason } from '../ports/chat.ts'

/** An interview: one participant in one wave. Its states, and which may follow which. */
export const INTERVIEW_STATES = [
  'invited',
  'consenting',
  'surveying-before',
  'interviewing',
  'paused',
  'surveying-after',
  'completed',
  'partial',
  'declined',
  'withdrawn',
  'expired',
  'unreachable',
] as const
export type InterviewState = (typeof INTERVIEW_STATES)[number]

const ENDS = ['completed', 'partial', 'declined', 'withdrawn', 'expired', 'unreachable'] as const

const NEXT: Readonly<Record<InterviewState, readonly InterviewState[]>> = {
  invited: [
    'consenting',
    'surveying-before',
    'interviewing',
    'declined',
    'withdrawn',
    'expired',
    'unreachable',
  ],
  consenting: ['surveying-before', 'interviewing', 'declined', 'withdrawn', 'expired', 'unreachable'],
  'surveying-before': ['interviewing', 'surveying-after', 'paused', 'partial', 'withdrawn', 'unreachable'],
  interviewing: ['surveying-after', 'paused', 'completed', 'partial', 'withdrawn', 'unreachable'],
  paused: ['surveying-before', 'interviewing', 'surveying-after', 'partial', 'withdrawn', 'unreachable'],
  'surveying-after': ['paused', 'completed', 'partial', 'withdrawn', 'unreachable'],
  completed: ['withdrawn'],
  partial: ['withdrawn'],
  declined: ['withdrawn'],
  expired: ['withdrawn'],
  unreachable: [
    'invited',
    'consenting',
    'surveying-before',
    'interviewing',
    'paused',
    'surveying-after',
    'withdrawn',
  ],
  withdrawn: [],
}

export function isEnd(state: InterviewState): boolean {
  return (ENDS as readonly string[]).includes(state)
}

/** May an interview go from one state to the other? Staying is always allowed. */
export function mayFollow(from: InterviewState, to: InterviewState): boolean {
  return from === to || NEXT[from].includes(to)
}

/** Has this person agreed and not ended: may they be asked? */
export function isUnderWay(state: InterviewState): boolean {
  return ['surveying-before', 'interviewing', 'paused', 'surveying-after'].includes(state)
}

/** How far an interview is; stored with its state version, changed only by `decide` and `settle`. */
export interface Progress {
  /** The question that was asked last and is still open. */
  readonly question: string | null
  readonly done: Readonly<Record<string, 'answered' | 'skipped' | 'refused'>>
  /** Probes asked, by question. */
  readonly probes: Readonly<Record<string, number>>
  /** Questions that were reworded or led back to once. */
  readonly clarified: readonly string[]
  /** The survey item that was shown last and is still open. */
  readonly surveyItem: string | null
  /** Times the open survey item was answered by something that is none of its options. */
  readonly surveyMisses: number
  readonly nudged: boolean
  /** The typed confirmation of a deletion was asked for. */
  readonly deleteAsked: boolean
  /** The state a pause came from. */
  readonly pausedFrom: InterviewState | null
  /** Where it stood when its person could no longer be reached, and why; it goes on from there once they can. */
  readonly unreachable?: {
    readonly from: InterviewState
    readonly reason: UnreachableReason
    /** The platform's time, where it told of it. ISO 8601. */
    readonly since?: string
  } | null
}

export const NO_PROGRESS: Progress = {
  question: null,
  done: {},
  probes: {},
  clarified: [],
  surveyItem: null,
  surveyMisses: 0,
  nudged: false,
  deleteAsked: false,
  pausedFrom: null,
}

/**
 * The last twelve characters of an interview's id: short enough to travel in a button. The first ones tell the time, and
 * two studies may invite somebody in the same minute.
 */
export function shortId(interview: string): string {
  return interview.slice(-12)
}
