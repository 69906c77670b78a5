import { type REST, RESTEvents } from 'discord.js'
import type { Clock } from '../../../core/ports/clock.ts'

/**
 * Discord's clock, as far as its answers tell: ids and deadlines are in its time, which the machine's own may be far from.
 * The `Date` header has whole seconds and was written before the answer arrived, so this is late by up to that much.
 */
export class PlatformTime {
  readonly #clock: Clock
  #aheadMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Learns from each answer to a call of this client. */
  listenTo(rest: REST): void {
    rest.on(RESTEvents.Response, (_request, response) => {
      const told = Date.parse(response.headers.get('date') ?? '')
      if (!Number.isNaN(told)) this.#aheadMs = told - this.#clock.now().getTime()
    })
  }

  /** Discord's time of a moment the machine's clock showed. */
  of(local: Date): Date {
    return new Date(local.getTime() + this.#aheadMs)
  }

  /** The machine's clock, put right. */
  get clock(): Clock {
    const { sleep, every } = this.#clock
    return { now: () => this.of(this.#clock.now()), sleep, every }
  }
}
