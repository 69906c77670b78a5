import { comparePlatformIds } from '../platform-id.ts'
import { type InterviewState, isUnderWay, type Progress } from './interview.ts'
import type { SaidMessage } from './portion.ts'

/** The message that tells a person that their interview is over. */
export type Farewell =
  /** Stands in the conversation. */
  | { readonly message: string }
  /** Is still to be sent, and nothing of it stands there. */
  | 'to-come'

/** What is read of an interview to judge what crossed its end. */
export interface Ending {
  readonly state: InterviewState
  readonly progress: Progress
  readonly endedAt: Date | null
  /** Absent: nothing was to be told, or nobody knows yet whether it stands there. */
  readonly farewell?: Farewell
}

/**
 * Was it written before its author can have read that the interview is over? Then it belongs to the interview, also if it
 * is heard only now. By the platform's own order, since its clock and ours differ; without a farewell, by the clocks.
 */
export function crossedEnd(
  { message, platformAt }: Pick<SaidMessage, 'message' | 'platformAt'>,
  ending: Ending,
): boolean {
  const { endedAt, farewell } = ending
  if (endedAt === null || !agreed(ending)) return false
  if (farewell === 'to-come') return true
  return farewell === undefined ? platformAt < endedAt : comparePlatformIds(message, farewell.message) < 0
}

/** Whose interview it was, and who took nothing back. */
function agreed({ state, progress }: Ending): boolean {
  if (state !== 'unreachable') return state === 'completed' || state === 'partial'
  const from = progress.unreachable?.from
  return from !== undefined && isUnderWay(from)
}
