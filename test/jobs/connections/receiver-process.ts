import { createConnectionStore } from '../../../src/adapters/postgres/conversations/connection-store.ts'
import { openDatabase } from '../../../src/adapters/postgres/pool.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { keepConnected } from '../../../src/jobs/connections/keep-connected.ts'
import { silentLog } from '../../harness/silent-log.ts'
import type { FromReceiver, ReceiverSettings, ToReceiver } from './receivers.ts'

/** A process that only receives, so that it can be killed: argument 1, its settings as JSON. */
const settings = JSON.parse(process.argv[2] ?? '') as ReceiverSettings
const tell = (message: FromReceiver) => process.send?.(message)
process.on('disconnect', () => process.exit(0))
const asked = (what: ToReceiver) =>
  new Promise<void>((resolve) =>
    process.on('message', (message: ToReceiver) => message === what && resolve()),
  )
const [begin, stop] = [asked('begin'), asked('stop')]
const clock = createSystemClock()
const log = silentLog
const db = openDatabase(settings.databaseUrl, { log, max: 2 })
const commands = { study: '/study', interview: '/interview' }
const { apiUrl } = settings
// Only one of them is loaded, which takes a while.
const chat =
  settings.platform === 'slack'
    ? (await import('../../../src/adapters/slack/index.ts')).createSlackChat(
        { ...settings.tokens, apiUrl, commands },
        { clock, log },
      )
    : (await import('../../../src/adapters/discord/index.ts')).createDiscordChat(
        { ...settings.tokens, apiUrl, commands },
        { clock, log },
      )
tell({ kind: 'loaded' })
await begin
await chat.identify()
const connections = await keepConnected({
  chat,
  store: createConnectionStore(db),
  sink: async (event) => {
    if (event.kind === 'message-created') tell({ kind: 'heard', text: event.text })
  },
  formFor: () => undefined,
  async readMissed(since) {
    tell({ kind: 'reads', since: since.toISOString() })
    return true
  },
  readAhead: async () => {},
  clock,
  log,
  holder: settings.holder,
  nextAfterMs: settings.nextAfterMs,
})
tell({ kind: 'ready' })
await stop
await connections.stop()
await db.destroy()
process.exit(0)
