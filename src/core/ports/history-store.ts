import type { StoredMessage } from '../missing.ts'
import type { ConversationRef, Platform } from './chat.ts'

/** A direct conversation in which a person may have written. */
export interface ReadableConversation extends ConversationRef {
  /** What was said since this message is to be read; undefined: nothing was said there yet. */
  readonly after: string | undefined
  /** The interviews that are still read begin with this message; undefined as `after` is. */
  readonly from: string | undefined
}

/** What is stored of a conversation that was read again. */
export interface StoredHistory {
  /** Keys of the events of its messages. */
  readonly keys: ReadonlySet<string>
  /** People's messages that were not deleted and whose words are kept. */
  readonly standing: readonly StoredMessage[]
}

/** Which conversations are read again, from where on, and what is known of them. */
export interface HistoryStore {
  /**
   * Those with an interview that has not ended, then those whose last one ended lately and was not erased. What came in
   * after `before` does not move where reading begins: events that come live must not hide what was missed.
   */
  missed(platform: Platform, before: Date): Promise<readonly ReadableConversation[]>
  stored(of: ConversationRef): Promise<StoredHistory>
  /** All of its interviews' messages were compared with what stands there, as of then. */
  compared(of: ConversationRef, at: Date): Promise<void>
  /**
   * The conversation waiting for its person that was compared longest ago, before `idleSince`; it is taken so that no
   * other process reads it too, at the earliest after `takenSince` was the last one. Undefined if it is no one's turn.
   */
  takeNext(
    platform: Platform,
    at: { readonly now: Date; readonly idleSince: Date; readonly takenSince: Date },
  ): Promise<ReadableConversation | undefined>
  /** Those of a study's interviews that were not compared since then. */
  ofStudy(study: string, since: Date, now: Date): Promise<readonly ReadableConversation[]>
  /** Is an edit or a deletion of some interview of the study stored and not yet worked on? */
  revisionsWait(study: string): Promise<boolean>
}
