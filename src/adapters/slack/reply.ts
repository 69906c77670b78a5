import { z } from 'zod'
import type { ReplyHandle } from '../../core/ports/chat.ts'

/** Slack's response address works for 30 minutes and five uses; a minute is kept back for clocks that differ. */
const REPLY_MS = 29 * 60_000

const replyRouteSchema = z.object({
  channel: z.string(),
  user: z.string(),
  /** Where the app is installed that was used. */
  workspace: z.string().optional(),
  /** Absent where a form came without one. */
  responseUrl: z.string().optional(),
  /** Message whose control was pressed. */
  message: z.string().optional(),
})

/** How to answer a gesture. Holds no secret but the short-lived response address. */
export type ReplyRoute = z.infer<typeof replyRouteSchema>

export function replyHandle(route: ReplyRoute, now: Date): ReplyHandle {
  return {
    token: JSON.stringify(route),
    expiresAt: new Date(now.getTime() + REPLY_MS).toISOString(),
  }
}

/** Undefined if the token is none of ours. */
export function replyRoute(token: string): ReplyRoute | undefined {
  try {
    return replyRouteSchema.safeParse(JSON.parse(token)).data
  } catch {
    return undefined
  }
}

export function isDirect(channel: string): boolean {
  return channel.startsWith('D')
}
