import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded/launcher.ts'
import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { silentLog } from './silent-log.ts'

/** Started by tests as a process of its own: holds the server in the folder given until its stdin ends. */
const [dataDir = ''] = process.argv.slice(2)
const server = await startEmbeddedPostgres({
  dataDir,
  log: silentLog,
  clock: createSystemClock(),
  fast: true,
})
process.stdout.write(`${JSON.stringify({ url: server.url, adopted: server.adopted })}\n`)
process.stdin.on('end', () => server.stop()).resume()
