import { comparePlatformIds } from './platform-id.ts'

/** A person's message as it was stored, so far as its history tells about it. */
export interface StoredMessage {
  readonly message: string
  readonly person: string | undefined
  /** The message that its thread begins with. */
  readonly thread: string | undefined
  /** The human gesture it came from, where the platform tells: the history may show it under another id. */
  readonly gesture: string | undefined
  /** When it came in. */
  readonly at: Date
}

/** All that stands in a conversation from some message on. */
export interface Standing {
  readonly messages: ReadonlySet<string>
  readonly gestures: ReadonlySet<string>
}

/**
 * Which of the stored messages are gone from a history that was read whole. Nothing is said of what is older than the
 * oldest message that stands there: a platform that lets old messages go, or hides them, takes the oldest first.
 */
export function missingFrom<Message extends StoredMessage>(
  { messages, gestures }: Standing,
  stored: readonly Message[],
): readonly Message[] {
  const [first, ...more] = messages
  if (first === undefined) return []
  const oldest = more.reduce((a, b) => (comparePlatformIds(a, b) <= 0 ? a : b), first)
  const isCovered = ({ message, thread }: StoredMessage) =>
    comparePlatformIds(message, oldest) > 0 &&
    (thread === undefined || comparePlatformIds(thread, oldest) >= 0)
  return stored.filter(
    (each) =>
      isCovered(each) &&
      !messages.has(each.message) &&
      !(each.gesture !== undefined && gestures.has(each.gesture)),
  )
}
