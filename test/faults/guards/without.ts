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
 * used.
 */
export async function tryWithout(
  guard: Guard,
  seed: number,
  createDatabase: () => Promise<{ readonly url: string }>,
): Promise<Tried> {
  const start = async (names: readonly string[]): Promise<Worker> => {
    const { url } = await createDatabase()
    for (const { name, statements = [] } of GUARDS)
      if (names.includes(name)) await onDatabase(url, statements)
    return startWorker(url, {
      execArgv: ['--import', PRELOAD],
      env: { SOUNDING_WITHOUT_GUARDS: names.join(',') },
    })
  }
  const behind = guard.behind ?? []
  const without = await start([guard.name, ...behind])
  const whole = await start(behind)
  try {
    let cases = 0
    for (const one of casesFor(guard, seed, CASES_AT_MOST)) {
      cases++
      const broken = await brokenOf(without, one)
      if (broken.length === 0) continue
      // What breaks with the guard too says nothing of it.
      if ((await brokenOf(whole, one)).length === 0) return { guard, caught: { one, broken }, cases }
    }
    return { guard, caught: undefined, cases }
  } finally {
    await Promise.all([without.stop(), whole.stop()])
  }
}

/** A run that cannot be made to its end is broken too. */
async function brokenOf(worker: Worker, one: Case): Promise<readonly string[]> {
  try {
    return (await worker.run(one)).broken
  } catch (error) {
    return [error instanceof Error ? (error.message.split('\n')[0] ?? 'failed') : 'failed']
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
