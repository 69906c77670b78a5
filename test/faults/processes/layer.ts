import path from 'node:path'
import type { Figures } from '../figures.ts'
import type { Options } from '../options.ts'
import { type Combination, combinations, isMeasure, nameOf } from './combinations.ts'
import { commitHere } from './commit.ts'
import { startPostgres } from './postgres.ts'
import { hasRedis } from './redis.ts'
import { addResult, heldAt, summary } from './results.ts'
import { type Ground, type RunResult, run } from './scenario.ts'

const RUNS_AT_ONCE = 2
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Real bot processes that are killed. Results are added to a file as they come. Throws RangeError for a name that is none. */
export async function runProcesses(options: Options, tell: (text: string) => void): Promise<Figures> {
  const startedAt = performance.now()
  const file = path.join(options.out, 'results.jsonl')
  const redis = hasRedis()
  if (!redis) tell('No redis-server on the PATH: the faults of Redis are left out.')
  const chosen = Array.from({ length: options.seeds ?? 1 }, (_, index) =>
    combinations({ ...options, seed: options.seed + index, redis }),
  ).flat()
  const commit = commitHere()
  const held = options.resume ? heldAt(file, commit) : new Map<string, RunResult>()
  const todo = chosen.filter((each) => !held.has(nameOf(each)))
  const own = chosen.flatMap((each) => held.get(nameOf(each)) ?? [])
  tell(`${todo.length} runs, results in ${path.relative('.', file)}`)
  if (todo.length > 0)
    await runAll(todo, path.join(options.out, 'runs'), (result, number) => {
      addResult(file, commit, result)
      own.push(result)
      const verdict = result.broken.length === 0 ? 'held' : 'BROKEN'
      tell(
        `${number}/${todo.length} ${verdict} ${result.name} (${result.deaths} deaths, ${result.seconds} s)`,
      )
      for (const [what, figure] of Object.entries(result.measured ?? {})) tell(`    ${figure} ${what}`)
      for (const what of result.broken) tell(`    ${what}`)
      if (result.broken.length > 0) tell(`    again by: ${result.command}`)
    })
  return summary(own, (performance.now() - startedAt) / 1000)
}

/** Runs that restart the server all stand on go one by one, after the others. */
async function runAll(
  todo: readonly Combination[],
  folder: string,
  done: (result: RunResult, number: number) => void,
): Promise<void> {
  const postgres = await startPostgres()
  const ground: Ground = {
    createDatabase: () => postgres.createDatabase(),
    restartPostgres: () => postgres.restart(),
    folder,
  }
  let number = 0
  let asked = false
  // The server outlives this process unless it is stopped: runs in hand are finished first.
  const ask = () => {
    asked = true
  }
  for (const signal of SIGNALS) process.once(signal, ask)
  const work = async (waiting: Combination[]) => {
    for (let next = waiting.shift(); next && !asked; next = waiting.shift())
      done(await run(next, ground), ++number)
  }
  const alone = (each: Combination) => each.fault === 'postgres-restart' || isMeasure(each.fault)
  try {
    const together = todo.filter((each) => !alone(each))
    await Promise.all(Array.from({ length: RUNS_AT_ONCE }, () => work(together)))
    await work(todo.filter(alone))
  } finally {
    await postgres.stop()
    for (const signal of SIGNALS) process.off(signal, ask)
  }
}
