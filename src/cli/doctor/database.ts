import { inspectDatabase, lastHeard } from '../../adapters/postgres/check.ts'
import { createLog } from '../../adapters/system/log.ts'
import type { Config } from '../../config.ts'
import { broken, type Check, fine } from '../../core/ports/check.ts'
import { withDatabase } from '../database.ts'
import { heardOnSlack } from './heard.ts'
import { reason } from './reason.ts'

const OLDEST_VERSION = 15

/** Is the database there, new enough, and are its tables up to date? And what it holds that Slack does not tell. */
export async function checkDatabase(config: Config): Promise<readonly Check[]> {
  const which = config.database.url ? 'DATABASE_URL' : `the bot's own, below ${config.dataDir}`
  try {
    const { version, pending, heard } = await withDatabase(
      config,
      createLog({ level: 'silent' }),
      async (db) => {
        const found = await inspectDatabase(db)
        const asked = config.slack && found.pending.length === 0
        return { ...found, heard: asked ? await lastHeard(db, 'slack') : undefined }
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
      ...(heard ? heardOnSlack(heard, config.commands) : []),
    ]
  } catch (error) {
    const mend = config.database.url
      ? 'check DATABASE_URL and that the server is running'
      : `check that ${config.dataDir} may be written to and that npm ci installed the optional packages`
    return [broken('database', `${which} cannot be used: ${reason(error)}; ${mend}`)]
  }
}
