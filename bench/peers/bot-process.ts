import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const TETHER = import.meta.resolve('./tether.ts')
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const RESTART_AFTER_MS = 300
const CONNECTED_WITHIN_MS = 60_000
const LOOK_MS = 20

/** How a bot is started. */
export interface Program {
  /** Path of its file from the repository's root, then its arguments. */
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface BotProcess {
  /** Resolves when it has a socket open. */
  start(): Promise<void>
  /** Kills it by SIGKILL and starts it again 0.3 s later; a kill asked for while it is not up waits until it is. */
  kill(): Promise<void>
  readonly kills: number
  stop(): Promise<void>
}

/** The only process of a bot. `sockets` counts those the platform holds open to it; throws if it ends by itself. */
export function createBotProcess(program: Program, sockets: () => number, folder: string): BotProcess {
  let child: ChildProcess | undefined
  let kills = 0
  let turn: Promise<void> = Promise.resolve()
  let stopping = false

  const connected = async (to: ChildProcess) => {
    const deadline = performance.now() + CONNECTED_WITHIN_MS
    while (sockets() === 0) {
      if (to.exitCode !== null) throw new Error(`${program.command[0]} ended by itself, see ${folder}`)
      if (performance.now() > deadline)
        throw new Error(`${program.command[0]} did not connect, see ${folder}`)
      await wait(LOOK_MS)
    }
  }
  const begin = async () => {
    const [file, ...args] = program.command
    const output = openSync(path.join(folder, 'bot.log'), 'a')
    child = fork(path.join(ROOT, file), args, {
      cwd: folder,
      env: program.env,
      execArgv: ['--import', TETHER],
      stdio: ['ignore', output, output, 'ipc'],
    })
    closeSync(output)
    await connected(child)
  }
  const end = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    while (sockets() > 0) await wait(LOOK_MS)
  }

  return {
    get kills() {
      return kills
    },
    start: begin,
    kill() {
      turn = turn.then(async () => {
        if (stopping) return
        await end()
        kills++
        await wait(RESTART_AFTER_MS)
        await begin()
      })
      return turn
    },
    async stop() {
      stopping = true
      await turn.catch(() => undefined)
      await end()
    },
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
