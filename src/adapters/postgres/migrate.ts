import { promises as fs } from 'node:fs'
import path from 'node:path'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import { StoreError } from '../../core/errors.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Database } from './pool.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../../migrations')

/**
 * Brings the tables up to date; processes that start together wait for the first of them. Returns the names of the
 * migrations this call applied. Throws StoreError; migrations before the failing one stay.
 */
export async function migrateToLatest(db: Database, log: Log): Promise<{ applied: readonly string[] }> {
  const { error, results = [] } = await migratorFor(db).migrateToLatest()
  const applied = results
    .filter(({ status }) => status === 'Success')
    .map(({ migrationName }) => migrationName)
  for (const migration of applied) log.info('postgres.migrated', { migration })
  if (error !== undefined) {
    const failed = results.find(({ status }) => status === 'Error')?.migrationName
    throw new StoreError(`migration ${failed ?? 'of the database'} failed`, { cause: error })
  }
  return { applied }
}

/** Names of the migrations not applied yet. Changes nothing. Throws what the driver throws. */
export async function pendingMigrations(db: Database): Promise<readonly string[]> {
  const migrations = await migratorFor(db).getMigrations()
  return migrations.filter(({ executedAt }) => !executedAt).map(({ name }) => name)
}

function migratorFor(db: Database): Migrator {
  return new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder: FOLDER }) })
}
