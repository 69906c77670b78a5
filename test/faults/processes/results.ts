import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Figures } from '../figures.ts'
import { isPoint } from './combinations.ts'
import { isSameCommit } from './commit.ts'
import type { RunResult } from './scenario.ts'

interface Line extends RunResult {
  /** Absent where nobody knew it. */
  readonly commit?: string
}

/** Adds a run of a commit to the file of results, one JSON object a line. */
export function addResult(file: string, commit: string | undefined, result: RunResult): void {
  mkdirSync(path.dirname(file), { recursive: true })
  appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), commit, ...result })}\n`)
}

/** By its name, each combination whose newest run of this very commit held; a line that was cut off is left out. */
export function heldAt(file: string, commit: string | undefined): ReadonlyMap<string, RunResult> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const results = new Map<string, RunResult>()
  for (const line of lines) {
    if (!line.endsWith('}')) continue
    const result = JSON.parse(line) as Line
    if (!isSameCommit(result.commit, commit)) continue
    if (result.broken.length === 0) results.set(result.name, result)
    else results.delete(result.name)
  }
  return results
}

/** The figures of a set of runs; null for what real processes do not have. */
export function summary(results: readonly RunResult[], seconds: number): Figures {
  const sum = (of: (result: RunResult) => number) => results.reduce((before, each) => before + of(each), 0)
  const faults = new Set(results.map(({ fault }) => fault))
  const points = [...faults].filter((fault) => isPoint(fault as never)).length
  return {
    layer: 'processes',
    runs: results.length,
    crashPoints: points,
    faultKinds: faults.size - points + (points > 0 ? 1 : 0),
    seeds: new Set(results.map(({ seed }) => seed)).size,
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    ambiguous: sum(({ ambiguous }) => ambiguous),
    reconciled: sum(({ reconciled }) => reconciled),
    invariantsBroken: sum(({ broken }) => broken.length),
    guards: { tried: null, caught: null },
    seconds: Math.round(seconds * 10) / 10,
  }
}
