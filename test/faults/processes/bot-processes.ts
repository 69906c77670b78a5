import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { environmentWith } from '../../../src/config.ts'
import type { FromBot, ToBot } from './bot-process.ts'
import type { Doom } from './death.ts'

const BOT = fileURLToPath(import.meta.resolve('./bot-process.ts'))
const RESTART_AFTER_MS = 300
const STOP_WITHIN_MS = 15_000
const READY_WITHIN_MS = 60_000

export interface BotProcesses {
  /** Resolves when all take part. */
  start(count: number): Promise<void>
  /** Passes of the crash point count from now on, those of processes started later from their start. */
  count(): void
  /** Kills every process by SIGKILL; each has its heir a moment later. */
  kill(): void
  /** Processes that died by SIGKILL. */
  readonly deaths: number
  /** When each process was started, milliseconds since the epoch. */
  readonly births: readonly number[]
  /** Of those that run. */
  readonly pids: readonly number[]
  /** What went wrong with the processes themselves: one that ended in another way. */
  readonly troubles: readonly string[]
  /** Paths of what they logged. */
  readonly logs: readonly string[]
  /** The heirs of who died are ready. */
  settled(): Promise<void>
  stop(): Promise<void>
}

interface Options {
  readonly settings: Readonly<Record<string, string>>
  readonly doom: Doom | undefined
  /** Folder for their logs. */
  readonly folder: string
}

/** Bot processes that are started again whenever one dies. */
export function createBotProcesses({ settings, doom, folder }: Options): BotProcesses {
  const running = new Set<ChildProcess>()
  const starting = new Set<Promise<void>>()
  const troubles: string[] = []
  const logs: string[] = []
  const births: number[] = []
  let counting = false
  let stopping = false
  let deaths = 0

  const start = async () => {
    const log = path.join(folder, `bot-${logs.length + 1}.log`)
    logs.push(log)
    const output = openSync(log, 'a')
    births.push(Date.now())
    const child = fork(BOT, doom ? [JSON.stringify(doom)] : [], {
      env: environmentWith(settings),
      execArgv: ['--max-semi-space-size=4'],
      stdio: ['ignore', output, output, 'ipc'],
    })
    closeSync(output)
    running.add(child)
    if (counting) tell(child, { kind: 'count' })
    const ready = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`a bot was not ready in time: ${log}`)), READY_WITHIN_MS)
      const end = (then: () => void) => () => {
        clearTimeout(late)
        then()
      }
      child.on('message', (message: FromBot) => {
        if (message.kind === 'ready') end(resolve)()
      })
      // Whoever dies before has an heir, which counts as a start of its own.
      child.once('exit', end(resolve))
    })
    child.once('exit', (code, signal) => {
      running.delete(child)
      if (stopping) return
      if (signal === 'SIGKILL') deaths++
      else troubles.push(`a bot process ended by itself (${signal ?? `exit code ${code}`}): ${log}`)
      if (signal === 'SIGKILL') keep(wait(RESTART_AFTER_MS).then(() => (stopping ? undefined : start())))
    })
    await ready
  }
  const keep = (work: Promise<void>) => {
    const kept = work.catch((error: Error) => void troubles.push(error.message))
    starting.add(kept)
    void kept.then(() => starting.delete(kept))
  }

  return {
    logs,
    troubles,
    births,
    get deaths() {
      return deaths
    },
    get pids() {
      return [...running].flatMap(({ pid }) => pid ?? [])
    },
    kill() {
      for (const child of running) child.kill('SIGKILL')
    },
    async start(count) {
      for (let number = 0; number < count; number++) keep(start())
      await this.settled()
    },
    count() {
      counting = true
      for (const child of running) tell(child, { kind: 'count' })
    },
    async settled() {
      while (starting.size > 0) await Promise.all(starting)
    },
    async stop() {
      stopping = true
      await Promise.all(
        [...running].map(async (child) => {
          const gone = once(child, 'exit')
          tell(child, { kind: 'stop' })
          const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
          await gone
          clearTimeout(late)
        }),
      )
    },
  }
}

function tell(child: ChildProcess, message: ToBot): void {
  if (child.connected) child.send(message, () => undefined)
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
