/** A fault for the next call that fits: what was asked is done first where the name ends in `after`. */
export type CallFault = 'reset-after' | 'http-500-after' | 'hang-after' | 'rate-limited'

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

  take(call: string): CallFault | undefined {
    const at = this.#waiting.findIndex(({ pattern }) => pattern.test(call))
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0]?.fault
  }
}
