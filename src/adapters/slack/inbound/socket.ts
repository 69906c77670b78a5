import { SocketModeClient } from '@slack/socket-mode'
import { PlatformError } from '../../../core/errors.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Log } from '../../../core/ports/log.ts'
import { platformErrorCode } from '../outbound/outcome.ts'
import { clientOptions, sdkLogger } from '../outbound/web-client.ts'
import type { Envelope, Way } from './way.ts'

export interface SocketOptions {
  readonly appToken: string
  readonly apiUrl: string
  readonly clock: Clock
  readonly log: Log
  /** So long without a sign of life, and the socket counts as dead, ms. Default: the SDK's own 5 s. */
  readonly pingTimeoutMs?: number
  readonly onEnvelope: (envelope: Envelope) => void
}

const HELLO_MS = 15_000
const CLOSE_MS = 1_000
/** By these Slack refuses the app-level token. */
const OF_THE_TOKEN = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
])

/**
 * Opens one socket; once it closes it stays closed. The SDK's own reconnecting is off: it waits five seconds before
 * the first try, and an answer of 5xx or a revoked token ends the process with an unhandled rejection. Throws
 * PlatformError.
 */
export async function openSocket(options: SocketOptions): Promise<Way> {
  const { appToken, apiUrl, clock, log, onEnvelope, pingTimeoutMs } = options
  const client = new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    ...(pingTimeoutMs === undefined ? {} : { clientPingTimeout: pingTimeoutMs }),
    logger: sdkLogger(log, 'socket-mode'),
    clientOptions: clientOptions(apiUrl),
  })
  let closing = false
  client.on('slack_event', (delivery: Omit<Envelope, 'decline'>) => {
    // What arrives from now on is left to be delivered again.
    if (!closing) onEnvelope({ ...delivery, decline: () => {} })
  })
  const ended = new Promise<void>((resolve) => client.once('disconnected', () => resolve()))
  const late = new AbortController()
  try {
    await Promise.race([client.start(), noHello(clock, late.signal)])
  } catch (cause) {
    client.disconnect().catch(() => undefined)
    throw new PlatformError('slack', `Slack could not be connected to by Socket Mode: ${whyNot(cause)}`, {
      cause,
    })
  } finally {
    late.abort()
  }
  return {
    ended,
    async close(handled) {
      closing = true
      await handled()
      const closed = new AbortController()
      await Promise.race([client.disconnect(), ended, clock.sleep(CLOSE_MS, closed.signal)])
      closed.abort()
    },
  }
}

function whyNot(cause: unknown): string {
  if (cause instanceof NoHello) return cause.message
  const code = platformErrorCode(cause)
  if (code === undefined) return 'no answer'
  return OF_THE_TOKEN.has(code) ? `${code}, check SLACK_APP_TOKEN` : code
}

class NoHello extends Error {}

async function noHello(clock: Clock, signal: AbortSignal): Promise<never> {
  await clock.sleep(HELLO_MS, signal)
  throw new NoHello('Slack sent no hello')
}
