import type { Chat, ConversationRef, InboundSink } from '../core/ports/chat.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'

export interface CatchingUp {
  readonly chat: Chat
  readonly sink: InboundSink
  readonly clock: Clock
  readonly log: Log
}

type Unread = ConversationRef & { readonly after: string | undefined }

const FIRST_WAIT_MS = 2_000
const TRIES = 6

/**
 * Reads what was written in open direct conversations while a connection was away, and hands it on the way live events
 * go; what was stored already is known by its key. A conversation in which nothing was said yet is left alone: there is
 * no telling which of its messages are meant for an interview. One that cannot be read is tried again, ever later, and
 * at last given up. Returns whether all were dealt with before `signal`.
 */
export async function catchUp(
  catching: CatchingUp,
  conversations: readonly Unread[],
  signal?: AbortSignal,
): Promise<boolean> {
  const { clock, log } = catching
  let left = conversations.filter(({ after }) => after !== undefined)
  for (let tried = 1, wait = FIRST_WAIT_MS; ; tried += 1, wait *= 2) {
    left = await readEach(catching, left, signal)
    if (signal?.aborted) return left.length === 0
    if (left.length === 0) return true
    if (tried === TRIES) {
      log.warn('catch-up.given-up', { platform: catching.chat.platform, conversations: left.length })
      return true
    }
    await clock.sleep(wait, signal)
  }
}

/** Returns those that were not read. */
async function readEach(
  { chat, sink, log }: CatchingUp,
  conversations: readonly Unread[],
  signal: AbortSignal | undefined,
): Promise<Unread[]> {
  const left: Unread[] = []
  for (const conversation of conversations) {
    const { after, ...place } = conversation
    try {
      if (signal?.aborted) left.push(conversation)
      else for (const event of await chat.backfill(place, after)) await sink(event)
    } catch (error) {
      left.push(conversation)
      log.error('catch-up.failed', error, { platform: place.platform })
    }
  }
  return left
}
