import type { Connection, InboundEvent, InboundSink } from '../../../../src/core/ports/chat.ts'
import type { FormChooser } from '../../../../src/core/ports/form.ts'
import type { Deliverer } from '../../../fakes/chat/delivery.ts'
import type { Owner, Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

/** Slack delivers what is not acknowledged again: at once, then later and later; a fifth of its own waits. */
const AGAIN_AFTER_MS = { slack: [1_000, 12_000, 60_000], discord: [] } as const
/** Who makes a gesture is told by the platform after so long that nothing came of it. */
const GESTURE_WITHIN_MS = 3_000
/** Seen in the wild: one message as two, up to 39 s apart; shortened here. */
const DOUBLED_WITHIN_MS = 15_000
const ACKNOWLEDGED_CHECK_MS = 1_000

/** A dead process's lease of the one session on Discord runs out; another looks for it every second. */
const TAKEN_OVER_AFTER_MS = 5_500

interface Listener extends Owner {
  readonly sink: InboundSink
  /** It took the session over: nobody listened since. */
  readonly takenOver: () => void
  /** Discord: what is in hand of each conversation. */
  readonly lanes: Map<string, Promise<void>>
}

/** The way from a simulated platform to whichever process listens; each event goes to one of them. */
export class SimulatedDelivery implements Deliverer {
  readonly #scheduler: Scheduler
  readonly #weather: Weather
  readonly #listeners: Listener[] = []
  readonly #platform: 'slack' | 'discord'
  #formFor: FormChooser = () => undefined
  /** Deliveries to come, and when the last one was made. */
  #coming = 0
  /** Discord: who has the one session. */
  #session: Listener | undefined
  #takeover = false
  #lastAt = 0
  #awayUntil = 0

  constructor(platform: 'slack' | 'discord', scheduler: Scheduler, weather: Weather) {
    this.#platform = platform
    this.#scheduler = scheduler
    this.#weather = weather
  }

  get formFor(): FormChooser {
    return this.#formFor
  }

  /** Lasts as long as its process. */
  connect(owner: Owner, sink: InboundSink, formFor: FormChooser, takenOver: () => void): Connection {
    const listener: Listener = {
      get dead() {
        return owner.dead
      },
      get suspendedUntil() {
        return owner.suspendedUntil
      },
      sink,
      takenOver,
      lanes: new Map(),
    }
    this.#listeners.push(listener)
    if (!this.#session) this.#session = listener
    else if (this.#session.dead) this.#takeOver()
    this.#formFor = formFor
    return { ended: new Promise(() => {}), close: async () => {} }
  }

  /** The connection of all who listen breaks for so long; they hear of it as a gap. */
  goAway(ms: number, gap: (from: string, to: string) => InboundEvent): void {
    const from = new Date(this.#scheduler.now).toISOString()
    this.#awayUntil = this.#scheduler.now + ms
    this.#scheduler.later('the connection is back', ms, () => {
      const event = gap(from, new Date(this.#scheduler.now).toISOString())
      for (const { sink, dead } of this.#living()) if (!dead) void sink(event).catch(() => undefined)
    })
  }

  /** Nothing was delivered for so long, and nothing is going to be. */
  isQuietFor(ms: number): boolean {
    return this.#coming === 0 && !this.#takeover && this.#scheduler.now - this.#lastAt >= ms
  }

  /** Something happens that leads to deliveries, such as a process that reads up on what it missed. */
  stir(): void {
    this.#lastAt = this.#scheduler.now
  }

  offer(event: InboundEvent, deliveries?: number): Promise<boolean> {
    const isGesture = deliveries === 1
    if (this.#weather.befalls('redelivered'))
      this.#soon('deliver again', this.#weather.between(0, 9_000), () => this.#deliver(event, []))
    if (!isGesture) {
      this.#deliver(event, AGAIN_AFTER_MS[this.#platform])
      return Promise.resolve(true)
    }
    return new Promise((resolve) => {
      this.#attempt(event, () => resolve(true), true)
      this.#scheduler.later('gesture times out', GESTURE_WITHIN_MS, () => resolve(false))
    })
  }

  follow(): void {}

  /** Delivers until it is acknowledged, or no try is left. */
  #deliver(event: InboundEvent, again: readonly number[]): void {
    let taken = false
    this.#attempt(event, () => {
      taken = true
      const doubled = this.#doubleOf(event)
      if (doubled)
        this.#soon('the gesture comes again', this.#weather.between(0, DOUBLED_WITHIN_MS), () =>
          this.#deliver(doubled, []),
        )
    })
    const [next, ...rest] = again
    if (next === undefined) return
    this.#coming++
    const settle = () => {
      if (taken) this.#coming--
      else if (this.#scheduler.now < dueAt)
        this.#scheduler.later('look for an acknowledgement', ACKNOWLEDGED_CHECK_MS, settle)
      else {
        this.#coming--
        this.#deliver(event, rest)
      }
    }
    const dueAt = this.#scheduler.now + GESTURE_WITHIN_MS + next
    this.#scheduler.later('look for an acknowledgement', ACKNOWLEDGED_CHECK_MS, settle)
  }

  #attempt(event: InboundEvent, acknowledged: () => void, once = false): void {
    // A gateway keeps the order of its events; Slack promises none, but drops a gesture that comes late.
    const late = this.#platform === 'slack' && !once && this.#weather.befalls('reordered')
    this.#soon(`deliver ${event.kind}`, late ? this.#weather.between(0, 6_000) : 0, () => {
      const listener = this.#listener()
      if (!listener) return
      const tell = () => void this.#scheduler.later('acknowledge', 0, acknowledged)
      if (this.#platform === 'discord' && !once) this.#insist(listener, event, tell)
      else void this.#handOver(listener, event).then((taken) => taken && tell())
    })
  }

  #soon(what: string, delayMs: number, run: () => void): void {
    this.#coming++
    this.#scheduler.later(what, delayMs, () => {
      this.#coming--
      this.stir()
      run()
    })
  }

  /** As the adapter does: those of one conversation in order, each again until it is stored. */
  #insist(listener: Listener, event: InboundEvent, tell: () => void): void {
    const lane = event.conversation ?? ''
    const before = listener.lanes.get(lane) ?? Promise.resolve()
    const insist = async () => {
      for (let wait = 500; !(await this.#handOver(listener, event)); wait *= 2)
        await this.#scheduler.sleep('insist', Math.min(wait, 15_000), listener)
      tell()
    }
    listener.lanes.set(lane, before.then(insist))
  }

  /** Was it stored? Never told if the process dies over it. */
  async #handOver(listener: Listener, event: InboundEvent): Promise<boolean> {
    await this.#scheduler.sleep(`hand over ${event.kind}`, 0, listener)
    return listener.sink(event).then(
      () => true,
      () => false,
    )
  }

  /** Slack sends each event to one of the open sockets; Discord to the one session there is. */
  #listener(): Listener | undefined {
    if (this.#scheduler.now < this.#awayUntil) return undefined
    const living = this.#living()
    if (this.#platform === 'discord') {
      if (this.#session?.dead) this.#takeOver()
      return this.#session?.dead ? undefined : this.#session
    }
    return living[this.#weather.between(0, Math.max(0, living.length - 1))]
  }

  /** Once the dead one's lease has run out, whoever lives then. */
  #takeOver(): void {
    if (this.#takeover) return
    this.#takeover = true
    this.#scheduler.later('the session is taken over', TAKEN_OVER_AFTER_MS, () => {
      this.#takeover = false
      const [next] = this.#living()
      if (!next || !this.#session?.dead) return
      this.#session = next
      this.stir()
      next.takenOver()
    })
  }

  #living(): readonly Listener[] {
    return this.#listeners.filter(({ dead }) => !dead)
  }

  /** The same human gesture as another message with the same gesture id. */
  #doubleOf(event: InboundEvent): InboundEvent | undefined {
    if (event.kind !== 'message-created' || event.gesture === undefined) return undefined
    if (!this.#weather.befalls('gesture-doubled')) return undefined
    return { ...event, key: `${event.key}:again`, message: `${event.message}-again` }
  }
}
