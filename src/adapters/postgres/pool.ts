import { Kysely, PostgresDialect, type PostgresPool } from 'kysely'
import pg from 'pg'
import type { Log } from '../../core/ports/log.ts'
import type { Schema } from './schema.ts'
import { countingPool, type StatementObserver } from './statements.ts'

export type Database = Kysely<Schema>

export interface DatabaseOptions {
  readonly log: Log
  /** Connections at most; more than 8 only adds latency. */
  readonly max?: number
  /** Called for each statement this process sends, so that a test can count them. */
  readonly onStatement?: StatementObserver
}

const INT8_OID = 20

/**
 * Opens a pool of connections. A timestamptz comes back as Date, a bigint as number, jsonb as parsed value, a
 * date as text. Nothing is connected until the first statement; `destroy()` closes it.
 */
export function openDatabase(url: string, options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 8,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'sounding',
    types: TYPES,
  })
  // On each client, not only on the pool: the pool does not listen while a client is handed out, and a connection
  // lost between two statements of a transaction would end the process. The pool passes on what a client told.
  pool.on('connect', (client) => {
    client.on('error', (error) => options.log.warn('postgres.connection-lost', { code: codeOf(error) }))
  })
  pool.on('error', () => {})
  return databaseOn(options.onStatement === undefined ? pool : countingPool(pool, options.onStatement))
}

/** The database behind a pool that was made elsewhere; its clients must read values by `TYPES`. */
export function databaseOn(pool: PostgresPool): Database {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name
}

/** The number a bigint column holds. Throws RangeError where a number could not hold it exactly. */
export function parseBigint(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is out of a number's exact range`)
  return value
}

const parserFor = ((oid: number, format?: 'text' | 'binary') => {
  if (oid === INT8_OID && format !== 'binary') return parseBigint
  if (oid === pg.types.builtins.DATE) return (text: string) => text
  return format === 'binary' ? pg.types.getTypeParser(oid, format) : pg.types.getTypeParser(oid, 'text')
}) as typeof pg.types.getTypeParser

/** How values come back: see `openDatabase`. */
export const TYPES = { getTypeParser: parserFor }
