import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import type { Binaries } from './binaries.ts'
import type { Place } from './place.ts'
import { type Account, dropTo } from './privileges.ts'
import { ENVIRONMENT, run } from './run.ts'

/** What a server wrote into its postmaster.pid; it may be dead by now. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A failing statement and its DETAIL can hold what a participant said.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

const FAST = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }

/** https://www.postgresql.org/docs/18/storage-file-layout.html: pid, folder, time, port, socket, address, key, status. */
export async function readPostmaster(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!(pid > 0) || !(port > 0)) return undefined
  return { pid, port, ready: lines[7] === 'ready' }
}

/** Starts a server that outlives this process. Returns its pid and a promise that resolves if it ends. */
export async function spawnPostmaster(
  place: Place,
  binaries: Binaries,
  account: Account | undefined,
  fast: boolean,
): Promise<{ readonly pid: number | undefined; readonly ended: Promise<void> }> {
  const port = await freePort(Number(await readFile(place.port, 'utf8').catch(() => '0')))
  const settings = Object.entries({ ...SETTINGS, ...(fast ? FAST : {}), port: String(port) })
  const output = await open(place.serverLog, 'a', 0o600)
  try {
    const child = spawn(
      binaries.postgres,
      ['-D', place.data, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        cwd: place.cluster,
        env: ENVIRONMENT,
        stdio: ['ignore', output.fd, output.fd],
        detached: true,
        ...dropTo(account),
      },
    )
    child.unref()
    const ended = Promise.race([once(child, 'exit'), once(child, 'error')]).then(
      () => undefined,
      () => undefined,
    )
    // Kept for the next start: pools that outlive the server find it again.
    await writeFile(place.port, String(port))
    return { pid: child.pid, ended }
  } finally {
    await output.close()
  }
}

/** Ends sessions, writes everything out, and returns once the server is gone. */
export async function stopPostmaster(
  place: Place,
  binaries: Binaries,
  account: Account | undefined,
): Promise<void> {
  const args = ['stop', '-D', place.data, '-m', 'fast', '-w', '-t', '60']
  try {
    await run(binaries.pgCtl, args, { cwd: place.cluster, ...dropTo(account) })
  } catch (error) {
    if ((await readPostmaster(place.data)) !== undefined) throw error
  }
}

/** The last lines the server wrote, for an error's message. */
export async function lastWords(place: Place): Promise<string> {
  const text = await readFile(place.serverLog, 'utf8').catch(() => '')
  return text.trim().split('\n').slice(-5).join('\n')
}

async function freePort(wanted: number): Promise<number> {
  const server = createServer()
  try {
    server.listen(wanted, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  } catch (error) {
    if (wanted === 0) throw error
    return await freePort(0)
  } finally {
    server.close()
  }
}
