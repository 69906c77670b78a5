import type { Chat, InboundSink, Platform } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { HistoryStore, ReadableConversation } from '../../core/ports/history-store.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Pace } from './pace.ts'
import { Reading } from './reading.ts'

/** What may not have come in. */
export interface Missed {
  readonly platform: Platform
  /** What was stored by then tells where to read on: what comes in live meanwhile must not hide what was missed. */
  readonly before: Date
  /** In this conversation alone; absent: in any. */
  readonly conversation?: string
}

export interface CatchUp {
  /**
   * Resolves when everything was read and stored and compared with what stands there, however long that takes; false if
   * it ended or a conversation was given up before. Never rejects. Whoever starts or works meanwhile need not wait for it.
   * What only this asked for is read no more once `until` aborts.
   */
  read(missed: Missed, until?: AbortSignal): Promise<boolean>
  /** Compares these conversations with what stands there, from where their interviews begin. As `read`. */
  compare(conversations: readonly ReadableConversation[]): Promise<boolean>
  isIdle(platform: Platform): boolean
  end(): Promise<void>
}

export interface CatchingUp {
  readonly chats: ReadonlyMap<Platform, Pick<Chat, 'backfill'>>
  /** What may be asked of each platform's history. */
  readonly paces: ReadonlyMap<Platform, Pace>
  readonly history: Pick<HistoryStore, 'missed' | 'stored' | 'compared'>
  readonly sink: InboundSink
  readonly clock: Clock
  readonly log: Log
}

/**
 * Reads direct conversations again while nobody listened or nothing could be stored, and hands on what was missed the
 * way live events go: what was said, what was edited, and as a deletion what no longer stands there. Goes no faster than
 * the platform's budget allows and comes back to what could not be read. A conversation in which nothing was said yet is
 * left alone: there is no telling which of its messages are meant for an interview.
 */
export function createCatchUp(catchingUp: CatchingUp): CatchUp {
  const ending = new AbortController()
  const readings = new Map<Platform, Reading>()
  const readingOf = (platform: Platform): Reading | undefined => {
    const chat = catchingUp.chats.get(platform)
    const pace = catchingUp.paces.get(platform)
    if (!chat || !pace || ending.signal.aborted) return undefined
    const known = readings.get(platform)
    const reading = known ?? new Reading(platform, { ...catchingUp, chat, pace }, ending.signal)
    readings.set(platform, reading)
    return reading
  }
  return {
    async read(missed, until) {
      return readingOf(missed.platform)?.ask(missed, until) ?? false
    },
    async compare(conversations) {
      const on = Map.groupBy(conversations, ({ platform }) => platform)
      const whole = await Promise.all(
        [...on].map(([platform, each]) => readingOf(platform)?.compare(each) ?? false),
      )
      return !whole.includes(false)
    },
    isIdle: (platform) => readings.get(platform)?.isIdle ?? true,
    async end() {
      ending.abort()
      await Promise.all([...readings.values()].map((reading) => reading.ended))
    },
  }
}
