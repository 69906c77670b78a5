import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Case } from './case.ts'
import type { CaseResult } from './run-case.ts'
import type { FromWorker, ToWorker } from './worker.ts'

const WORKER = fileURLToPath(import.meta.resolve('./worker.ts'))
/** A case takes a fraction of a second: one that takes this long hangs. */
const HANGS_AFTER_MS = 60_000

export interface Worker {
  /** Rejects if the run could not be made. */
  run(one: Case): Promise<CaseResult>
  stop(): Promise<void>
}

export interface WorkerOptions {
  /** For who loads something before it. */
  readonly execArgv?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a worker on a database. */
export async function startWorker(
  databaseUrl: string,
  { execArgv = [], env = {} }: WorkerOptions = {},
): Promise<Worker> {
  const child = fork(WORKER, [databaseUrl], {
    execArgv: [...execArgv],
    env: { ...process.env, ...env },
    serialization: 'advanced',
  })
  let ids = 0
  await message(child, ({ kind }) => kind === 'ready', HANGS_AFTER_MS)
  return {
    async run(one) {
      const id = ++ids
      child.send({ id, one } satisfies ToWorker)
      const answer = await message(
        child,
        (each) => each.kind !== 'ready' && (each.id === id || each.id === -1),
        HANGS_AFTER_MS,
      )
      if (answer.kind === 'result') return answer.result
      throw new Error(answer.kind === 'failed' ? answer.message : 'no result')
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.disconnect()
      }),
  }
}

function message(
  child: ChildProcess,
  wanted: (message: FromWorker) => boolean,
  withinMs: number,
): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => end(() => reject(new Error('a simulated run hangs'))), withinMs)
    const hear = (each: unknown) => {
      if (wanted(each as FromWorker)) end(() => resolve(each as FromWorker))
    }
    const gone = (code: number | null) => end(() => reject(new Error(`a worker ended with ${code}`)))
    const end = (then: () => void) => {
      clearTimeout(late)
      child.off('message', hear)
      child.off('exit', gone)
      then()
    }
    child.on('message', hear)
    child.on('exit', gone)
  })
}
