import type { ApiError } from './protocol/errors.ts'
import type { StopReason } from './protocol/message.ts'

/**
 * What can go wrong with a call. On a call that does not stream, `cut` ends the connection in the middle of the body,
 * `mid-stream-error` is a plain 500, `slow-drip` delays the body and `ended-early` is none.
 */
export const FAULTS = [
  '401',
  '402',
  '403',
  '429',
  '500',
  '529',
  'spend-limit',
  'hang',
  'slow-first-byte',
  'slow-drip',
  'cut',
  'ended-early',
  'mid-stream-error',
  'refusal',
  'truncated',
  'invalid-json',
  'off-contract',
  'empty',
  'wrong-language',
] as const
export type FaultKind = (typeof FAULTS)[number]

export interface FaultSettings {
  /** For 429 and 529, in seconds as the header has it. */
  readonly retryAfter?: number
  /** For `slow-first-byte` how long nothing comes, for `slow-drip` the wait before each further event; 15 s unless told. */
  readonly waitMs?: number
  /** How many of the next calls it meets; 1 unless told, `Infinity` until cleared. */
  readonly times?: number
  /** Only calls of this purpose. */
  readonly purpose?: string
}

export interface Fault extends FaultSettings {
  readonly kind: FaultKind
}

/** Faults waiting for a call, oldest first. */
export interface Faults {
  next(kind: FaultKind, settings?: FaultSettings): void
  clear(): void
  /** The fault this call meets, if any. */
  take(purpose: string): Fault | undefined
}

export function faultQueue(): Faults {
  let waiting: { fault: Fault; left: number }[] = []
  return {
    next(kind, settings = {}) {
      waiting.push({ fault: { kind, ...settings }, left: settings.times ?? 1 })
    },
    clear() {
      waiting = []
    },
    take(purpose) {
      const due = waiting.find(({ fault }) => fault.purpose === undefined || fault.purpose === purpose)
      if (!due) return undefined
      due.left--
      if (due.left <= 0) waiting = waiting.filter((each) => each !== due)
      return due.fault
    },
  }
}

const ERRORS: Partial<Record<FaultKind, ApiError>> = {
  '401': { status: 401, type: 'authentication_error', message: 'invalid bearer token' },
  '402': { status: 402, type: 'billing_error', message: 'Your credit balance is too low' },
  '403': { status: 403, type: 'permission_error', message: 'This key may not use this model' },
  '429': { status: 429, type: 'rate_limit_error', message: 'This would exceed your rate limit' },
  '500': { status: 500, type: 'api_error', message: 'Internal server error' },
  '529': { status: 529, type: 'overloaded_error', message: 'Overloaded' },
  'spend-limit': {
    status: 429,
    type: 'rate_limit_error',
    message: 'You have reached your monthly usage threshold',
    code: 'enforced_spend_limit_reached',
  },
}

/** The error a fault answers with instead of a message. */
export function errorOf(fault: Fault, streams: boolean): ApiError | undefined {
  if (fault.kind === 'mid-stream-error' && !streams) return ERRORS['500']
  return ERRORS[fault.kind]
}

/** How long nothing of the answer comes, and how long each further event of it then takes. */
export function pace(fault: Fault | undefined): { readonly firstMs: number; readonly betweenMs: number } {
  const waitMs = fault?.waitMs ?? 15_000
  switch (fault?.kind) {
    case 'hang':
      return { firstMs: HANG_MS, betweenMs: 0 }
    case 'slow-first-byte':
      return { firstMs: waitMs, betweenMs: 0 }
    case 'slow-drip':
      return { firstMs: 0, betweenMs: waitMs }
    default:
      return { firstMs: 0, betweenMs: 0 }
  }
}

/** Longer than any deadline of the bot. */
const HANG_MS = 600_000

/** The answer as the fault leaves it. */
export function spoilt(
  text: string,
  fault: Fault | undefined,
): { readonly text: string; readonly stop: StopReason } {
  switch (fault?.kind) {
    case 'refusal':
      return { text: '', stop: 'refusal' }
    case 'truncated':
      return { text: text.slice(0, Math.floor(text.length / 2)), stop: 'max_tokens' }
    case 'invalid-json':
      return { text: `Here is the answer: ${text.slice(0, -1)}`, stop: 'end_turn' }
    case 'off-contract':
      return { text: '{"simulated":"off-contract"}', stop: 'end_turn' }
    case 'empty':
      return { text: '', stop: 'end_turn' }
    default:
      return { text, stop: 'end_turn' }
  }
}
