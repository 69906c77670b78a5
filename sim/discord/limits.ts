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
  | 'rate-limited-shared'
  | `error:${number}`

/** Of a server without boosts, and of a direct conversation. */
export const MOST_FILE_BYTES = 10 * 1024 * 1024

export interface Bucket {
  readonly limit: number
  readonly windowMs: number
}

/** Calls answered by 401, 403 or 429. */
export const REFUSED_CALLS: Bucket = { limit: 10_000, windowMs: 600_000 }
/** Not published; those who were barred report about an hour. */
export const BARRED_MS = 3_600_000

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

/**
 * Counts the calls that were answered by 401, 403 or 429; more of them than `limit` in the window bar the caller for
 * `barredMs`, as Cloudflare does in front of Discord.
 */
export class Bar {
  readonly #bucket: Bucket
  readonly #barredMs: number
  #refused: number[] = []
  #until = 0

  constructor(bucket: Bucket, barredMs: number) {
    this.#bucket = bucket
    this.#barredMs = barredMs
  }

  /** Seconds left; 0: not barred. */
  leftS(now: number): number {
    return Math.max(0, Math.ceil((this.#until - now) / 1000))
  }

  answered(status: number, scope: string | null, now: number): void {
    if (![401, 403, 429].includes(status) || scope === 'shared') return
    this.#refused = [...this.#refused.filter((at) => now - at < this.#bucket.windowMs), now]
    if (this.#refused.length > this.#bucket.limit) this.#until = now + this.#barredMs
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
