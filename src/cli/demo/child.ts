import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import path from 'node:path'
import { createSystemClock } from '../../adapters/system/clock.ts'
import { DemoFailure } from './failure.ts'

/** What the processes of a demo say to each other: every message has a kind. */
interface Message {
  readonly kind: string
}

/**
 * A process of the demo that says messages `M`. It never outlives this one: each of them ends when its IPC channel
 * closes.
 */
export interface Child<M extends Message> {
  readonly pid: number
  send(message: Message): void
  /** The first message of this kind, come or to come. Rejects with DemoFailure if the process ends before. */
  first<K extends M['kind']>(kind: K): Promise<Extract<M, { kind: K }>>
  /** Calls `listener` for each message, those that came already first. */
  on(listener: (message: M) => void): void
  /** Never resolves; rejects with DemoFailure when the process ends. */
  lives(): Promise<never>
  /** Asks it to stop, insists after a while, and returns once it is gone. Resolves at once if it is gone already. */
  stop(): Promise<void>
}

export interface ChildOptions {
  readonly name: string
  /** The file to run, absolute. */
  readonly script: string
  readonly args: readonly string[]
  /** Node's own options. */
  readonly nodeOptions?: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder for its output, NAME.log. */
  readonly logs: string
}

const STOP_WITHIN_MS = 25_000

/** Starts a Node process; what it says is taken to be `M`, since it is of the same checkout. */
export function startChild<M extends Message>({
  name,
  script,
  args,
  nodeOptions = [],
  env,
  logs,
}: ChildOptions): Child<M> {
  const log = path.join(logs, `${name}.log`)
  const output = openSync(log, 'a')
  const child = fork(script, [...args], {
    env: { ...env },
    execArgv: [...nodeOptions],
    stdio: ['ignore', output, output, 'ipc'],
  })
  closeSync(output)
  const seen: M[] = []
  const listeners = new Set<(message: M) => void>()
  let ended = false
  const exit = new Promise<string>((resolve) => {
    const end = (how: string) => {
      ended = true
      resolve(how)
    }
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`))
    child.once('error', (error) => end(error.message))
  })
  child.on('message', (message: M) => {
    seen.push(message)
    for (const listener of listeners) listener(message)
  })
  const on = (listener: (message: M) => void) => {
    seen.forEach(listener)
    listeners.add(listener)
  }
  const lives = async (): Promise<never> => {
    throw new DemoFailure(`the ${name} process ended early (${await exit}); its output is in ${log}`)
  }
  return {
    pid: child.pid ?? 0,
    on,
    lives,
    send: (message) => tell(child, message),
    first: <K extends M['kind']>(kind: K) => {
      const come = new Promise<Extract<M, { kind: K }>>((resolve) => {
        on((message) => {
          if (isOf(message, kind)) resolve(message)
        })
      })
      return Promise.race([come, lives()])
    },
    async stop() {
      if (ended) return
      const inTime = new AbortController()
      tell(child, { kind: 'stop' })
      createSystemClock()
        .sleep(STOP_WITHIN_MS, inTime.signal)
        .then(() => ended || child.kill('SIGKILL'))
      await exit
      inTime.abort()
    },
  }
}

function isOf<M extends Message, K extends M['kind']>(
  message: M,
  kind: K,
): message is Extract<M, { kind: K }> {
  return message.kind === kind
}

function tell(child: ChildProcess, message: Message): void {
  // A process that has just gone is noticed by its exit.
  if (child.connected) child.send(message, () => undefined)
}
