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

/** Who waits to be read waits for a reply too: a rush of sends slows reading down and does not stop it. */
const WEIGHT_OF_SEND = 0.5

/** `workspaces` of a chat is known only later, so it is looked up each time. */
function counting(chat: Chat, pace: Pace | undefined): Chat {
  const { sharedWithSends } = chat.capabilities.historyReads
  const send: Chat['send'] = async (...what) => {
    const result = await chat.send(...what)
    // What the limit turned away was not counted by it either.
    if (sharedWithSends && result.outcome !== 'retry') pace?.take(WEIGHT_OF_SEND)
    return result
  }
  return new Proxy(chat, {
    get(target, name) {
      if (name === 'send') return send
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      if (name === 'lookUp') pace?.take()
      return member.bind(target)
    },
  })
}
