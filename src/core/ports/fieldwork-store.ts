import type { Reached } from '../fieldwork/unasked.ts'
import type { InterviewPlan } from '../study/interview-plan.ts'
import type { PersonRef, Platform, UnreachableReason } from './chat.ts'
import type { Lease, OutboxDraft } from './lane-store.ts'

/** Whom a launched site invites: the members of a place or named people, cohort by cohort. */
export type Audience = readonly (
  | { readonly cohort: string; readonly place: string }
  | { readonly cohort: string; readonly people: readonly string[] }
)[]

export interface LaunchedSite {
  readonly studyId: string
  readonly platform: Platform
  readonly workspace: string
  readonly audience: Audience
  /** How many of the audience's people were dealt with already. */
  readonly invitedUntil: number
  /** When its cards that were not sent yet are to be sent. */
  readonly planned: readonly Date[]
}

export interface FieldworkStudy {
  readonly id: string
  readonly state: 'draft' | 'approved' | 'running' | 'paused' | 'closed'
  readonly planVersionId: string
  readonly plan: InterviewPlan
}

/** One person taken into a study: everything that stands in rows from then on. */
export interface Enrolment {
  readonly study: FieldworkStudy
  readonly person: PersonRef
  readonly cohort: string
  readonly language: string
  readonly zone: string | undefined
  readonly locale: string | undefined
  readonly ids: { readonly participant: string; readonly interview: string; readonly invitation: string }
  readonly pseudonym: string
  readonly card: OutboxDraft
  /** When to look for the first time whether the card was answered. */
  readonly lookAt: Date
  readonly at: Date
}

export type Standing =
  | { readonly standing: 'new' }
  | { readonly standing: 'known' }
  /** The person could not be reached before and may be written to again. */
  | { readonly standing: 'unreachable'; readonly interviewId: string; readonly language: string }

/** What became of the card of somebody who asked for it. */
export type CardState =
  | { readonly card: 'sent' | 'waits' }
  | { readonly card: 'not-sent'; readonly reason: string }

/** An interview that ended because its person could not be reached. */
export interface Unreached extends Reached {
  readonly interview: string
  readonly reason: UnreachableReason
  /** The platform told of it; otherwise only that a send was refused is known. */
  readonly told: boolean
}

export interface FieldworkStore {
  /** The study with its approved plan, if it has one. */
  study(id: string): Promise<FieldworkStudy | undefined>
  /** Sites of the study that were launched and not yet invited to the end, unless their workspace is frozen. */
  sitesToInvite(study: string): Promise<readonly LaunchedSite[]>
  standing(study: string, person: PersonRef): Promise<Standing>
  /**
   * Enrols people in one transaction; whoever is enrolled already is left as they are. Returns how many are new. Throws
   * FencedError if their study does not run (any more).
   */
  enrol(lease: Lease, enrolments: readonly Enrolment[]): Promise<number>
  /** Of the last card of an interview in which nobody has agreed yet. */
  cardState(interview: string): Promise<CardState>
  /** Writes to a person again who could not be reached before; their invitation counts from then on. */
  retry(lease: Lease, interview: string, card: OutboxDraft, now: Date): Promise<void>
  /** Interviews of the lane that ended because their person could not be reached for one of these reasons. */
  unreachable(lane: string, reasons: readonly UnreachableReason[]): Promise<readonly Unreached[]>
  /** Notes that the platform told that this person is gone, in interviews that ended so before, for one of these reasons. */
  toldGone(lease: Lease, reasons: readonly UnreachableReason[], since: Date): Promise<void>
  /**
   * Takes an interview up where it stood when its person could no longer be reached. What did not reach them is sent
   * from `notBefore` on; `timer` watches over it again.
   */
  reopen(
    lease: Lease,
    interview: string,
    notBefore: Date,
    timer: { readonly id: string; readonly dueAt: Date },
    now: Date,
  ): Promise<void>
  /**
   * Notes where a person is now. If that is news, all that is planned for them is due at once, so that it is planned
   * anew by whoever judges it.
   */
  moved(lease: Lease, person: PersonRef, zone: string, now: Date): Promise<void>
  /** Notes how far a site's inviting got, with the posts that invite by a button; `done` ends it. */
  invited(
    lease: Lease,
    site: LaunchedSite,
    until: number,
    done: boolean,
    posts: readonly OutboxDraft[],
    now: Date,
  ): Promise<void>
}
