import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export type ReceiverSettings = {
  readonly databaseUrl: string
  readonly apiUrl: string
  readonly holder: string
  readonly nextAfterMs: number
} & (
  | { readonly platform: 'slack'; readonly tokens: { readonly botToken: string; readonly appToken: string } }
  | { readonly platform: 'discord'; readonly tokens: { readonly token: string } }
)

export type ToReceiver = 'begin' | 'stop'
export type FromReceiver =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'heard'; readonly text: string }
  | { readonly kind: 'reads'; readonly since: string }

export interface Receiver {
  readonly holder: string
  /** What it heard, oldest first. */
  readonly heard: readonly string[]
  /** Since when it read the history, each time it did. */
  readonly reads: readonly Date[]
  /** Ends as a signal would have it. */
  stop(): Promise<void>
  /** `kill -9`. */
  kill(): Promise<void>
}

const PROCESS = fileURLToPath(import.meta.resolve('./receiver-process.ts'))

/**
 * Starts processes that receive, all at the same instant, however long each takes to load. Resolves when all are ready;
 * rejects if one could not connect.
 */
export async function startReceivers(all: readonly ReceiverSettings[]): Promise<readonly Receiver[]> {
  const begun = await Promise.all(all.map(load))
  return Promise.all(begun.map((begin) => begin()))
}

/** Returns what has it begin. */
async function load(settings: ReceiverSettings): Promise<() => Promise<Receiver>> {
  const heard: string[] = []
  const reads: Date[] = []
  const child = fork(PROCESS, [JSON.stringify(settings)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let complaint = ''
  child.stderr?.on('data', (data) => {
    complaint += String(data)
  })
  const told = (kind: FromReceiver['kind']) =>
    new Promise<void>((resolve, reject) => {
      child.on('message', (message: FromReceiver) => message.kind === kind && resolve())
      child.once('exit', () => reject(new Error(`it ended: ${complaint}`)))
    })
  child.on('message', (message: FromReceiver) => {
    if (message.kind === 'heard') heard.push(message.text)
    if (message.kind === 'reads') reads.push(new Date(message.since))
  })
  await told('loaded')
  return async () => {
    child.send('begin' satisfies ToReceiver)
    await told('ready')
    return {
      holder: settings.holder,
      heard,
      reads,
      stop: () => ended(child, () => child.send('stop' satisfies ToReceiver)),
      kill: () => ended(child, () => child.kill('SIGKILL')),
    }
  }
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  end()
  await gone
}
