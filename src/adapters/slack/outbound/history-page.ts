import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api'
import { z } from 'zod'
import { PlatformError } from '../../../core/errors.ts'
import type { HistoryPage } from '../../../core/ports/history-page.ts'
import { type Identity, parseStored } from '../parse.ts'
import { failureOf } from './outcome.ts'

/** Slack hands out fewer where it likes, and 15 to an app that is distributed and not listed. */
const PAGE = 200

/** What is still to be asked for: the rest of the conversation, then thread by thread. */
const placeSchema = z.object({
  cursor: z.string().optional(),
  threads: z.array(z.string()),
  within: z.string().optional(),
})
type Place = z.infer<typeof placeSchema>

const shownSchema = z.object({
  ts: z.string(),
  subtype: z.string().optional(),
  thread_ts: z.string().optional(),
  reply_count: z.number().optional(),
})

/**
 * A page of a direct conversation after `after`: of its messages, or of a thread that begins among them. Throws
 * PlatformError.
 */
export async function historyPage(
  web: WebClient,
  who: Identity,
  channel: string,
  after: string | undefined,
  page: string | undefined,
): Promise<HistoryPage> {
  const place: Place = page === undefined ? { threads: [] } : placeSchema.parse(JSON.parse(page))
  const inConversation = page === undefined || place.cursor !== undefined
  const { messages, cursor } = await (inConversation
    ? conversationPage(web, channel, after, place.cursor)
    : threadPage(web, channel, place)
  ).catch(notRead)
  const shown = messages
    .flatMap((message) => shownSchema.safeParse(message).data ?? [])
    // A deleted message leaves its mark while its thread has replies.
    .filter(({ subtype }) => subtype !== 'tombstone')
  const next = inConversation
    ? { cursor, threads: [...place.threads, ...threadsIn(messages)] }
    : { threads: cursor === undefined ? place.threads.slice(1) : place.threads, within: cursor }
  const over = cursor === undefined && next.threads.length === 0
  return {
    events: [...messages]
      .sort((a, b) => (a.ts ?? '').localeCompare(b.ts ?? ''))
      .flatMap((message) => parseStored(message, channel, who)),
    messages: shown.map(({ ts }) => ts),
    ...(over ? {} : { next: JSON.stringify(next) }),
  }
}

interface Answered {
  readonly messages: readonly { readonly ts?: string }[]
  readonly cursor: string | undefined
}

async function conversationPage(
  web: WebClient,
  channel: string,
  oldest: string | undefined,
  cursor: string | undefined,
): Promise<Answered> {
  const { messages = [], response_metadata: more } = await web.conversations.history({
    channel,
    limit: PAGE,
    ...(oldest === undefined ? {} : { oldest }),
    ...(cursor === undefined ? {} : { cursor }),
  })
  return { messages, cursor: more?.next_cursor || undefined }
}

/** Slack names the message that a thread begins with on each of its pages; it stood in the conversation already. */
async function threadPage(web: WebClient, channel: string, { threads, within }: Place): Promise<Answered> {
  const [ts = ''] = threads
  const { messages = [], response_metadata: more } = await web.conversations.replies({
    channel,
    ts,
    limit: PAGE,
    ...(within === undefined ? {} : { cursor: within }),
  })
  return { messages: messages.filter((message) => message.ts !== ts), cursor: more?.next_cursor || undefined }
}

function threadsIn(messages: readonly unknown[]): readonly string[] {
  return messages.flatMap((message) => {
    const shown = shownSchema.safeParse(message).data
    return shown !== undefined && (shown.reply_count ?? 0) > 0 ? [shown.ts] : []
  })
}

function notRead(cause: unknown): never {
  throw new PlatformError('slack', `history not read: ${failureOf(cause, true).reason}`, {
    cause,
    ...(cause instanceof WebAPIRateLimitedError && { retryAfterMs: cause.retryAfter * 1_000 }),
  })
}
