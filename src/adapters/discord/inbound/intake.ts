import type { InboundEvent, InboundSink } from '../../../core/ports/chat.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Log } from '../../../core/ports/log.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5_000

/**
 * Hands events to the sink, those of one conversation in order. Discord delivers a message once and takes no
 * acknowledgement, so one that could not be stored is offered again until it is, or until the adapter stops; the
 * next start's `gap` then has it fetched from the history. As soon as one could be stored, all others are tried.
 */
export class Intake {
  readonly #sink: InboundSink
  readonly #clock: Clock
  readonly #log: Log
  readonly #lanes = new Map<string, Promise<void>>()
  readonly #ending = new AbortController()
  #storable = new AbortController()

  constructor(sink: InboundSink, clock: Clock, log: Log) {
    this.#sink = sink
    this.#clock = clock
    this.#log = log
  }

  /** Offers the event until it is stored. */
  offer(event: InboundEvent): void {
    const lane = event.conversation ?? ''
    const before = this.#lanes.get(lane) ?? Promise.resolve()
    const done = before.then(() => this.#insist(event))
    this.#lanes.set(lane, done)
    void done.then(() => {
      if (this.#lanes.get(lane) === done) this.#lanes.delete(lane)
    })
  }

  /** Offers the event once, out of turn. @returns whether it was stored. */
  async once(event: InboundEvent): Promise<boolean> {
    try {
      await this.#sink(event)
      this.#storable.abort()
      return true
    } catch (error) {
      this.#log.error('discord.event-not-stored', error, { key: event.key, kind: event.kind })
      return false
    }
  }

  /** Each event in hand gets a last try. */
  async drain(): Promise<void> {
    this.#ending.abort()
    await Promise.all(this.#lanes.values())
  }

  async #insist(event: InboundEvent): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !(await this.once(event)); wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      if (this.#ending.signal.aborted) return
      if (this.#storable.signal.aborted) this.#storable = new AbortController()
      await this.#clock.sleep(wait, AbortSignal.any([this.#ending.signal, this.#storable.signal]))
    }
  }
}
