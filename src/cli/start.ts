import { Command } from 'commander'
import { createSystemClock } from '../adapters/system/clock.ts'
import { createLog } from '../adapters/system/log.ts'
import { loadConfig } from '../config.ts'
import type { End } from './program.ts'

/** After so long a stop is given up; the platforms redeliver and the sweeper finds what was left. */
const STOP_WITHIN_MS = 20_000

export function startCommand(end: End): Command {
  return new Command('start')
    .description('Run the bot until it is told to stop (SIGTERM, SIGINT).')
    .addHelpText('after', '\nLogs are JSON lines on standard error; a second signal ends it at once.')
    .action(async () => {
      const config = loadConfig(undefined, ['platform', 'model'])
      // Loaded late: what follows takes a second to load, and bad settings should be told at once.
      const { startSounding } = await import('../main.ts')
      const log = createLog({ level: config.log.level })
      const asked = stopAsked()
      const bot = await startSounding(config, { log })
      const platforms = [config.slack && 'Slack', config.discord && 'Discord'].filter(Boolean)
      process.stdout.write(`Sounding is ready on ${platforms.join(' and ')}.\n`)
      process.send?.({ kind: 'ready' })
      log.info('stopping', { cause: await asked })
      end((await stopped(bot)) ? 0 : 1)
    })
}

async function stopped(bot: { stop(): Promise<void> }): Promise<boolean> {
  const inTime = await Promise.race([
    bot.stop().then(() => true),
    createSystemClock()
      .sleep(STOP_WITHIN_MS)
      .then(() => false),
  ])
  if (!inTime)
    process.stderr.write(`Sounding did not stop within ${STOP_WITHIN_MS / 1000} s and was ended.\n`)
  process.send?.({ kind: 'stopped', peakKilobytes: process.resourceUsage().maxRSS })
  return inTime
}

/** Resolves on a signal, or when the process that started this one (the demo) says so or is gone. */
function stopAsked(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false
    const ask = (cause: string) => {
      if (asked && cause.startsWith('SIG')) process.exit(1)
      asked = true
      resolve(cause)
    }
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => ask(signal))
    if (!process.send) return
    process.on('disconnect', () => ask('parent gone'))
    process.on('message', (message) => {
      if (message && typeof message === 'object' && 'kind' in message && message.kind === 'stop')
        ask('parent asked')
    })
  })
}
