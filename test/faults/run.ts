import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Combination, combinations, nameOf, type Selection } from './combinations.ts'
import { startPostgres } from './postgres.ts'
import { hasRedis } from './redis.ts'
import { addResult, readResults, summary } from './results.ts'
import { type Ground, type RunResult, run } from './scenario.ts'

/**
 * The fault harness: `npm run --silent faults -- --layer processes`. Exit code 0 if every run held, 1 if one did not
 * or something was asked for that is not there.
 */
const RUNS_AT_ONCE = 2
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof RangeError) && !isOfTheOptions(error)) throw error
  process.stderr.write(`faults: ${error.message}\n`)
  return 1
})

async function main(): Promise<number> {
  const { values: flags } = parseArgs({
    options: {
      layer: { type: 'string', default: 'processes' },
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '1' },
      points: { type: 'string' },
      platform: { type: 'string' },
      processes: { type: 'string' },
      twice: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      out: { type: 'string', default: path.join('.sounding', 'faults') },
    },
  })
  checkLayer(flags.layer)
  const startedAt = performance.now()
  const tell = (text: string) => void (flags.json ? process.stderr : process.stdout).write(`${text}\n`)
  const file = path.resolve(flags.out, 'results.jsonl')
  const seed = wholeNumber('seed', flags.seed)
  const redis = hasRedis()
  if (!redis) tell('No redis-server on the PATH: the faults of Redis are left out.')
  const chosen = Array.from({ length: wholeNumber('seeds', flags.seeds) }, (_, index) =>
    combinations({ ...selectionOf(flags), seed: seed + index, redis }),
  ).flat()
  const known = readResults(file)
  const todo = chosen.filter((each) => !(flags.resume && known.get(nameOf(each))?.broken.length === 0))
  tell(`${todo.length} runs, results in ${path.relative('.', file)}`)
  if (todo.length > 0)
    await runAll(todo, path.resolve(flags.out, 'runs'), (result, number) => {
      addResult(file, result)
      const verdict = result.broken.length === 0 ? 'held' : 'BROKEN'
      tell(
        `${number}/${todo.length} ${verdict} ${result.name} (${result.deaths} deaths, ${result.seconds} s)`,
      )
      for (const what of result.broken) tell(`    ${what}`)
      if (result.broken.length > 0) tell(`    again by: ${result.command}`)
    })
  const results = readResults(file)
  const own = chosen.flatMap((each) => results.get(nameOf(each)) ?? [])
  const figures = summary(own, (performance.now() - startedAt) / 1000)
  const text = JSON.stringify(figures)
  tell(text)
  if (flags.json) process.stdout.write(`${text}\n`)
  return figures.invariantsBroken === 0 ? 0 : 1
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
  const alone = (each: Combination) => each.fault === 'postgres-restart'
  try {
    const together = todo.filter((each) => !alone(each))
    await Promise.all(Array.from({ length: RUNS_AT_ONCE }, () => work(together)))
    await work(todo.filter(alone))
  } finally {
    await postgres.stop()
    for (const signal of SIGNALS) process.off(signal, ask)
  }
}

/** What `parseArgs` throws. */
function isOfTheOptions(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && `${error.code}`.startsWith('ERR_PARSE_ARGS')
}

function checkLayer(layer: string): void {
  if (layer === 'processes') return
  const planned = ['simulation', 'guards', 'all'].includes(layer)
  throw new RangeError(
    planned
      ? `the layer ${layer} is not there yet: only --layer processes is`
      : `no such layer: ${layer}; there is --layer processes`,
  )
}

function selectionOf(flags: {
  readonly points?: string
  readonly platform?: string
  readonly processes?: string
  readonly twice: boolean
}): Omit<Selection, 'seed' | 'redis'> {
  const { points, platform, processes, twice } = flags
  if (platform !== undefined && platform !== 'slack' && platform !== 'discord')
    throw new RangeError('--platform is slack or discord')
  if (processes !== undefined && processes !== '1' && processes !== '2')
    throw new RangeError('--processes is 1 or 2')
  return {
    ...(points && { faults: points.split(',') }),
    ...(platform && { platform }),
    ...(processes && { processes: processes === '1' ? 1 : 2 }),
    twice,
  }
}

function wholeNumber(name: string, given: string): number {
  if (!/^\d{1,9}$/.test(given)) throw new RangeError(`--${name} is a whole number`)
  return Number(given)
}
