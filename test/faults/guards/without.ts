import pg from 'pg'
import type { Case } from '../simulation/case.ts'
import { startWorker, type Worker } from '../simulation/workers.ts'
import { casesFor, GUARDS, type Guard } from './guards.ts'

const PRELOAD = import.meta.resolve('./preload.ts')
/** Cases tried before a guard counts as one that nothing misses. */
const CASES_AT_MOST = 120

export interface Tried {
  readonly guard: Guard
  /** What broke without the guard, and with it does not. */
  readonly caught: { readonly one: Case; readonly broken: readonly string[] } | undefined
  readonly cases: number
}

/**
 * Looks for a case that breaks without the guard and holds with it. `createDatabase` makes a migrated database; two are
 * used, and two more for each run that hangs or throws: that says nothing of a guard.
 */
export async function tryWithout(
  guard: Guard,
  seed: number,
  createDatabase: () => Promise<{ readonly url: string }>,
): Promise<Tried> {
  const behind = guard.behind ?? []
  const without = new Bare([guard.name, ...behind], createDatabase)
  const whole = new Bare(behind, createDatabase)
  try {
    let cases = 0
    for (const one of casesFor(guard, seed, CASES_AT_MOST)) {
      cases++
      const broken = await without.broken(one)
      if (!broken || broken.length === 0) continue
      // What breaks with the guard too says nothing of it.
      if ((await whole.broken(one))?.length === 0) return { guard, caught: { one, broken }, cases }
    }
    return { guard, caught: undefined, cases }
  } finally {
    await Promise.all([without.stop(), whole.stop()])
  }
}

/** Simulated processes without the guards named. */
class Bare {
  readonly #names: readonly string[]
  readonly #createDatabase: () => Promise<{ readonly url: string }>
  #worker: Worker | undefined

  constructor(names: readonly string[], createDatabase: () => Promise<{ readonly url: string }>) {
    this.#names = names
    this.#createDatabase = createDatabase
  }

  /** What broke; undefined if the run could not be made to its end. */
  async broken(one: Case): Promise<readonly string[] | undefined> {
    this.#worker ??= await this.#start()
    try {
      return (await this.#worker.run(one)).broken
    } catch {
      await this.stop()
      return undefined
    }
  }

  async stop(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.stop()
  }

  async #start(): Promise<Worker> {
    const { url } = await this.#createDatabase()
    for (const { name, statements = [] } of GUARDS)
      if (this.#names.includes(name)) await onDatabase(url, statements)
    return startWorker(url, {
      execArgv: ['--import', PRELOAD],
      env: { SOUNDING_WITHOUT_GUARDS: this.#names.join(',') },
    })
  }
}

async function onDatabase(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
