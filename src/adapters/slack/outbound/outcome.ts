import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import type { SendResult, UnreachableReason } from '../../../core/ports/chat.ts'

export type Failure = Exclude<SendResult, { outcome: 'sent' }>

const BUSY_RETRY_MS = 30_000
const NETWORK_RETRY_MS = 5_000

const RETRY = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'service_unavailable',
  'request_timeout',
  'external_channel_migrating',
  'team_added_to_org',
])
/** Slack's own words for these: some part of the work may have been done. */
const AMBIGUOUS = new Set(['internal_error', 'fatal_error'])
const BROKEN = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'not_allowed_token_type',
  'no_permission',
  'team_access_not_granted',
  'org_login_required',
])
const UNREACHABLE: Readonly<Record<string, UnreachableReason>> = {
  user_disabled: 'deactivated',
  user_not_found: 'not-found',
  user_not_visible: 'not-found',
  users_not_found: 'not-found',
  cannot_dm_bot: 'not-found',
  invalid_user_combination: 'no-shared-space',
  messages_tab_disabled: 'app-disabled',
  app_access_restricted: 'app-disabled',
  is_archived: 'place-gone',
  not_in_channel: 'place-gone',
  posting_to_channel_denied: 'restricted',
}
/** The request never left, so nothing was posted. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'NO_TOKEN'])

/** What a failed call means for what was to be sent. Errors that are none of Slack's are thrown on. */
export function failureOf(error: unknown, direct: boolean): Failure {
  if (error instanceof WebAPIRateLimitedError) {
    return { outcome: 'retry', afterMs: error.retryAfter * 1000, reason: 'ratelimited' }
  }
  if (error instanceof WebAPIPlatformError) return ofPlatform(error.data.error, direct)
  if (error instanceof WebAPIHTTPError) {
    return { outcome: 'ambiguous', reason: `http-${error.statusCode}` }
  }
  if (error instanceof WebAPIRequestError) {
    const code = networkCode(error)
    return code !== undefined && NEVER_SENT.has(code)
      ? { outcome: 'retry', afterMs: NETWORK_RETRY_MS, reason: code }
      : { outcome: 'ambiguous', reason: code ?? 'network' }
  }
  // The time was up while the answer's body was read: the SDK hands that on as it is.
  if (error instanceof DOMException) return { outcome: 'ambiguous', reason: error.name }
  throw error
}

/** No part of a request left, so nothing came of it. */
export function neverSent(error: unknown): boolean {
  return NEVER_SENT.has(networkCode(error) ?? '')
}

function ofPlatform(code: string, direct: boolean): Failure {
  const unreachable =
    code === 'channel_not_found'
      ? direct
        ? 'not-found'
        : 'place-gone'
      : code.startsWith('restricted_action')
        ? 'restricted'
        : UNREACHABLE[code]
  if (unreachable !== undefined) return { outcome: 'unreachable', reason: unreachable }
  if (RETRY.has(code)) return { outcome: 'retry', afterMs: BUSY_RETRY_MS, reason: code }
  if (AMBIGUOUS.has(code)) return { outcome: 'ambiguous', reason: code }
  if (BROKEN.has(code)) return { outcome: 'workspace-broken', reason: code }
  return { outcome: 'rejected', reason: code }
}

/** The innermost code of a network error. */
function networkCode(error: unknown): string | undefined {
  let code: string | undefined
  for (let at: unknown = error; at instanceof Error; at = at.cause ?? undefined) {
    if (at instanceof WebAPIRequestError) {
      at = at.original
      if (!(at instanceof Error)) break
    }
    if ('code' in at && typeof at.code === 'string') code = at.code
  }
  return code
}

export function platformErrorCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined
}
