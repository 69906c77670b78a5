import pg from 'pg'
import type { Figures } from '../figures.ts'
import type { Options } from '../options.ts'
import { startPostgres } from '../processes/postgres.ts'
import type { Case } from '../simulation/case.ts'
import { startWorker, type Worker } from '../simulation/workers.ts'
import { casesFor, GUARDS, type Guard } from './guards.ts'

const PRELOAD = import.meta.resolve('./preload.ts')
/** Cases tried before a guard counts as one that nothing misses. */
const CASES_AT_MOST = 120
const AT_ONCE = 2

interface Tried {
  readonly guard: Guard
  /** What broke without the guard, and with it does not. */
  readonly caught: { readonly one: Case; readonly broken: readonly string[] } | undefined
  readonly cases: number
}

/** Takes each guard out of the simulation in turn: something must break that holds with it. */
export async function runGuards(options: Options, tell: (text: string) => void): Promise<Figures> {
  const startedAt = performance.now()
  const unknown = options.kinds?.filter((name) => !GUARDS.some((guard) => guard.name === name)) ?? []
  if (unknown.length > 0)
    throw new RangeError(
      `no such guard: ${unknown.join(', ')}; there are ${GUARDS.map(({ name }) => name).join(', ')}`,
    )
  const waiting = GUARDS.filter(({ name }) => options.kinds?.includes(name) ?? true)
  const postgres = await startPostgres()
  const tried: Tried[] = []
  try {
    const work = async () => {
      for (let guard = waiting.shift(); guard; guard = waiting.shift()) {
        const one = await tryWithout(guard, options.seed, postgres.createDatabase)
        tried.push(one)
        tell(
          one.caught
            ? `caught: ${guard.name}, after ${one.cases} cases: ${one.caught.broken[0]}`
            : `NOT CAUGHT: ${guard.name}, in ${one.cases} cases`,
        )
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    await postgres.stop()
  }
  return {
    layer: 'guards',
    runs: tried.reduce((sum, { cases }) => sum + cases, 0),
    crashPoints: null,
    faultKinds: null,
    seeds: null,
    lost: null,
    doubled: null,
    ambiguous: null,
    reconciled: null,
    invariantsBroken: null,
    guards: { tried: tried.length, caught: tried.filter(({ caught }) => caught).length },
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  }
}

async function tryWithout(
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
