import type { InboundEvent, MessageRef } from './chat.ts'

/** What one page of a conversation's history tells. Pages may come in any order of time. */
export interface HistoryPage {
  /** That each message of a person was written, and its last edit, under the keys they have live; oldest first. */
  readonly events: readonly InboundEvent[]
  /** Ids of all messages that stand there, whoever wrote them. */
  readonly messages: readonly string[]
  /** Asks for the next page; absent on the last. */
  readonly next?: string
}

/** `InboundEvent.key` of a deletion, so that one that was found missing is the same as the one the platform tells of. */
export function deletionKey({ conversation, message }: Omit<MessageRef, 'platform' | 'workspace'>): string {
  return `d:${conversation}:${message}`
}
