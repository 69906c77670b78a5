import type { InterviewPlan } from '../study/interview-plan.ts'
import type { ConversationRef, PersonRef } from './chat.ts'
import type { Audience } from './fieldwork-store.ts'
import type { Lease, OutboxDraft } from './lane-store.ts'
import type { ModelUsage } from './model.ts'
import type { Frozen, WorkspaceRef } from './workspace-store.ts'

export type StudyState = 'draft' | 'approved' | 'running' | 'paused' | 'closed'

export interface PlanVersion {
  readonly id: string
  readonly number: number
  readonly state: 'draft' | 'approved' | 'superseded'
  readonly hash: string
  readonly plan: InterviewPlan
}

export interface StudySite {
  readonly place: ConversationRef
  readonly launchedAt: Date | null
  /** The sent message that holds the newest plan version's buttons. */
  readonly decision: string | undefined
}

/** A study as its researchers see it. */
export interface Study {
  readonly id: string
  readonly title: string
  readonly state: StudyState
  readonly closedAt: Date | null
  readonly sites: readonly StudySite[]
  /** The newest plan version, whatever its state. */
  readonly plan: PlanVersion
  /** Workspaces of its sites in which nothing goes on. */
  readonly frozen: readonly (WorkspaceRef & Frozen)[]
  /** A report was asked for and has not come yet. */
  readonly reportWaits: boolean
}

export interface NewPlanVersion {
  readonly id: string
  readonly number: number
  readonly plan: InterviewPlan
  readonly hash: string
  readonly origin: 'model' | 'file' | 'revision'
  readonly model: string | null
  readonly promptVersion: string | null
  readonly createdBy: string
}

export interface NewStudy {
  readonly id: string
  readonly sites: readonly ConversationRef[]
  readonly version: NewPlanVersion
}

export type StudyWrite =
  | { readonly kind: 'new'; readonly study: NewStudy }
  /** Takes the place of a version that is still a draft. */
  | { readonly kind: 'revise'; readonly version: NewPlanVersion }
  | { readonly kind: 'approve'; readonly version: string; readonly by: string }
  | {
      readonly kind: 'launch'
      readonly place: ConversationRef
      readonly audience: Audience
      /** Kept only if the study has no nightly timer yet. */
      readonly nightly: { readonly id: string; readonly dueAt: Date }
    }
  | { readonly kind: 'pause' | 'resume' }
  /** A frozen workspace goes on, for all studies there. */
  | { readonly kind: 'thaw'; readonly workspace: WorkspaceRef }
  /** Whoever has not agreed yet is no longer asked; interviews under way go on to their end. */
  | { readonly kind: 'close' }
  | { readonly kind: 'ask-report'; readonly run: string; readonly by: string }

/** All that comes of one inbox row, committed as one. */
export interface DeskChange {
  readonly inbox: { readonly id: string; readonly outcome: string }
  /** What the change was decided on; absent if it is about no study or creates one. */
  readonly study: Pick<Study, 'id' | 'state' | 'plan'> | undefined
  readonly write: StudyWrite | undefined
  readonly send: readonly OutboxDraft[]
  readonly usage: readonly (ModelUsage & { readonly id: string; readonly purpose: string })[]
  readonly audit: AuditEntry | undefined
  readonly at: Date
}

export interface AuditEntry {
  /** `platform:workspace:person`, or `cli`. */
  readonly actor: string
  readonly action: string
  readonly subject: string
}

/** Counts of a study; those of people who declined or withdrew are not safe to show as they are. */
export interface StudyProgress {
  readonly sites: readonly {
    readonly place: ConversationRef
    readonly invited: number
    /** Agreed and did not withdraw. */
    readonly consented: number
    readonly underWay: number
    readonly completed: number
    readonly partial: number
    readonly unreachable: number
    /** Until when no new direct conversation is opened there, if the platform refused one lately. */
    readonly directsHeldUntil: Date | null
  }[]
  readonly declined: number
  readonly withdrawn: number
  /** From start to end of the completed interviews; null without any. */
  readonly medianMinutes: number | null
  readonly lastReportAt: Date | null
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Who answers for what a place is told. */
export interface PlaceOwner {
  readonly person: PersonRef
  /** Their direct conversation with the bot, if there is one. */
  readonly conversation: string | null
  /** Titles of their studies that are run from the place. */
  readonly studies: readonly string[]
}

export interface StudyStore {
  /**
   * The study run from this place: the one that has this plan version; without one named the newest that is not
   * closed, else the newest that is.
   */
  studyAt(place: ConversationRef, planVersion?: string): Promise<Study | undefined>
  progress(study: string): Promise<StudyProgress>
  /** Who began or approved the studies that are run from this place; without an open one, of the newest. */
  ownersAt(place: ConversationRef): Promise<readonly PlaceOwner[]>
  /**
   * Writes a change in one transaction. `known`: the inbox row was done already. `moved`: the study changed since it
   * was read. In both nothing is written. Throws FencedError if the lane was taken over.
   */
  commit(lease: Lease, change: DeskChange): Promise<'written' | 'known' | 'moved'>
  /** Adds a study that came by no inbox row. */
  add(study: NewStudy, send: readonly OutboxDraft[], audit: AuditEntry, now: Date): Promise<void>
}
