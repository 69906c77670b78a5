import { DiscordAPIError, HTTPError, RateLimitError, REST } from 'discord.js'
import type { SendResult, UnreachableReason } from '../../../core/ports/chat.ts'
import { makeRequest } from './form-data.ts'
import type { RefusedCalls } from './refused-calls.ts'

/** Between calling and giving up on the answer. */
export const TIMEOUT_MS = 10_000
/** Calls that post words: shorter, since the lease of a conversation has to outlast them. */
export const POST_TIMEOUT_MS = 2_800

/**
 * Discord's REST with nothing repeated or queued on its own: a limit, an error of the server and a lost connection
 * all come back as errors, since only the outbox knows whether sending again is safe.
 */
export function createRest(token: string, apiUrl: string | undefined, refused: RefusedCalls): REST {
  return new REST({
    version: '10',
    retries: 0,
    timeout: TIMEOUT_MS,
    rejectOnRateLimit: () => true,
    makeRequest: refused.counting(makeRequest),
    ...(apiUrl === undefined ? {} : { api: apiUrl }),
  }).setToken(token)
}

/**
 * For answers to interactions: these carry their own token and do not count towards the bot's 50 calls a second, so
 * a rush of presses on an invitation is not turned away by our own counting.
 */
export function createInteractionRest(apiUrl: string | undefined, refused: RefusedCalls): REST {
  return new REST({
    version: '10',
    retries: 0,
    timeout: TIMEOUT_MS,
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    rejectOnRateLimit: () => true,
    makeRequest: refused.counting(makeRequest),
    ...(apiUrl === undefined ? {} : { api: apiUrl }),
  })
}

export type Failure = Exclude<SendResult, { outcome: 'sent' }>

const unreachable: Readonly<Record<number, UnreachableReason>> = {
  10003: 'place-gone',
  10004: 'place-gone',
  10013: 'not-found',
  50001: 'restricted',
  50007: 'closed',
  50013: 'restricted',
  50033: 'not-found',
  50278: 'no-shared-space',
}

/** Discord counts new direct conversations over minutes and may quarantine a bot that goes on: wait long. */
const OPENING_TOO_FAST = 40003
const OPENING_WAIT_MS = 15 * 60_000
/** "Your bot has been flagged by our anti-spam system". */
const FLAGGED_AS_SPAM = 20026
const TOO_MANY_OLD_EDITS = 30046
const OLD_EDITS_WAIT_MS = 10 * 60_000
const UNREACHED_WAIT_MS = 2000

/** The connection was never made, so nothing can have been posted. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/** What a failed call means for what was to be posted. Reasons hold codes, never content. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RateLimitError) {
    return { outcome: 'retry', afterMs: Math.max(1, Math.ceil(error.retryAfter)), reason: 'rate-limited' }
  }
  if (error instanceof DiscordAPIError) return refusalOf(Number(error.code), error.status)
  if (error instanceof HTTPError) return { outcome: 'ambiguous', reason: `http ${error.status}` }
  const code = networkCode(error)
  if (neverSent.has(code)) return { outcome: 'retry', afterMs: UNREACHED_WAIT_MS, reason: code }
  // discord.js drops its token after a 401; every later call fails before it is made.
  if (code === 'none' && error instanceof Error && /token/i.test(error.message)) {
    return { outcome: 'workspace-broken', reason: 'token refused' }
  }
  return { outcome: 'ambiguous', reason: code }
}

function refusalOf(code: number, status: number): Failure {
  const reason = `discord ${code}`
  if (status === 401) return { outcome: 'workspace-broken', reason: `http 401, ${reason}` }
  if (code === OPENING_TOO_FAST || code === FLAGGED_AS_SPAM) return openingHeld(reason)
  if (code === TOO_MANY_OLD_EDITS) return { outcome: 'retry', afterMs: OLD_EDITS_WAIT_MS, reason }
  const why = unreachable[code]
  if (why !== undefined) return { outcome: 'unreachable', reason: why }
  return { outcome: 'rejected', reason }
}

function openingHeld(reason: string): Failure {
  return { outcome: 'retry', afterMs: OPENING_WAIT_MS, reason, holds: 'new-directs' }
}

/**
 * What a failure means where a direct conversation was to be opened. Discord does not document what a quarantined bot is
 * told: being forbidden to open one, for no reason that lies with the person, is taken as a sign of it.
 */
export function openingFailureOf(error: unknown): Failure {
  const failure = failureOf(error)
  const forbidden = error instanceof DiscordAPIError && error.status === 403
  if (forbidden && failure.outcome === 'rejected') return openingHeld(failure.reason)
  return failure
}

/** The code of a refusal by Discord, for example 10062; undefined for any other error. */
export function apiCode(error: unknown): number | undefined {
  return error instanceof DiscordAPIError ? Number(error.code) : undefined
}

function networkCode(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
    if (at.name === 'AbortError') return 'timeout'
  }
  return 'none'
}
