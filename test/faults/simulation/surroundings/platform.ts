import type {
  Chat,
  Intent,
  LookUpResult,
  SendResult,
  Standing,
  Target,
} from '../../../../src/core/ports/chat.ts'
import type { CrashPoint } from '../../../../src/core/ports/crash-points.ts'
import { memoryPlatform } from '../../../fakes/chat/memory-chat.ts'
import { type LogEntry, MemoryWorld } from '../../../fakes/chat/world.ts'
import { SimulatedDelivery } from './delivery.ts'
import type { Owner, Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

/** A call that left later than this after the last check before it came from a process that was suspended. */
const SUSPENDED_MS = 1_000
const FAST_MS = 50
const TIMEOUT_MS = 3_000

/** A process as the platform's side of a call knows it. */
export interface Caller extends Owner {
  /** Passes a crash point that lies within a call; the process may be dead after it. */
  within(point: CrashPoint): void
  /** It listens from now on, after nobody did. */
  takenOver(): void
}

/** A platform of the simulation: the one in memory behind a network on which calls and responses take time or get lost. */
export class SimulatedPlatform {
  readonly world: MemoryWorld
  readonly delivery: SimulatedDelivery
  readonly side: ReturnType<typeof memoryPlatform>
  /** Outcomes of the look-ups of each outgoing message. */
  readonly lookUps = new Map<string, string[]>()
  /** Messages whose sender was suspended between its last check and its call. */
  readonly suspended = new Set<string>()
  readonly #scheduler: Scheduler
  readonly #weather: Weather

  constructor(
    platform: 'slack' | 'discord',
    scheduler: Scheduler,
    weather: Weather,
    record: (line: LogEntry) => void,
  ) {
    this.#scheduler = scheduler
    this.#weather = weather
    const clock = {
      now: () => new Date(scheduler.now),
      sleep: (ms: number) => scheduler.sleep('platform', ms),
      every: () => () => {},
    }
    this.delivery = new SimulatedDelivery(platform, scheduler, weather)
    this.world = new MemoryWorld(platform, 'W1', clock, record)
    this.side = memoryPlatform(this.world, this.delivery)
    if (platform === 'slack' && weather.has('history-lags'))
      this.side.posting.lagHistory(weather.between(1, 9_000))
  }

  /** Messages of which a look-up was told that they are absent. */
  get toldAbsent(): ReadonlySet<string> {
    return new Set([...this.lookUps].flatMap(([key, told]) => (told.includes('absent') ? [key] : [])))
  }

  /** The platform as one process reaches it. */
  chatFor(caller: Caller): Chat {
    const { calls } = this.side
    const call = <T>(what: string, made: () => Promise<T>) => this.#call(caller, what, made)
    return {
      ...calls,
      connect: async (sink, formFor) =>
        this.delivery.connect(caller, sink, formFor, () => caller.takenOver()),
      send: (target, intent, key, stands) =>
        intent.kind === 'typing'
          ? call('typing', () => calls.send(target, intent, key))
          : this.#send(caller, target, intent, key, stands),
      lookUp: (target, key, since, intent) =>
        call('look up', async () => {
          const found = await this.#lookUp(() => calls.lookUp(target, key, since, intent))
          this.lookUps.set(key, [...(this.lookUps.get(key) ?? []), found.outcome])
          return found
        }),
      backfill: (conversation, after, page) =>
        call('backfill', async () => {
          this.delivery.stir()
          if (this.#weather.befalls('history-away')) throw new Error('simulated: no history now')
          return calls.backfill(conversation, after, page)
        }),
      answer: (handle, answer) => call('answer', () => calls.answer(handle, answer)),
      profile: (person) => call('profile', () => calls.profile(person)),
      members: (place) => call('members', () => calls.members(place)),
    }
  }

  async #lookUp(look: () => Promise<LookUpResult>): Promise<LookUpResult> {
    return this.#weather.befalls('history-away') ? { outcome: 'unknown', reason: 'simulated' } : look()
  }

  /** A call that changes nothing there. */
  async #call<T>(caller: Caller, what: string, made: () => Promise<T>): Promise<T> {
    await this.#scheduler.sleep(`${what} leaves`, this.#latency(), caller)
    const result = await made()
    await this.#scheduler.sleep(`${what} returns`, this.#latency(), caller)
    return result
  }

  #send(
    caller: Caller,
    target: Target,
    intent: Intent,
    key: string,
    stands: Standing | undefined,
  ): Promise<SendResult> {
    const checkedAt = this.#scheduler.now
    const unheard: SendResult = { outcome: 'ambiguous', reason: 'simulated timeout' }
    return new Promise((resolve, reject) => {
      const respond = (result: SendResult, afterMs: number) =>
        this.#scheduler.later('response arrives', afterMs, () => resolve(result), { owner: caller })
      const leave = () => {
        if (this.#scheduler.now - checkedAt > SUSPENDED_MS) this.suspended.add(key)
        if (this.#weather.befalls('rate-limited'))
          return respond(
            { outcome: 'retry', afterMs: this.#weather.between(500, 8_000), reason: 'simulated' },
            FAST_MS,
          )
        if (this.#weather.befalls('request-lost')) return respond(unheard, TIMEOUT_MS)
        const slow = this.#weather.befalls('slow-platform')
          ? this.#weather.between(0, 6_000)
          : this.#latency()
        const lost = this.#weather.befalls('response-lost')
        // On its way it needs nobody any more.
        this.#scheduler.later('message arrives', slow, async () => {
          if (intent.kind === 'home') {
            const result = await this.side.calls.send(target, intent, key)
            if (!lost)
              this.#scheduler.later('response arrives', this.#latency(), () => resolve(result), {
                owner: caller,
              })
            return
          }
          if (target.to === 'person' && !caller.dead) {
            this.world.openDirect(target.person)
            caller.within('I3')
            if (caller.dead) return
          }
          const result = await this.side.calls.send(target, intent, key, stands)
          for (const point of ['I4', 'T11'] as const) if (!caller.dead) caller.within(point)
          if (!lost)
            this.#scheduler.later('response arrives', this.#latency(), () => resolve(result), {
              owner: caller,
            })
        })
        // Who waits gives up at its own time, and does not know then.
        respond(unheard, TIMEOUT_MS)
      }
      this.#scheduler.later('message leaves', 0, () => void leave(), { owner: caller })
      if (caller.dead) reject(new Error('simulated: dead'))
    })
  }

  #latency(): number {
    return this.#weather.between(1, FAST_MS)
  }
}
