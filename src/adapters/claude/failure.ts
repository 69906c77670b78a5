import { APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk'
import type { ModelFailure } from '../../core/ports/model.ts'

export interface Failed {
  readonly ok: false
  readonly failure: ModelFailure
  readonly reason: string
  readonly retryAfterMs?: number
}

/** These come as 429, like a rate limit, yet last until the operator raises a limit or the month ends. */
const SPENT = new Set(['contract_spend_limit_reached', 'enforced_spend_limit_reached'])

/**
 * What the caller can do about an error of the SDK; `gaveUp` says why we ended the call, if it was us. The reason names status, type, code and request id; the vendor's
 * message is left out, since it may quote the request.
 */
export function failureOf(
  error: unknown,
  at: { readonly gaveUp: string | undefined; readonly now: Date },
): Failed {
  if (at.gaveUp !== undefined) return unavailable(at.gaveUp)
  if (error instanceof APIConnectionTimeoutError) return unavailable('timed out')
  if (error instanceof APIConnectionError) return unavailable(`no connection${causeCode(error)}`)
  // A body that ends early or is no JSON reaches us as the runtime's own error.
  if (!(error instanceof APIError)) return unavailable('broken answer')

  const failure = failureOfApi(error)
  const retryAfterMs = failure === 'unavailable' ? retryAfter(error.headers, at.now) : undefined
  const reason = [error.status, error.type, error.errorCode, error.requestID].filter(Boolean).join(' ')
  return {
    ok: false,
    failure,
    reason: reason || 'unknown error',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}

function failureOfApi(error: APIError): ModelFailure {
  if (error.errorCode !== null && SPENT.has(error.errorCode)) return 'refused-account'
  if (error.type === 'billing_error') return 'refused-account'
  switch (error.status) {
    case 401:
    case 402:
    case 403:
    // The one thing of ours that can be unknown is the model: a setting.
    case 404:
      return 'refused-account'
    case 400:
    case 413:
    case 422:
      return 'unusable'
    // An error within a stream has a type only: the status, 200, was sent before it.
    case undefined:
      return (error.type && OF_TYPE[error.type]) ?? 'unavailable'
    default:
      return 'unavailable'
  }
}

const OF_TYPE: Partial<Record<NonNullable<APIError['type']>, ModelFailure>> = {
  authentication_error: 'refused-account',
  permission_error: 'refused-account',
  not_found_error: 'refused-account',
  invalid_request_error: 'unusable',
}

export function unavailable(reason: string): Failed {
  return { ok: false, failure: 'unavailable', reason }
}

function causeCode(error: Error): string {
  let cause: unknown = error.cause
  while (cause instanceof Error) {
    if ('code' in cause && typeof cause.code === 'string') return ` (${cause.code})`
    cause = cause.cause
  }
  return ''
}

/** `retry-after-ms`, else `retry-after` in seconds or as a date. */
function retryAfter(headers: Headers | undefined, now: Date): number | undefined {
  const ms = headers?.get('retry-after-ms')
  if (ms) return nonNegative(Number(ms))
  const after = headers?.get('retry-after')
  if (!after) return undefined
  const seconds = Number(after)
  if (!Number.isNaN(seconds)) return nonNegative(seconds * 1_000)
  return nonNegative(Date.parse(after) - now.getTime())
}

function nonNegative(ms: number): number | undefined {
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : undefined
}
