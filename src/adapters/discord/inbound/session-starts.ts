import { type APIGatewayBotInfo, DiscordAPIError, RateLimitError, type REST, Routes } from 'discord.js'
import { PlatformError } from '../../../core/errors.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import { withinLimits } from '../outbound/within-limits.ts'

/** Whoever uses up what Discord allows a day has its token reset: these are left to whoever mends things. */
const KEPT_STARTS = 20
/** A refused start counts too, so this many ms lie between two. */
const REFUSED_AGAIN_MS = 5 * 60_000
/** Asking how many are left costs none. */
const ASK_AGAIN_MS = 3_600_000

/** Throws a PlatformError that mends itself in time if hardly any session may still be begun today. */
export async function checkStarts(rest: REST, clock: Pick<Clock, 'sleep'>): Promise<void> {
  const info = await startsLeft(rest, clock)
  const { remaining, total, reset_after: retryAfterMs } = info.session_start_limit
  if (remaining > KEPT_STARTS) return
  throw new PlatformError(
    'discord',
    `${remaining} of ${total} connections are left today: something restarts over and over; the next one waits`,
    { retryAfterMs: Math.min(retryAfterMs, ASK_AGAIN_MS), mendsItself: true },
  )
}

async function startsLeft(rest: REST, clock: Pick<Clock, 'sleep'>): Promise<APIGatewayBotInfo> {
  try {
    return await withinLimits(async () => (await rest.get(Routes.gatewayBot())) as APIGatewayBotInfo, clock)
  } catch (cause) {
    if (!(cause instanceof RateLimitError)) throw notStarted(cause)
    throw new PlatformError('discord', 'Discord asks to wait before a connection', {
      cause,
      retryAfterMs: cause.retryAfter,
      mendsItself: true,
    })
  }
}

/** What it means that a session could not be begun. */
export function notStarted(cause: unknown): PlatformError {
  const mend = mendOf(cause)
  return mend === undefined
    ? new PlatformError('discord', 'Discord did not accept the connection', { cause })
    : new PlatformError('discord', `Discord refused the connection: ${mend}`, {
        cause,
        retryAfterMs: REFUSED_AGAIN_MS,
      })
}

/** discord.js tells the gateway's reasons by their words alone. */
function mendOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined
  const unauthorised = cause instanceof DiscordAPIError && cause.status === 401
  const isTokens = /authentication failed|invalid token|expected token/i
  if (unauthorised || isTokens.test(cause.message)) return 'the token is not valid, set DISCORD_TOKEN'
  if (/disallowed intents|invalid intents/i.test(cause.message))
    return 'it does not allow the intents asked for, check the Bot page of the application'
  return undefined
}
