import { sql } from 'kysely'
import { pendingMigrations } from './migrate.ts'
import type { Database } from './pool.ts'

/**
 * For `doctor`: the server's version number (180004 is 18.4) and the names of migrations not applied yet. Changes
 * nothing. Throws what the driver throws.
 */
export async function inspectDatabase(
  db: Database,
): Promise<{ readonly version: number; readonly pending: readonly string[] }> {
  const answer = await sql<{
    version: number
  }>`select current_setting('server_version_num')::int as version`.execute(db)
  return { version: answer.rows[0]?.version ?? 0, pending: await pendingMigrations(db) }
}
