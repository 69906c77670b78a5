import { databaseOn } from '../../../src/adapters/postgres/pool.ts'
import type { Chat } from '../../../src/core/ports/chat.ts'
import type { Clock, Ids } from '../../../src/core/ports/clock.ts'
import type { CrashPoint, CrashPoints } from '../../../src/core/ports/crash-points.ts'
import type { Log } from '../../../src/core/ports/log.ts'
import { crashMarks } from '../../../src/jobs/crash-marks.ts'
import { workLane } from '../../../src/jobs/lane-work.ts'
import { startSweeper } from '../../../src/jobs/sweep.ts'
import { createEngine, type EngineParts } from '../../../src/main/engine.ts'
import type { SimulatedDatabase } from './surroundings/database.ts'
import type { SimulatedModel } from './surroundings/model.ts'
import type { Caller, SimulatedPlatform } from './surroundings/platform.ts'
import type { SimulatedQueue } from './surroundings/queue.ts'
import type { Scheduler } from './surroundings/scheduler.ts'

/** What a simulated process lives in. */
export interface Surroundings {
  readonly scheduler: Scheduler
  readonly database: SimulatedDatabase
  readonly platform: SimulatedPlatform
  readonly queue: SimulatedQueue
  readonly model: SimulatedModel
  readonly ids: Ids
  readonly log: Log
  readonly config: EngineParts['config']
  /** Told of each pass of a crash point; true if the process is to die there. */
  readonly passes: (point: CrashPoint) => boolean
  /** How long a process stands still instead of dying; 0: it dies. */
  readonly standsStillFor: () => number
  readonly died: (bot: SimulatedBot) => void
}

/** Whoever takes a connection over reads on from before it can have been noticed that it was gone. */
const UNNOTICED_MS = 36_000

/** One bot process: the real engine on simulated surroundings. It can die at any instant, and stand still. */
export class SimulatedBot implements Caller, CrashPoints {
  readonly name: string
  readonly #around: Surroundings
  readonly #never = new Promise<never>(() => {})
  dead = false
  suspendedUntil = 0
  /** How far its clock is off. */
  skewMs = 0
  #inside: readonly CrashPoint[] = []
  #readMissed: () => void = () => {}

  constructor(name: string, around: Surroundings) {
    this.name = name
    this.#around = around
  }

  /** Nothing it waits for comes any more; the server notices at its own time that its connections are gone. */
  die(): void {
    if (this.dead) return
    this.dead = true
    const { scheduler, database, died } = this.#around
    scheduler.later('the server notices a death', 0, () => database.hangUp(this))
    died(this)
  }

  at(point: CrashPoint): Promise<void> | void {
    if (this.dead) return this.#never
    if (!this.#around.passes(point)) return
    // What was acknowledged is on its way by then.
    if (point === 'T3') {
      this.#around.scheduler.later('dies after acknowledging', 0, () => this.die(), { owner: this })
      return
    }
    if (this.#standsStill()) return this.#around.scheduler.sleep('stands still', 0, this)
    this.die()
    return this.#never
  }

  within(point: CrashPoint): void {
    if (this.dead || !this.#inside.includes(point) || !this.#around.passes(point)) return
    if (!this.#standsStill()) this.die()
  }

  /** Instead of dying; whoever looks at the lane finds its lease run out. */
  #standsStill(): boolean {
    const ms = this.#around.standsStillFor()
    if (ms > 0) this.suspendedUntil = this.#around.scheduler.now + ms
    return ms > 0
  }

  async inside<T>(points: readonly CrashPoint[], call: () => Promise<T>): Promise<T> {
    this.#inside = [...this.#inside, ...points]
    try {
      return await call()
    } finally {
      this.#inside = this.#inside.filter((point) => !points.includes(point))
    }
  }

  takenOver(): void {
    this.#readMissed()
  }

  start(): void {
    this.#start().catch((error: unknown) => {
      this.#around.log.error('simulation.start-failed', error)
      this.die()
    })
  }

  async #start(): Promise<void> {
    const { database, platform, queue, model, ids, log, config } = this.#around
    const clock = this.#clock()
    const marks = crashMarks(this)
    const chat = marks.chat(platform.chatFor(this))
    const chats: ReadonlyMap<Chat['platform'], Chat> = new Map([[chat.platform, chat]])
    const engine = createEngine({
      config,
      db: databaseOn(database.poolFor(this)),
      chats,
      queue: marks.queue(queue.queueFor(this)),
      model: model.modelFor(this),
      analyst: model.modelFor(this),
      charts: { paint: () => ({ svg: '<svg/>', png: new Uint8Array([1]), alt: 'a simulated picture' }) },
      render: () => '<html>simulated</html>',
      clock,
      ids,
      log,
      holder: this.name,
      marks,
    })
    const startedAt = clock.now()
    queue.work(this, {
      lane: (lane) => workLane(lane, engine.work),
      study: (lane) => workLane(lane, engine.work),
    })
    startSweeper(engine.work)
    await engine.identified(chat)
    this.#readMissed = () => {
      const since = new Date(clock.now().getTime() - UNNOTICED_MS)
      void engine.readMissed(chat.platform, since)
    }
    await chat.connect(engine.sink, engine.formFor)
    await engine.readMissed(chat.platform, startedAt)
  }

  #clock(): Clock {
    const { scheduler } = this.#around
    return {
      now: () => new Date(scheduler.now + this.skewMs),
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve()
          const end = scheduler.later('sleep', ms, resolve, { owner: this, background: true })
          signal?.addEventListener('abort', () => {
            end()
            resolve()
          })
        }),
      every: (ms, tick) => {
        let end = () => {}
        const again = () => {
          end = scheduler.later(
            'every',
            ms,
            () => {
              again()
              tick()
            },
            { owner: this, background: true },
          )
        }
        again()
        return () => end()
      },
    }
  }
}
