import { createLog } from '../../../src/adapters/system/log.ts'
import { loadConfig } from '../../../src/config.ts'
import { startSounding } from '../../../src/main.ts'
import { type Doom, deathAt } from './death.ts'

/** The bot as a process that may be doomed to die at a crash point: argument 1, a `Doom` as JSON, or none. */
export type ToBot = { readonly kind: 'count' } | { readonly kind: 'stop' }
export type FromBot = { readonly kind: 'ready' }

const [doom] = process.argv.slice(2)
const death = deathAt(doom ? (JSON.parse(doom) as Doom) : undefined)
// It never outlives the harness.
process.on('disconnect', () => process.exit(0))
const stop = new Promise<void>((resolve) => {
  process.on('message', (message: ToBot) => {
    if (message.kind === 'count') death.count()
    else resolve()
  })
})
const bot = await startSounding(loadConfig(), {
  log: createLog({ level: 'info' }),
  crashPoints: death,
})
process.send?.({ kind: 'ready' } satisfies FromBot)
await stop
await bot.stop()
process.exit(0)
