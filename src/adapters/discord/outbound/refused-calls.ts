import type { RESTOptions } from 'discord.js'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Log } from '../../../core/ports/log.ts'

/** Discord bars an address for a while after so many calls that it answered by 401, 403 or 429. */
export interface Tolerance {
  readonly calls: number
  readonly withinMs: number
}

export const TOLERANCE: Tolerance = { calls: 10_000, withinMs: 600_000 }

/** Shares of the tolerance at which sends begin to wait: first those nobody waits for, then all. */
const UNHURRIED_UNTIL = 0.5
const ALL_UNTIL = 0.8
/** What is held looks again after this. */
const LOOK_AGAIN_MS = 60_000
const SLICES = 20

type MakeRequest = NonNullable<RESTOptions['makeRequest']>

/**
 * Counts, for all clients of this process, the calls that Discord holds against it. Other processes at the same address
 * count for themselves, which is why sends stop well before the end.
 */
export class RefusedCalls {
  readonly #tolerance: Tolerance
  readonly #clock: Clock
  readonly #log: Log
  /** By slice of the window, so that what is counted does not grow. */
  readonly #slices = new Map<number, number>()
  #holding = false

  constructor(clock: Clock, log: Log, tolerance: Tolerance = TOLERANCE) {
    this.#clock = clock
    this.#log = log
    this.#tolerance = tolerance
  }

  /** The same calls, counted. */
  counting(makeRequest: MakeRequest): MakeRequest {
    return async (url, init) => {
      const response = await makeRequest(url, init)
      const { status, headers } = response
      // A limit shared with others is not held against the bot.
      const shared = status === 429 && headers.get('x-ratelimit-scope') === 'shared'
      if ((status === 401 || status === 403 || status === 429) && !shared) this.#add()
      return response
    }
  }

  /** How long a send has to wait so that the bot is not barred, in milliseconds; 0: not at all. */
  waitMs(unhurried: boolean): number {
    const share = this.#counted() / this.#tolerance.calls
    const holding = share >= UNHURRIED_UNTIL
    if (holding && !this.#holding)
      this.#log.error('discord.refused-calls', undefined, {
        calls: this.#counted(),
        barredAt: this.#tolerance.calls,
      })
    this.#holding = holding
    return share >= (unhurried ? UNHURRIED_UNTIL : ALL_UNTIL) ? LOOK_AGAIN_MS : 0
  }

  #add(): void {
    const slice = this.#slice()
    this.#slices.set(slice, (this.#slices.get(slice) ?? 0) + 1)
  }

  #counted(): number {
    const oldest = this.#slice() - SLICES
    let counted = 0
    for (const [slice, calls] of this.#slices)
      if (slice < oldest) this.#slices.delete(slice)
      else counted += calls
    return counted
  }

  #slice(): number {
    return Math.floor((this.#clock.now().getTime() * SLICES) / this.#tolerance.withinMs)
  }
}
