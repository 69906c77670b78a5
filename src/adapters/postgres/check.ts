import { promises as fs } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import type { Database } from './pool.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../../migrations')

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
  const migrator = new Migrator({
    db,
    provider: new FileMigrationProvider({ fs, path, migrationFolder: FOLDER }),
  })
  const migrations = await migrator.getMigrations()
  return {
    version: answer.rows[0]?.version ?? 0,
    pending: migrations.filter(({ executedAt }) => !executedAt).map(({ name }) => name),
  }
}
