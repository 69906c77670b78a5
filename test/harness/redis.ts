import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from './free-port.ts'

export interface TestRedis {
  readonly url: string
  /** As if its machine had failed. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** Starts a Redis of its own on loopback, or returns undefined where there is no `redis-server`. */
export async function startRedis(port?: number): Promise<TestRedis | undefined> {
  const dir = await mkdtemp(path.join(tmpdir(), 'sounding-redis-'))
  const chosen = port ?? (await freePort())
  const options = {
    bind: '127.0.0.1',
    port: String(chosen),
    dir,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
  }
  const server = spawn(
    'redis-server',
    Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: 'ignore' },
  )
  const exited = once(server, 'exit')
  const started = await once(server, 'spawn').then(
    () => true,
    () => false,
  )
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill(signal)
      await exited
    }
    await rm(dir, { recursive: true, force: true })
  }
  if (!started) {
    exited.catch(() => {})
    await rm(dir, { recursive: true, force: true })
    return undefined
  }
  const url = `redis://127.0.0.1:${chosen}`
  await answers(url)
  return { url, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
}

/** Waits until a Redis answers there; throws if none does within ten seconds. */
async function answers(url: string): Promise<void> {
  const client = new Redis(url, {
    maxRetriesPerRequest: 100,
    retryStrategy: (times) => (times > 100 ? null : 100),
  })
  client.on('error', () => {})
  await client.ping()
  await client.quit()
}
