import type { ConsentChoices } from '../interview/decide.ts'
import type { InterviewRecord } from '../interview/facts.ts'
import type { InterviewState, Progress } from '../interview/interview.ts'
import type { Overview } from '../interview/overview.ts'
import type { DueTimer } from '../interview/portion.ts'
import type { TurnKind } from '../interview/transcript.ts'
import type { Block, InboundEvent } from './chat.ts'
import type { Lease, OutboxDraft } from './lane-store.ts'
import type { ModelUsage } from './model.ts'

export interface NewTurn {
  readonly id: string
  readonly speaker: 'interviewer' | 'participant'
  readonly kind: TurnKind
  readonly words: string
  readonly questionId: string | null
  readonly move: string | null
  readonly promptVersion: string | null
  readonly model: string | null
  readonly saidAt: Date
  readonly messages: readonly {
    readonly conversation: string
    readonly message: string
    readonly words: string
    /** The platform's time of the edit that `words` come from. */
    readonly editedAt?: Date
    readonly deleted: boolean
  }[]
}

/**
 * All that one portion changes, committed as one. It holds nothing that was not decided: the store only writes.
 */
export interface Step {
  readonly interviewId: string
  readonly studyId: string
  readonly stateVersion: number
  readonly state: InterviewState
  readonly progress: Progress
  readonly startedAt?: Date
  readonly heardAt?: Date
  readonly ended?: { readonly at: Date; readonly by: string }
  readonly inbox: readonly { readonly id: string; readonly outcome: string }[]
  readonly firedTimers: readonly string[]
  readonly turns: readonly NewTurn[]
  /** A message of an earlier turn with its new words; undefined words: deleted. */
  readonly revision?: {
    readonly conversation: string
    readonly message: string
    readonly words: string | undefined
    /** When, as the platform tells it: older words never replace newer ones. */
    readonly at: Date
    /** If the message itself has not come yet, its new words wait for it until then. Absent: nothing is kept. */
    readonly keepUntil?: Date
  }
  readonly survey?: { readonly item: string; readonly phase: 'before' | 'after'; readonly value: string }
  readonly consent?: {
    readonly id: string
    readonly textVersion: string
    readonly textHash: string
    readonly language: string
    readonly choices: ConsentChoices
    readonly message: string | null
  }
  /** Everything the person said goes; the interview becomes withdrawn. */
  readonly erase: boolean
  /** What posted reports show instead, if words were taken back that they quote or count. */
  readonly reportNotice?: readonly Block[]
  /** What is said where the last report counts the person, if they took words back. */
  readonly reportChanged?: readonly Block[]
  /** The how-manieth reminder of the invitation is sent with this step. */
  readonly reminder?: { readonly invitation: string; readonly number: number }
  readonly send: readonly OutboxDraft[]
  /** They write by themselves: a closing word that waits until it may be sent unasked is sent now. */
  readonly tellsEnd?: true
  /** Absent: an invitation's timer stays as it is. */
  readonly timer?: { readonly id: string; readonly kind: DueTimer['kind']; readonly dueAt: Date } | 'cancel'
  /** The step is not to stand if such an event waits in the lane by now, beside those of `inbox`. */
  readonly discardIf?: (waiting: InboundEvent) => boolean
  readonly usage: readonly (ModelUsage & { readonly id: string; readonly purpose: string })[]
  readonly at: Date
}

export interface InterviewStore {
  /**
   * The interview a portion of this lane is about. With a name (an id, or the beginning or end of one) that one, if it is of
   * this lane; else the one under way, before a paused one, an invitation and one that ended; of several the one that spoke last.
   */
  load(lane: string, named: string | undefined, now: Date): Promise<InterviewRecord | undefined>
  /** What a person of this lane takes part in and was asked for, at most ten: the open ones first, each the newest first. */
  overview(lane: string): Promise<Overview>
  /**
   * Writes a step in one transaction and, if it sends, stamps the first message as attempted. `discarded`: by
   * `discardIf`; then only its usage is written. Throws FencedError if the lane or the interview moved on meanwhile;
   * then nothing is written.
   */
  commit(lease: Lease, step: Step, stampFirst: boolean): Promise<'committed' | 'discarded'>
}
