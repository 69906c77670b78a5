import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded/launcher.ts'
import { createSystemClock } from '../../adapters/system/clock.ts'
import { createLog } from '../../adapters/system/log.ts'

/**
 * The demo's database, as a process of its own: PostgreSQL outlives whoever starts it, so this one waits for the
 * demo's end, even a violent one, and then stops the server and removes its files.
 */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

const ended = new Promise<void>((resolve) => {
  process.once('disconnect', resolve)
  process.on('message', () => resolve())
})
const dataDir = await mkdtemp(path.join(tmpdir(), 'sounding-demo-'))
// PostgreSQL's own account has to pass through when this one is root.
await chmod(dataDir, 0o711)
try {
  const server = await startEmbeddedPostgres({
    dataDir,
    log: createLog({ level: 'warn' }),
    clock: createSystemClock(),
  })
  process.send?.({ kind: 'ready', url: server.url })
  await ended
  await server.stop()
} finally {
  const elsewhere = await readFile(path.join(dataDir, 'moved-to'), 'utf8').catch(() => undefined)
  for (const folder of [elsewhere, dataDir]) if (folder) await rm(folder, { recursive: true, force: true })
}
process.exit(0)
