import type { JobName, Queue } from '../../../../src/core/ports/queue.ts'
import type { JobHandlers } from '../../../../src/jobs/backend.ts'
import { QUEUES } from '../../../../src/jobs/queues.ts'
import type { Owner, Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

/** A job whose worker died is taken over after so long: the remainder of its lock and a check. */
const TAKEN_OVER_AFTER_MS = 20_000

interface Worker {
  readonly owner: Owner
  readonly handlers: JobHandlers
}

/** The queue of the simulation: at least once, in no order, and it may lose everything it holds. */
export class SimulatedQueue {
  readonly #scheduler: Scheduler
  readonly #weather: Weather
  readonly #workers: Worker[] = []
  /** Counts how often everything was lost: wakes of an earlier time are gone. */
  #era = 0

  constructor(scheduler: Scheduler, weather: Weather) {
    this.#scheduler = scheduler
    this.#weather = weather
  }

  /** Queue as one process reaches it. */
  queueFor(owner: Owner): Queue {
    return {
      wake: async (job, id, delayMs = 0) => {
        await this.#scheduler.sleep('wake is kept', 0, owner)
        if (this.#weather.befalls('wakes-lost')) return
        this.#add(job, id, delayMs, 0)
        if (this.#weather.befalls('wakes-doubled'))
          this.#add(job, id, delayMs + this.#weather.between(0, 5_000), 0)
      },
    }
  }

  work(owner: Owner, handlers: JobHandlers): void {
    this.#workers.push({ owner, handlers })
  }

  empty(): void {
    this.#era++
  }

  #add(job: JobName, id: string, delayMs: number, tries: number): void {
    const era = this.#era
    this.#scheduler.later(`wake ${job}`, delayMs, () => {
      if (era !== this.#era) return
      const living = this.#workers.filter(({ owner }) => !owner.dead)
      const worker = living[this.#weather.between(0, Math.max(0, living.length - 1))]
      if (!worker) return this.#add(job, id, TAKEN_OVER_AFTER_MS, tries)
      this.#scheduler.later(`work ${job}`, 0, () => this.#attempt(worker, job, id, tries), {
        owner: worker.owner,
      })
    })
  }

  #attempt(worker: Worker, job: JobName, id: string, tries: number): void {
    let over = false
    worker.handlers[job](id).then(
      () => {
        over = true
      },
      () => {
        over = true
        if (tries + 1 < QUEUES[job].attempts)
          this.#add(job, id, QUEUES[job].backoffMs * 2 ** tries, tries + 1)
      },
    )
    this.#scheduler.later(
      'job is looked after',
      TAKEN_OVER_AFTER_MS,
      () => {
        if (!over && worker.owner.dead) this.#add(job, id, 0, tries)
      },
      { background: true },
    )
  }
}
