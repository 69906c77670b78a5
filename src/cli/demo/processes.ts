import { fileURLToPath } from 'node:url'
import project from '../../../package.json' with { type: 'json' }
import type { FromStage } from '../../../sim/protocol.ts'
import { environmentWith } from '../../config.ts'
import { type Child, startChild } from './child.ts'

export type FromDatabase = { readonly kind: 'ready'; readonly url: string }
export type FromBot =
  | { readonly kind: 'ready' }
  /** Just before it ends. */
  | { readonly kind: 'stopped'; readonly peakKilobytes: number }

/** The demo's processes; they are stopped together, the one that was started last first. */
export interface Processes {
  startDatabase(): Child<FromDatabase>
  /** @param config file with a `StageConfig` */
  startStandIns(config: string): Child<FromStage>
  startBot(settings: Readonly<Record<string, string>>): Child<FromBot>
  stopAll(): Promise<void>
}

const DATABASE = fileURLToPath(new URL('./database-process.ts', import.meta.url))
const STAND_INS = fileURLToPath(new URL('../../../sim/main.ts', import.meta.url))
const BOT = fileURLToPath(new URL('../sounding.ts', import.meta.url))

/** Those of `npm start`, so that the demo's bot is the one that operators run. */
const BOT_OPTIONS = project.scripts.start.split(' ').filter((word) => word.startsWith('--'))

/** @param logs folder for what they print */
export function createProcesses(logs: string): Processes {
  const running: { stop(): Promise<void> }[] = []
  const keep = <C extends { stop(): Promise<void> }>(child: C): C => {
    running.push(child)
    return child
  }
  const env = environmentWith({})
  return {
    startDatabase: () => keep(startChild({ name: 'database', script: DATABASE, args: [], env, logs })),
    startStandIns: (config) =>
      keep(startChild({ name: 'stand-ins', script: STAND_INS, args: [config], env, logs })),
    startBot: (settings) =>
      keep(
        startChild({
          name: 'bot',
          script: BOT,
          args: ['start'],
          nodeOptions: BOT_OPTIONS,
          env: environmentWith(settings),
          logs,
        }),
      ),
    async stopAll() {
      for (const child of running.splice(0).reverse()) await child.stop()
    },
  }
}
