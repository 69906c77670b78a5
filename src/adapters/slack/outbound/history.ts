import type { WebClient } from '@slack/web-api'
import { z } from 'zod'

const PAGE = 200
const MAX_PAGES = 10

const keyedSchema = z.object({
  ts: z.string(),
  metadata: z.object({
    event_payload: z.object({
      key: z.string(),
      part: z.number(),
      of: z.number(),
      files: z.string().optional(),
    }),
  }),
})

const filesSchema = z.object({ files: z.array(z.object({ id: z.string() })) })

/** A message of ours as the history shows it. */
export interface KeyedMessage {
  readonly ts: string
  readonly part: number
  readonly of: number
  readonly files: readonly string[]
}

/**
 * Messages after `oldest` (exclusive), of a conversation or of one thread in it, oldest first, at most 2,000. Slack does
 * not say from which end it pages when only `oldest` is given, so all pages are read and then sorted.
 */
export async function historyOf(
  web: WebClient,
  channel: string,
  oldest: string | undefined,
  also: { readonly metadata: boolean; readonly thread?: string | undefined },
): Promise<readonly { readonly ts?: string }[]> {
  const messages: { readonly ts?: string }[] = []
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const asked = {
      channel,
      limit: PAGE,
      include_all_metadata: also.metadata,
      ...(oldest === undefined ? {} : { oldest }),
      ...(cursor === undefined ? {} : { cursor }),
    }
    const answer =
      also.thread === undefined
        ? await web.conversations.history(asked)
        : await web.conversations.replies({ ...asked, ts: also.thread })
    messages.push(...(answer.messages ?? []))
    cursor = answer.response_metadata?.next_cursor || undefined
    if (cursor === undefined) break
  }
  return messages.sort((a, b) => (a.ts ?? '').localeCompare(b.ts ?? ''))
}

/** The parts posted under a key, in order, each once. */
export function keyedMessages(history: readonly unknown[], key: string): readonly KeyedMessage[] {
  const parts = new Map<number, KeyedMessage>()
  for (const message of history) {
    const keyed = keyedSchema.safeParse(message).data
    const payload = keyed?.metadata.event_payload
    if (keyed === undefined || payload?.key !== key || parts.has(payload.part)) continue
    parts.set(payload.part, {
      ts: keyed.ts,
      part: payload.part,
      of: payload.of,
      files: payload.files?.split(',') ?? [],
    })
  }
  return [...parts.values()].sort((a, b) => a.part - b.part)
}

/** Ids of all files that stand in the history. */
export function filesIn(history: readonly unknown[]): ReadonlySet<string> {
  return new Set(
    history.flatMap((message) => filesSchema.safeParse(message).data?.files.map((file) => file.id) ?? []),
  )
}
