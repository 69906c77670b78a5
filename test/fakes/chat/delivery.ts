import type { Connection, InboundEvent, InboundSink } from '../../../src/core/ports/chat.ts'
import type { FormChooser } from '../../../src/core/ports/form.ts'
import type { MemoryWorld } from './world.ts'

/** What happens on the platform goes this way to the bot. */
export interface Deliverer {
  readonly formFor: FormChooser
  /** Is the event stored? */
  offer(event: InboundEvent, deliveries?: number): Promise<boolean>
  /** Adds work that follows from an event to what is in hand. */
  follow(work: Promise<unknown>): void
}

/** How often a platform delivers an event that is not taken. */
const DELIVERIES = 3

/** The connection to the bot: events reach its sink one after another; while it is away they are lost. */
export class Delivery implements Deliverer {
  readonly #world: MemoryWorld
  #sink: InboundSink | undefined
  #formFor: FormChooser = () => undefined
  #awaySince: string | undefined
  #inHand: Promise<unknown> = Promise.resolve()
  #end: () => void = () => {}

  constructor(world: MemoryWorld) {
    this.#world = world
  }

  get formFor(): FormChooser {
    return this.#formFor
  }

  /** The last connection made is the one that events take. */
  connect(sink: InboundSink, formFor: FormChooser): Connection {
    this.#sink = sink
    this.#formFor = formFor
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    this.#end = () => {
      this.#sink = undefined
      end()
    }
    return {
      ended,
      close: async () => {
        if (this.#sink === sink) this.#sink = undefined
        await this.settled()
        end()
      },
    }
  }

  /** Resolves once all that has happened so far was handed on or given up. */
  async settled(): Promise<void> {
    let seen: unknown
    while (seen !== this.#inHand) {
      seen = this.#inHand
      await seen
    }
  }

  offer(event: InboundEvent, deliveries = DELIVERIES): Promise<boolean> {
    const sink = this.#awaySince === undefined ? this.#sink : undefined
    if (sink === undefined) return Promise.resolve(false)
    const stored = this.#inHand.then(async () => {
      for (let left = deliveries; left > 0; left -= 1) {
        const taken = await sink(event).then(
          () => true,
          () => false,
        )
        if (taken) return true
      }
      return false
    })
    this.#inHand = stored
    return stored
  }

  follow(work: Promise<unknown>): void {
    this.#inHand = Promise.all([this.#inHand, work])
  }

  /** The platform ends the connection: events are lost until another is made. */
  breakOff(): void {
    this.#end()
  }

  /** The connection is away for a while. Returns what restores it. */
  goAway(): () => void {
    const { clock, platform, workspace } = this.#world
    const from = clock.now().toISOString()
    this.#awaySince = from
    return () => {
      this.#awaySince = undefined
      const to = clock.now().toISOString()
      const key = this.#world.nextId('gap:')
      void this.offer({ kind: 'gap', platform, workspace, key, direct: false, platformAt: to, from, to })
    }
  }
}
