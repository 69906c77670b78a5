import type { ConversationRef, Platform } from './chat.ts'
import type { OutboxDraft } from './lane-store.ts'

export interface WorkspaceRef {
  readonly platform: Platform
  readonly workspace: string
}

/** Since when and why a workspace stands still. */
export interface Frozen {
  readonly since: Date
  readonly reason: string
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
  /** A send found the workspace broken. Returns how many did in a row. */
  brokenSend(of: WorkspaceRef): Promise<number>
  /**
   * Nobody there is written to or given up until a researcher resumes it; what comes in waits. False if nothing is under
   * way there, it is frozen already, or it was resumed after `at`. `tellsItself`: its own research places are told too,
   * not only those that its studies have elsewhere.
   */
  freeze(
    of: WorkspaceRef,
    frozen: { readonly reason: string; readonly at: Date; readonly tellsItself: boolean },
    notice: Notice,
    now: Date,
  ): Promise<boolean>
  /** The bot is back there: if it is frozen, its research places are told, once, why nothing goes on. */
  returned(of: WorkspaceRef, notice: (frozen: Frozen) => Notice, now: Date): Promise<void>
}
