import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Figures } from '../figures.ts'
import type { Options } from '../options.ts'
import { startPostgres } from '../processes/postgres.ts'
import type { Case } from './case.ts'
import { everyPair, furtherSeeds, kindsNamed, type Planned, pointsNamed } from './plan.ts'
import type { CaseResult } from './run-case.ts'
import { shrink } from './shrink.ts'
import { startWorker, type Worker } from './workers.ts'

const WORKERS = 2
const SEEDS = 5
const FURTHER_SEEDS = 2_000
/** Broken cases that are made smaller; of more of them only the name is told. */
const SHRUNK_AT_MOST = 5

interface Done {
  readonly one: Case
  readonly result: CaseResult
}

/** Simulated processes on real PostgreSQL. Throws RangeError for a name that is none. */
export async function runSimulation(options: Options, tell: (text: string) => void): Promise<Figures> {
  const startedAt = performance.now()
  const points = pointsNamed(options.points)
  const kinds = kindsNamed(options.kinds)
  const postgres = await startPostgres()
  const workers: Worker[] = []
  const done: Done[] = []
  try {
    for (let count = 0; count < WORKERS; count++)
      workers.push(await startWorker((await postgres.createDatabase()).url))
    const parts: readonly (readonly [string, readonly Planned[]])[] = options.one
      ? [['the given case', [{ name: 'the given case', one: options.one }]]]
      : [
          [
            `${points.length} crash points × ${kinds.length} kinds of fault`,
            everyPair(points, kinds, options.seed, options.seeds ?? SEEDS),
          ],
          ['further seeds', furtherSeeds(options.seed, options.further ?? FURTHER_SEEDS)],
        ]
    for (const [what, planned] of parts) {
      if (planned.length === 0) continue
      const since = performance.now()
      const results = await runAll(planned, workers, options, tell)
      done.push(...results)
      const broken = results.filter(({ result }) => result.broken.length > 0).length
      tell(
        `${what}: ${results.length} runs, ${broken} broken, ${results.reduce((sum, { result }) => sum + result.deaths, 0)} deaths, ` +
          `${results.reduce((sum, { result }) => sum + result.faults, 0)} other faults, ${Math.round((performance.now() - since) / 1000)} s`,
      )
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
    await postgres.stop()
  }
  return figuresOf(done, (performance.now() - startedAt) / 1000)
}

async function runAll(
  planned: readonly Planned[],
  workers: readonly Worker[],
  options: Options,
  tell: (text: string) => void,
): Promise<readonly Done[]> {
  const waiting = [...planned]
  const done: Done[] = []
  let shrunk = 0
  const work = async (worker: Worker) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { one, result } = await reached(next.one, worker)
      done.push({ one, result })
      if (done.length % 200 === 0) tell(`${done.length}/${planned.length}`)
      if (result.broken.length === 0) continue
      tell(`BROKEN ${next.name}`)
      for (const what of result.broken) tell(`    ${what}`)
      if (shrunk++ >= SHRUNK_AT_MOST) {
        tell(`    again by: ${commandFor(one)}`)
        continue
      }
      const smallest = await shrink(one, async (each) => (await worker.run(each)).broken.length > 0)
      const again = await worker.run(smallest)
      const file = path.join(options.out, 'simulation', `${next.name.replaceAll(/[^\w]+/g, '-')}.jsonl`)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, again.lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      for (const what of again.broken) tell(`    smallest: ${what}`)
      tell(`    again by: ${commandFor(smallest)}`)
      tell(`    what people and bot did: ${path.relative('.', file)}`)
    }
  }
  await Promise.all(workers.map(work))
  return done
}

/** A pass that this run does not come to is too late: then the first one. */
async function reached(one: Case, worker: Worker): Promise<Done> {
  const result = await worker.run(one)
  if (result.deaths + result.halts > 0 || result.broken.length > 0 || !one.death || one.death.pass === 1)
    return { one, result }
  const earlier = { ...one, death: { ...one.death, pass: 1 } }
  return { one: earlier, result: await worker.run(earlier) }
}

function commandFor(one: Case): string {
  return `npm run --silent faults -- --layer simulation --case '${JSON.stringify(one)}'`
}

function figuresOf(done: readonly Done[], seconds: number): Figures {
  const sum = (of: (result: CaseResult) => number) =>
    done.reduce((before, { result }) => before + of(result), 0)
  return {
    layer: 'simulation',
    runs: done.length,
    crashPoints: new Set(
      done.flatMap(({ one, result }) =>
        result.deaths + result.halts > 0 && one.death ? [one.death.point] : [],
      ),
    ).size,
    faultKinds: new Set(done.flatMap(({ one, result }) => (result.faults > 0 ? one.kinds : []))).size,
    seeds: new Set(done.map(({ one }) => one.chance)).size,
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    ambiguous: sum(({ ambiguous }) => ambiguous),
    reconciled: sum(({ reconciled }) => reconciled),
    invariantsBroken: sum(({ broken }) => broken.length),
    guards: { tried: null, caught: null },
    seconds: Math.round(seconds * 10) / 10,
  }
}
