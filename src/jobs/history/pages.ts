import { comparePlatformIds } from '../../core/platform-id.ts'
import type { InboundEvent } from '../../core/ports/chat.ts'
import type { HistoryPage } from '../../core/ports/history-page.ts'

/** What was read of a conversation so far. */
export interface Pages {
  /** When the first was asked for. */
  readonly askedAt: Date
  readonly count: number
  readonly events: readonly InboundEvent[]
  readonly messages: ReadonlySet<string>
  readonly next: string | undefined
}

export function withPage(pages: Pages | undefined, page: HistoryPage, askedAt: Date): Pages {
  return {
    askedAt: pages?.askedAt ?? askedAt,
    count: (pages?.count ?? 0) + 1,
    events: [...(pages?.events ?? []), ...page.events],
    messages: new Set([...(pages?.messages ?? []), ...page.messages]),
    next: page.next,
  }
}

/** The events of all pages in the order in which their messages were written. */
export function inOrder({ events }: Pages): readonly InboundEvent[] {
  const messageOf = (event: InboundEvent) => ('message' in event ? event.message : '')
  return [...events].sort((a, b) => comparePlatformIds(messageOf(a), messageOf(b)))
}

/** The human gestures that the messages of all pages came from. */
export function gesturesIn({ events }: Pages): ReadonlySet<string> {
  return new Set(events.flatMap(({ gesture }) => gesture ?? []))
}
