import type { Chat, Platform } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import { createPace, type Pace } from './pace.ts'

/** What each platform's history may be asked for, all calls of this process together. */
export interface HistoryBudget {
  readonly paces: ReadonlyMap<Platform, Pace>
  /**
   * The chats with their look-ups counted, and with their sends where one limit is for both. These never wait: a message
   * on its way has somebody who waits for it.
   */
  readonly chats: ReadonlyMap<Platform, Chat>
}

export function historyBudget(chats: ReadonlyMap<Platform, Chat>, clock: Clock): HistoryBudget {
  const paces = new Map(
    [...chats].map(([on, chat]) => [on, createPace(chat.capabilities.historyReads, clock)]),
  )
  return { paces, chats: new Map([...chats].map(([on, chat]) => [on, counting(chat, paces.get(on))])) }
}

/** A limit that sends have a share in is told by the second: what was sent before no longer counts. */
const SENDS_COUNT_FOR_MS = 1_000

/** `workspaces` of a chat is known only later, so it is looked up each time. */
function counting(chat: Chat, pace: Pace | undefined): Chat {
  const { sharedWithSends } = chat.capabilities.historyReads
  return new Proxy(chat, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      if (name === 'lookUp') pace?.take()
      if (name === 'send' && sharedWithSends && pace && pace.waitMs() < SENDS_COUNT_FOR_MS) pace.take()
      return member.bind(target)
    },
  })
}
