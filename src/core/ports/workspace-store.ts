import type { ConversationRef, Platform } from './chat.ts'
import type { OutboxDraft } from './lane-store.ts'

export interface WorkspaceRef {
  readonly platform: Platform
  readonly workspace: string
}

/** What is told in a research place of the studies that are concerned. */
export type Notice = (place: ConversationRef) => OutboxDraft

/** What holds a workspace up. Shared by all processes. */
export interface WorkspaceStore {
  /**
   * Until then nobody opens a new direct conversation there. False if it was held already; else the research places of
   * the studies launched there are told.
   */
  holdDirects(of: WorkspaceRef, until: Date, reason: string, notice: Notice, now: Date): Promise<boolean>
  /**
   * Whether a new direct conversation may be opened now that the hold is over: one, and the next not before `next`.
   * Where nothing was refused for `forgottenAfterMs` the hold is forgotten.
   */
  mayOpenDirect(of: WorkspaceRef, next: Date, forgottenAfterMs: number, now: Date): Promise<boolean>
  /** Different people whose direct conversation could not be opened since then, and since one last could. */
  refusedDirects(of: WorkspaceRef, since: Date): Promise<number>
}
