import type { DueTimer, WaitingEvent } from '../interview/portion.ts'
import type { LaneKind } from '../lane.ts'
import type { InboundEvent, SendResult, Standing, Target, Words } from './chat.ts'

/** How long a burst of messages is waited out. */
export interface Burst {
  readonly quietMs: number
  readonly capMs: number
}

export type Accepted =
  | { readonly outcome: 'stored'; readonly lane: string; readonly kind: LaneKind; readonly answerAfter: Date }
  /** This event, or this human gesture, is stored already. */
  | { readonly outcome: 'known' }
  /** Nothing says whose conversation this is (a deletion in a conversation we never saw). */
  | { readonly outcome: 'unroutable' }

/** The way in: what a platform delivered is stored before it is acknowledged. One statement, one commit. */
export interface InboxStore {
  accept(
    event: InboundEvent,
    lane: { key: string; kind: LaneKind } | undefined,
    burst: Burst,
    now: Date,
    id: string,
  ): Promise<Accepted>
}

/** A lane taken: every write under it names the epoch and fails with FencedError once another took it. */
export interface Lease {
  readonly lane: string
  readonly epoch: number
}

export type Taken =
  | { readonly outcome: 'taken'; readonly lease: Lease }
  | { readonly outcome: 'busy' }
  /** A burst is waited out until then, or work that threw is left alone. */
  | { readonly outcome: 'early'; readonly until: Date }

export interface LaneStore {
  /** Makes sure the lane exists. */
  ensure(lane: string, kind: LaneKind): Promise<void>
  /** Takes the lane for `leaseMs` unless another holds it, its burst is still waited out at `now`, or it was forgotten. */
  take(lane: string, holder: string, leaseMs: number, now: Date): Promise<Taken>
  /** Lets the lease last `leaseMs` from now; one that lasts longer stays. False once another took the lane, or it was given back. */
  renew(lease: Lease, leaseMs: number): Promise<boolean>
  /** Gives the lane back. Returns whether events came in meanwhile: their own wakes found it busy. */
  release(lease: Lease): Promise<boolean>
  /**
   * Gives the lane back after its work threw and leaves it alone: for `firstMs`, then twice as long with each further
   * failure in a row, at most `mostMs`. Undefined if the lane was taken over.
   */
  fail(
    lease: Lease,
    backoff: { readonly firstMs: number; readonly mostMs: number },
    now: Date,
  ): Promise<{ readonly failures: number; readonly retryAfter: Date } | undefined>
  /** Empties corrections whose message has not come in the time they were kept for. */
  forgetKept(now: Date): Promise<void>
  /** Lanes with anything unfinished that is due: waiting events, timers, outbox rows, work of a study. */
  due(now: Date, limit: number): Promise<readonly { readonly lane: string; readonly kind: LaneKind }[]>
  /**
   * What is to be worked on; nothing while a burst that began meanwhile is still coming in. Since `dueAt` the burst is
   * over; absent if no event waits.
   */
  waiting(
    lane: string,
    now: Date,
  ): Promise<{
    readonly events: readonly WaitingEvent[]
    readonly timers: readonly DueTimer[]
    readonly dueAt: Date | undefined
  }>
  /**
   * Marks inbox rows done outside an interview's step. Their words are emptied: what is kept stands in turns. Throws
   * FencedError.
   */
  settle(
    lease: Lease,
    rows: readonly { readonly id: string; readonly outcome: string }[],
    firedTimers: readonly string[],
    now: Date,
  ): Promise<void>
  /**
   * Settles the row of somebody who may not take part and deletes it, those done with the same or an `alike` outcome, and
   * the lane itself if nothing else is in it. Throws FencedError.
   */
  forget(
    lease: Lease,
    row: { readonly id: string; readonly outcome: string },
    alike: readonly string[],
    now: Date,
  ): Promise<void>
  setTimer(timer: {
    readonly id: string
    readonly lane: string
    readonly kind: DueTimer['kind']
    readonly subject: string
    readonly dueAt: Date
  }): Promise<void>
}

/** What is stored of an outgoing message. Files stand as artifact ids. */
export interface OutboxDraft {
  readonly id: string
  readonly lane: string
  readonly target: Target
  readonly intent: StoredIntent
  readonly interviewId: string | null
  /** Once per subject and purpose: a second draft with the same key is not stored. */
  readonly dedupeKey: string | null
  readonly notBefore: Date
  /** Absent: it answers something, or was asked for. */
  readonly unasked?: UnaskedKind
}

/** What people are sent without having asked for it. */
export type UnaskedKind = 'card' | 'reminder' | 'nudge' | 'close'

/** An unasked message as it stands when it would be sent. */
export interface UnaskedMessage {
  readonly kind: UnaskedKind
  /** The person's, where it is known. */
  readonly zone: string | null
  /** When such a message was last sent to the person, whatever about. */
  readonly lastUnaskedAt: Date | null
  /** Why it is no longer to be sent; null if it is. */
  readonly over: string | null
}

export type StoredIntent =
  | (Omit<Extract<Words, { kind: 'say' }>, 'files'> & {
      readonly files?: readonly { readonly artifact: string }[]
    })
  | Extract<Words, { kind: 'edit' }>

export interface OutboxRow {
  readonly id: string
  readonly target: Target
  readonly intent: Words
  readonly interviewId: string | null
  readonly state: 'pending' | 'attempted' | 'ambiguous'
  readonly attempts: number
  /** The last moment at which a call for it was under way, as far as is known. */
  readonly attemptedAt: Date | null
  /** The first attempt of those after which a part of it may stand there. */
  readonly firstAttemptedAt: Date | null
  /** When it may be sent, or looked up if it was attempted. */
  readonly notBefore: Date
  readonly unasked: UnaskedMessage | null
  /** What of it is known to stand there. */
  readonly stands: Standing
  readonly dedupeKey: string | null
  /** It opens a new direct conversation, and the platform refused that lately: held until then, one at a time after it. */
  readonly heldUntil: Date | null
}

/**
 * The way out. Rows of a lane are sent in order; none is sent while an earlier one is unsettled. A row meant for later
 * (an invitation) has its turn when its time has come.
 */
export interface OutboxStore {
  /** The lane's first unsettled row, files loaded; if all are meant for later, the one that is due first. */
  first(lane: string, now: Date): Promise<OutboxRow | undefined>
  /** Stores a message beside the work of the lane, unless its dedupe key is taken. Throws FencedError. */
  add(lease: Lease, draft: OutboxDraft, now: Date): Promise<void>
  /**
   * Stamps the row before the platform is called; `stands` is kept where it changed. Throws FencedError if the lane or the
   * row is no longer ours to send.
   */
  stamp(lease: Lease, id: string, now: Date, stands?: Standing): Promise<void>
  /** Leaves an attempted row alone until `at`: nobody could tell yet whether it arrived. */
  lookAgain(lease: Lease, id: string, at: Date): Promise<void>
  /**
   * Moves a message that is known not to stand there to `from` or later: at least `paceMs` behind the last invitation
   * that its study sent, or has planned for then, on the platform. Throws FencedError like `stamp`.
   */
  putOff(lease: Lease, id: string, from: Date, paceMs: number): Promise<void>
  /** What the platform refuses is to be said in these words instead, at its place in the order. Throws FencedError like `stamp`. */
  reword(lease: Lease, id: string, intent: StoredIntent, reason: string, now: Date): Promise<void>
  /** What waits for the lane's place to take messages again may be tried at once. */
  hasten(lease: Lease, now: Date): Promise<void>
  /** The message is not to be sent any more. Throws FencedError like `stamp`. */
  drop(lease: Lease, id: string, reason: string): Promise<void>
  /**
   * Records what came of the call. That it was posted is true whoever holds the lane; anything else counts only while
   * the lane is held. Who cannot be reached has their interview ended, and what else waited for them is dropped.
   * `release` gives the lane back in the same commit, as `LaneStore.release` does.
   */
  record(lease: Lease, id: string, result: SendResult, now: Date, release: boolean): Promise<boolean>
}
