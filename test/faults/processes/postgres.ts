import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '../../../src/adapters/postgres/embedded/launcher.ts'
import { migrateToLatest } from '../../../src/adapters/postgres/migrate.ts'
import { openDatabase } from '../../../src/adapters/postgres/pool.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { poolOn } from './study.ts'

export interface OwnPostgres {
  createDatabase(): Promise<{ readonly url: string; close(): Promise<void> }>
  restart(): Promise<void>
  stop(): Promise<void>
}

const TEMPLATE = 'faults_template'

/** A server of the harness's own, with a migrated template from which each run gets its database. */
export async function startPostgres(): Promise<OwnPostgres> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sounding-faults-'))
  // PostgreSQL's own account has to pass through when this one is root.
  await chmod(dataDir, 0o711)
  const start = () =>
    startEmbeddedPostgres({ dataDir, log: silentLog, clock: createSystemClock(), fast: true })
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

async function onServer(url: string, statement: string): Promise<void> {
  const client = poolOn(url)
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
