import type { Chance } from '../../../../sim/people/random.ts'

/** Whose step something is: nothing is done for who is dead, nor yet for who is suspended. */
export interface Owner {
  readonly dead: boolean
  /** Milliseconds since the epoch; in the past for who runs. */
  readonly suspendedUntil: number
}

interface Step {
  readonly what: string
  readonly at: number
  readonly owner: Owner | undefined
  /** Comes back again and again of itself; nothing waits for it. */
  readonly background: boolean
  run(): void | Promise<void>
}

const START = Date.parse('2026-03-02T09:00:00Z')

/**
 * Virtual time and the order of everything: a step is picked by chance among those whose time has come, and done to its
 * end, with all that follows from it at once, before the next is picked. Time passes only when there is nothing to do.
 */
export class Scheduler {
  readonly #source: Chance
  #steps: Step[] = []
  #now = START
  #taken = 0

  constructor(source: Chance) {
    this.#source = source
  }

  get now(): number {
    return this.#now
  }

  /** Steps done so far. */
  get taken(): number {
    return this.#taken
  }

  /** Has `run` done once so many milliseconds have passed. Returns what takes it back. */
  later(
    what: string,
    delayMs: number,
    run: () => void | Promise<void>,
    { owner, background = false }: { readonly owner?: Owner | undefined; readonly background?: boolean } = {},
  ): () => void {
    const step: Step = { what, at: this.#now + Math.max(0, Math.ceil(delayMs)), owner, background, run }
    this.#steps.push(step)
    return () => {
      this.#steps = this.#steps.filter((each) => each !== step)
    }
  }

  /** Resolves after so long; never if its owner dies meanwhile. */
  sleep(what: string, ms: number, owner?: Owner): Promise<void> {
    return new Promise((resolve) => this.later(what, ms, resolve, { owner }))
  }

  /** When the next step is due that does not come back of itself; undefined if there is none. */
  get nextAt(): number | undefined {
    const due = this.#living().filter(({ background }) => !background)
    return due.length === 0 ? undefined : Math.min(...due.map(dueAt))
  }

  /** Does one step. False if nothing is left to do. */
  async step(): Promise<boolean> {
    this.#steps = this.#living()
    if (this.#steps.length === 0) return false
    const soonest = Math.min(...this.#steps.map(dueAt))
    this.#now = Math.max(this.#now, soonest)
    const ready = this.#steps.filter((step) => dueAt(step) <= this.#now)
    const next = this.#source.pick(ready)
    this.#steps = this.#steps.filter((step) => step !== next)
    this.#taken++
    await next.run()
    await quiet()
    return true
  }

  /** What is about to be done, for who looks into a run that does not end. */
  describe(): readonly string[] {
    return this.#living().map((step) => `${step.what} in ${dueAt(step) - this.#now} ms`)
  }

  #living(): Step[] {
    return this.#steps.filter(({ owner }) => !owner?.dead)
  }
}

function dueAt({ at, owner }: Step): number {
  return Math.max(at, owner?.suspendedUntil ?? 0)
}

/** Resolves once everything that follows at once from the last step has happened: promises first, then this. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
