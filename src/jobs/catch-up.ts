import type { Chat, ConversationRef, InboundSink } from '../core/ports/chat.ts'
import type { Log } from '../core/ports/log.ts'

/**
 * Reads what was written in open direct conversations while a connection was away, and hands it on the way live events
 * go; what was stored already is known by its key. A conversation in which nothing was said yet is left alone: there is
 * no telling which of its messages are meant for an interview.
 */
export async function catchUp(
  chat: Chat,
  conversations: readonly (ConversationRef & { readonly after: string | undefined })[],
  sink: InboundSink,
  log: Log,
): Promise<void> {
  for (const { after, ...conversation } of conversations) {
    if (after === undefined) continue
    try {
      for (const event of await chat.backfill(conversation, after)) await sink(event)
    } catch (error) {
      log.error('catch-up.failed', error, { platform: conversation.platform })
    }
  }
}
