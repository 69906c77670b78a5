import { Command } from 'commander'
import { createLog } from '../adapters/system/log.ts'
import { loadConfig } from '../config.ts'

export function migrateCommand(): Command {
  return new Command('migrate')
    .description("Bring the database's tables up to date. The bot does the same when it starts.")
    .option('--json', 'print the result as one JSON object')
    .action(async (options: { json?: true }) => {
      const config = loadConfig()
      const { migrateToLatest } = await import('../adapters/postgres/migrate.ts')
      const { withDatabase } = await import('./database.ts')
      const log = createLog({ level: 'error' })
      const { applied } = await withDatabase(config, log, (db) => migrateToLatest(db, log))
      if (options.json) process.stdout.write(`${JSON.stringify({ applied })}\n`)
      else if (applied.length === 0) process.stdout.write('The tables are up to date.\n')
      else process.stdout.write(`Applied ${applied.join(', ')}.\n`)
    })
}
