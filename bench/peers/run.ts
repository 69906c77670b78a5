import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '../../test/faults/processes/postgres.ts'
import { ARMS } from './arms.ts'
import { FAULTS } from './faults.ts'
import { line, sum, summary, table } from './figures.ts'
import { type Case, interviewing, type Outcome } from './interviewing.ts'

/** The same people and the same faults through three bots: `npm run peers`. Exit code 0 if every run could be made. */
const PACKAGES = path.join(import.meta.dirname, 'node_modules')
const RUNS_AT_ONCE = 2
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof RangeError) && !isOfTheOptions(error)) throw error
  process.stderr.write(`peers: ${error.message}\n`)
  return 1
})

async function main(): Promise<number> {
  const { values: flags } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '1' },
      kills: { type: 'string', default: '4' },
      json: { type: 'boolean', default: false },
      out: { type: 'string', default: path.join('.sounding', 'peers') },
    },
  })
  const [seed, seeds, kills] = [
    wholeNumber('seed', flags.seed),
    wholeNumber('seeds', flags.seeds),
    wholeNumber('kills', flags.kills),
  ]
  if (!existsSync(path.join(PACKAGES, 'chat')))
    throw new RangeError('the peers are not installed: npm ci --prefix bench/peers')
  const startedAt = performance.now()
  const tell = (text: string) => void (flags.json ? process.stderr : process.stdout).write(`${text}\n`)
  const cases = Array.from({ length: seeds }, (_, index) => casesOf(seed + index, kills)).flat()
  const outcomes: Outcome[] = []
  await runAll(cases, path.resolve(flags.out), (outcome) => {
    outcomes.push(outcome)
    tell(`${outcomes.length}/${cases.length} ${line(outcome)}`)
  })
  tell('')
  for (const fault of FAULTS)
    for (const arm of ARMS)
      tell(table(`${fault} ${arm}`, sum(outcomes.filter((o) => o.fault === fault && o.arm === arm))))
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  const text = JSON.stringify({ seeds, runs: outcomes.length, seconds, arms: summary(outcomes) })
  if (flags.json) process.stdout.write(`${text}\n`)
  return outcomes.length === cases.length ? 0 : 1
}

/** The arms take turns in coming first. */
function casesOf(seed: number, kills: number): readonly Case[] {
  return FAULTS.flatMap((fault, index) =>
    ARMS.map((_, place) => ({
      arm: ARMS[(place + index + seed) % ARMS.length] ?? ARMS[0],
      fault,
      seed,
      kills,
    })),
  )
}

async function runAll(
  cases: readonly Case[],
  folder: string,
  done: (outcome: Outcome) => void,
): Promise<void> {
  const postgres = await startPostgres()
  const waiting = [...cases]
  // The server outlives this process unless it is stopped: runs in hand are finished first.
  const ask = () => waiting.splice(0)
  for (const signal of SIGNALS) process.once(signal, ask)
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      done(await interviewing(next, postgres, folder))
  }
  try {
    await Promise.all(Array.from({ length: RUNS_AT_ONCE }, work))
  } finally {
    await postgres.stop()
    for (const signal of SIGNALS) process.off(signal, ask)
  }
}

/** What `parseArgs` throws. */
function isOfTheOptions(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && `${error.code}`.startsWith('ERR_PARSE_ARGS')
}

function wholeNumber(name: string, given: string): number {
  if (!/^\d{1,6}$/.test(given)) throw new RangeError(`--${name} is a whole number`)
  return Number(given)
}
