import type { ConversationRef } from './chat.ts'
import type { Lease, OutboxDraft } from './lane-store.ts'
import type { StudyState } from './study-store.ts'

/** Outbox rows of a site's status message: the one that posted it, and its last edit. */
export interface StatusPost {
  readonly post: string
  readonly edit: string | null
}

export interface StatusSite {
  readonly place: ConversationRef
  readonly launched: boolean
  readonly invited: number
  /** Agreed once, whatever came of it. */
  readonly begun: number
  readonly underWay: number
  readonly completed: number
  readonly declined: number
  readonly unreachable: number
  /** Where its message stands now. `lost`: it was refused, or can be changed no more. */
  readonly message:
    | { readonly at: 'nowhere' | 'on-its-way' | 'lost' }
    | { readonly at: 'place'; readonly message: string; readonly posted: StatusPost }
}

/** A study whose status message may have to say something else, as it stands at one moment. */
export interface DueStatus {
  readonly title: string
  readonly state: StudyState
  /** How many changes this has seen. */
  readonly changes: number
  /** What the message says. */
  readonly shown: string | null
  readonly sites: readonly StatusSite[]
}

export interface StatusStore {
  /** Undefined: not now, or this study has none (any more). */
  due(study: string, now: Date): Promise<DueStatus | undefined>
  /**
   * Stores what the message says from now on, with what sends it. Looked at again after a minute if more than `changes`
   * came meanwhile, or if `again` asks for it; never again after `last`. Throws FencedError.
   */
  show(
    lease: Lease,
    study: string,
    status: {
      readonly shown: string | null
      readonly changes: number
      /** By site, `platform:workspace`. */
      readonly posts: Readonly<Record<string, StatusPost>>
      readonly send: readonly OutboxDraft[]
      readonly again: boolean
      readonly last: boolean
    },
    now: Date,
  ): Promise<void>
}
