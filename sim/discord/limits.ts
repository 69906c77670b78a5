/**
 * A fault for the next call that fits. `-before`: the call had no effect. `-after`: it had, and the answer got lost, or
 * never comes. `error:` one of Discord's codes, that of a refusal the stand-in knows.
 */
export type CallFault =
  | 'reset-before'
  | 'reset-after'
  | 'http-500-before'
  | 'http-500-after'
  | 'hang-after'
  | 'rate-limited'
  | `error:${number}`

export interface Bucket {
  readonly limit: number
  readonly windowMs: number
}

export interface Allowance {
  readonly allowed: boolean
  readonly headers: Record<string, string>
  readonly retryAfterS: number
}

/** Counts calls in a sliding window; the headers are those of Discord. */
export class Limiter {
  readonly #bucket: Bucket
  readonly #name: string
  readonly #calls = new Map<string, number[]>()

  constructor(name: string, bucket: Bucket) {
    this.#name = name
    this.#bucket = bucket
  }

  take(key: string, now: number): Allowance {
    const { limit, windowMs } = this.#bucket
    const recent = (this.#calls.get(key) ?? []).filter((at) => now - at < windowMs)
    const allowed = recent.length < limit
    if (allowed) recent.push(now)
    this.#calls.set(key, recent)
    const resetS = ((recent[0] ?? now) + windowMs - now) / 1000
    return {
      allowed,
      retryAfterS: resetS,
      headers: {
        'X-RateLimit-Limit': String(limit),
        'X-RateLimit-Remaining': String(limit - recent.length),
        'X-RateLimit-Reset': String(now / 1000 + resetS),
        'X-RateLimit-Reset-After': resetS.toFixed(3),
        'X-RateLimit-Bucket': this.#name,
      },
    }
  }
}

/** Faults waiting for a call. A pattern is `METHOD /path` with `*` for one path segment. */
export class PlannedFaults {
  readonly #waiting: { readonly pattern: RegExp; readonly fault: CallFault }[] = []

  nextCall(pattern: string | RegExp, fault: CallFault): void {
    const source =
      typeof pattern === 'string'
        ? new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]+')}$`)
        : pattern
    this.#waiting.push({ pattern: source, fault })
  }

  /** Faults that no call has met yet. */
  get waiting(): number {
    return this.#waiting.length
  }

  take(call: string): CallFault | undefined {
    const at = this.#waiting.findIndex(({ pattern }) => pattern.test(call))
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0]?.fault
  }
}
