import { startEmbeddedPostgres } from '../adapters/postgres/embedded/launcher.ts'
import { type Database, openDatabase } from '../adapters/postgres/pool.ts'
import { createSystemClock } from '../adapters/system/clock.ts'
import type { Config } from '../config.ts'
import type { Log } from '../core/ports/log.ts'

/**
 * Runs `work` on the configured database. The bot's own PostgreSQL is started for it if it does not run already, and
 * stopped again only if nobody else uses it.
 */
export async function withDatabase<T>(
  config: Config,
  log: Log,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const own = config.database.url
    ? undefined
    : await startEmbeddedPostgres({ dataDir: config.dataDir, log, clock: createSystemClock() })
  try {
    const db = openDatabase(config.database.url ?? own?.url ?? '', { log, max: 2 })
    try {
      return await work(db)
    } finally {
      await db.destroy()
    }
  } finally {
    await own?.stop()
  }
}
