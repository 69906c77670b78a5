import { LogLevel } from '@slack/bolt'
import type { WebClientOptions } from '@slack/web-api'
import type { Log } from '../../../core/ports/log.ts'

export const SLACK_API = 'https://slack.com/api/'
export const CALL_TIMEOUT_MS = 10_000
/** Calls that post words: shorter, since the lease of a conversation has to outlast them. */
export const POST_TIMEOUT_MS = 2_800

/**
 * One attempt a call: the SDK would retry a post whose answer got lost, and so post twice; and one 429 would pause
 * all its calls. Retrying is the outbox's work.
 */
export function clientOptions(apiUrl: string, timeout = CALL_TIMEOUT_MS): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    // A call that waited for its turn here would end later than it may.
    maxRequestConcurrency: Number.POSITIVE_INFINITY,
  }
}

type SdkLogger = NonNullable<WebClientOptions['logger']>

/** Below errors the SDKs log whole payloads, people's words among them: only errors pass, by their source alone. */
export function sdkLogger(log: Log, source: string): SdkLogger {
  const nothing = () => {}
  return {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: () => log.warn('slack-sdk-error', { source }),
    setLevel: nothing,
    getLevel: () => LogLevel.ERROR,
    setName: nothing,
  }
}
