import { heldUp, inspectDatabase, lastHeard } from '../../adapters/postgres/check.ts'
import type { Database } from '../../adapters/postgres/pool.ts'
import { createSystemClock } from '../../adapters/system/clock.ts'
import { createLog } from '../../adapters/system/log.ts'
import type { Config } from '../../config.ts'
import { broken, type Check, fine } from '../../core/ports/check.ts'
import { withDatabase } from '../database.ts'
import { heardOnSlack } from './heard.ts'
import { heldUpChecks } from './held-up.ts'
import { reason } from './reason.ts'

const OLDEST_VERSION = 15

/** What the bot found while it ran, and no platform can be asked. */
async function runningChecks(db: Database, config: Config): Promise<readonly Check[]> {
  return [
    ...(config.slack ? heardOnSlack(await lastHeard(db, 'slack'), config.commands) : []),
    ...heldUpChecks(await heldUp(db, createSystemClock().now())),
  ]
}

/** Is the database there, new enough, and are its tables up to date? And what the running bot found that is no platform's to tell. */
export async function checkDatabase(config: Config): Promise<readonly Check[]> {
  const which = config.database.url ? 'DATABASE_URL' : `the bot's own, below ${config.dataDir}`
  try {
    const { version, pending, running } = await withDatabase(
      config,
      createLog({ level: 'silent' }),
      async (db) => {
        const found = await inspectDatabase(db)
        return { ...found, running: found.pending.length === 0 ? await runningChecks(db, config) : [] }
      },
    )
    const major = Math.floor(version / 10_000)
    return [
      major < OLDEST_VERSION
        ? broken(
            'database',
            `PostgreSQL ${major} is too old: ${OLDEST_VERSION} or newer is needed (${which})`,
          )
        : fine('database', `PostgreSQL ${major} answers (${which})`),
      pending.length === 0
        ? fine('tables', 'up to date')
        : fine('tables', `${pending.length} migrations to apply; \`start\` does it, or \`migrate\` now`),
      ...running,
    ]
  } catch (error) {
    const mend = config.database.url
      ? 'check DATABASE_URL and that the server is running'
      : `check that ${config.dataDir} may be written to and that npm ci installed the optional packages`
    return [broken('database', `${which} cannot be used: ${reason(error)}; ${mend}`)]
  }
}
