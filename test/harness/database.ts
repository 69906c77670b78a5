import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../../src/adapters/postgres/pool.ts'
import type { StatementObserver } from '../../src/adapters/postgres/statements.ts'
import { TEMPLATE } from './provided.ts'
import { silentLog } from './silent-log.ts'

export interface TestDatabase {
  readonly url: string
  readonly db: Database
  close(): Promise<void>
}

/** A fresh, migrated database of its own. Close it in `afterAll`. */
export async function createTestDatabase(
  options: { readonly max?: number; readonly onStatement?: StatementObserver } = {},
): Promise<TestDatabase> {
  const url = await createDatabase(TEMPLATE)
  const db = openDatabase(url, { log: silentLog, max: options.max ?? 4, ...options })
  return {
    url,
    db,
    async close() {
      await db.destroy()
      await dropDatabase(url)
    },
  }
}

/** A fresh database without tables. */
export async function createEmptyDatabase(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const url = await createDatabase('template0')
  return { url, close: () => dropDatabase(url) }
}

async function createDatabase(template: string): Promise<string> {
  const server = inject('postgresUrl')
  const name = `test_${process.pid}_${crypto.randomUUID().slice(0, 8)}`
  await onServer(server, `create database ${name} template ${template} strategy file_copy`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function dropDatabase(url: string): Promise<void> {
  await onServer(
    inject('postgresUrl'),
    `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`,
  )
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
