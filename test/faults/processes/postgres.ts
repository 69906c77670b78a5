import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '../../../src/adapters/postgres/embedded/launcher.ts'
import { readPostmaster } from '../../../src/adapters/postgres/embedded/postmaster.ts'
import { migrateToLatest } from '../../../src/adapters/postgres/migrate.ts'
import { openDatabase } from '../../../src/adapters/postgres/pool.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { poolOn } from './study.ts'

export interface OwnPostgres {
  createDatabase(): Promise<{ readonly url: string; close(): Promise<void> }>
  restart(): Promise<void>
  /** Ends the server as if it had crashed. */
  crash(): Promise<void>
  /** Starts it again, on the same port; resolves when it answers. */
  comeBack(): Promise<void>
  /** Of the address it listens on, or did before it crashed. */
  readonly port: number
  stop(): Promise<void>
}

const TEMPLATE = 'faults_template'

/**
 * A server of the harness's own, with a migrated template from which each run gets its database. `durable`: what is
 * committed outlives a crash of the server, as it does with the settings a bot's own server has.
 */
export async function startPostgres({ durable = false } = {}): Promise<OwnPostgres> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sounding-faults-'))
  // PostgreSQL's own account has to pass through when this one is root.
  await chmod(dataDir, 0o711)
  const start = () =>
    startEmbeddedPostgres({ dataDir, log: silentLog, clock: createSystemClock(), fast: !durable })
  let server = await start()
  await onServer(server.url, `create database ${TEMPLATE}`)
  const db = openDatabase(databaseUrl(server.url, TEMPLATE), { log: silentLog, max: 2 })
  await migrateToLatest(db, silentLog)
  await db.destroy()
  return {
    async createDatabase() {
      const name = `faults_${randomUUID().slice(0, 8)}`
      await onServer(server.url, `create database ${name} template ${TEMPLATE} strategy file_copy`)
      return {
        url: databaseUrl(server.url, name),
        close: () => onServer(server.url, `drop database if exists ${name} with (force)`),
      }
    },
    async restart() {
      await server.stop()
      server = await start()
    },
    async crash() {
      const running = await readPostmaster(path.join(dataDir, 'cluster', 'data'))
      // PostgreSQL's immediate shutdown: no session is told, nothing is written out.
      if (running) process.kill(running.pid, 'SIGQUIT')
      while (await isListening(server.url)) await new Promise((resolve) => setTimeout(resolve, 20))
    },
    async comeBack() {
      server = await start()
    },
    get port() {
      return Number(new URL(server.url).port)
    },
    async stop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

function isListening(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const tell = (listening: boolean) => {
      socket.destroy()
      resolve(listening)
    }
    socket.once('connect', () => tell(true)).once('error', () => tell(false))
  })
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = poolOn(url)
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
