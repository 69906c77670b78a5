import path from 'node:path'
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

const CLI = path.resolve(import.meta.dirname, '..')
const SIM = path.resolve(CLI, '../../sim')

/** @param logs folder for what they print */
export function createProcesses(logs: string): Processes {
  const running: { stop(): Promise<void> }[] = []
  const keep = <C extends { stop(): Promise<void> }>(child: C): C => {
    running.push(child)
    return child
  }
  const env = environmentWith({})
  return {
    startDatabase: () =>
      keep(
        startChild({
          name: 'database',
          script: path.join(import.meta.dirname, 'database-process.ts'),
          args: [],
          env,
          logs,
        }),
      ),
    startStandIns: (config) =>
      keep(startChild({ name: 'stand-ins', script: path.join(SIM, 'main.ts'), args: [config], env, logs })),
    startBot: (settings) =>
      keep(
        startChild({
          name: 'bot',
          script: path.join(CLI, 'sounding.ts'),
          args: ['start'],
          env: environmentWith(settings),
          logs,
        }),
      ),
    async stopAll() {
      for (const child of running.splice(0).reverse()) await child.stop()
    },
  }
}
