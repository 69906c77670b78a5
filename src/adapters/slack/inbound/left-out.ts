import { z } from 'zod'
import type { InboundEvent } from '../../../core/ports/chat.ts'
import type { Identity } from '../parse.ts'
import { isoOfStamp } from '../text.ts'

const leftOutSchema = z.object({
  type: z.literal('app_rate_limited'),
  /** Seconds since 1970. */
  minute_rate_limited: z.number(),
})
const MINUTE_S = 60

/** Over HTTP Slack leaves events of a minute out where there are too many; undefined if it tells of something else. */
export function parseLeftOut(body: unknown, who: Identity): InboundEvent | undefined {
  const minute = leftOutSchema.safeParse(body).data?.minute_rate_limited
  if (minute === undefined) return undefined
  const [from, to] = [isoOfStamp(String(minute)), isoOfStamp(String(minute + MINUTE_S))]
  return {
    platform: 'slack',
    workspace: who.workspace,
    kind: 'gap',
    key: `g:${minute}`,
    direct: false,
    platformAt: to,
    from,
    to,
  }
}
