import type { Chat, Platform } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import { createPace, type Pace } from './pace.ts'

/** What each platform's history may be asked for, all calls of this process together. */
export interface HistoryBudget {
  readonly paces: ReadonlyMap<Platform, Pace>
  /** The chats with their look-ups counted. These never wait: a message on its way has somebody who waits for it. */
  readonly chats: ReadonlyMap<Platform, Chat>
}

export function historyBudget(chats: ReadonlyMap<Platform, Chat>, clock: Clock): HistoryBudget {
  const paces = new Map(
    [...chats].map(([on, chat]) => [on, createPace(chat.capabilities.historyReads, clock)]),
  )
  return { paces, chats: new Map([...chats].map(([on, chat]) => [on, countingLookUps(chat, paces.get(on))])) }
}

/** `workspaces` of a chat is known only later, so it is looked up each time. */
function countingLookUps(chat: Chat, pace: Pace | undefined): Chat {
  return new Proxy(chat, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      if (name === 'lookUp') pace?.take()
      return member.bind(target)
    },
  })
}
