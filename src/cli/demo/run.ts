import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { FromStage } from '../../../sim/protocol.ts'
import { createSystemClock } from '../../adapters/system/clock.ts'
import { botSettings } from './bot-settings.ts'
import type { Child } from './child.ts'
import { type Evidence, gatherEvidence } from './evidence.ts'
import { DemoFailure } from './failure.ts'
import { peakMegabytes } from './memory.ts'
import type { DemoOrder } from './options.ts'
import { createProcesses, type Processes } from './processes.ts'
import type { Progress } from './progress.ts'

export interface DemoOutcome extends Evidence {
  /** Of the bot's own process; undefined where the system does not tell. */
  readonly peakMegabytes: number | undefined
}

/**
 * Takes the example study through its three stages: database, stand-ins and bot as processes of their own, which are
 * gone when this returns or throws. Throws DemoFailure if it does not come to its end in time.
 */
export async function runDemo(
  order: DemoOrder,
  progress: Progress,
  interrupted: AbortSignal,
): Promise<DemoOutcome> {
  const clock = createSystemClock()
  const startedAt = clock.now().getTime()
  await mkdir(order.out, { recursive: true })
  const processes = createProcesses(order.out)
  const over = new AbortController()
  try {
    return await Promise.race([
      conduct(order, processes, progress, () => (clock.now().getTime() - startedAt) / 1000),
      clock.sleep(limitMs(order), over.signal).then(() => {
        const limit = `${limitMs(order) / 1000} s`
        throw new DemoFailure(
          `the demo did not end within ${limit} and was stopped; its logs are in ${order.out}`,
        )
      }),
      aborted(interrupted),
    ])
  } finally {
    over.abort()
    progress.stop()
    await processes.stopAll()
  }
}

async function conduct(
  order: DemoOrder,
  processes: Processes,
  progress: Progress,
  seconds: () => number,
): Promise<DemoOutcome> {
  const database = processes.startDatabase()
  const standIns = processes.startStandIns(await stageConfig(order))
  const failed = failure(standIns)
  const [{ url }, addresses] = await Promise.race([
    Promise.all([database.first('ready'), standIns.first('ready')]),
    failed,
  ])
  const bot = processes.startBot(botSettings(order, url, addresses))
  await bot.first('ready')
  standIns.on((message) => {
    if (message.kind === 'progress') progress.update(message.platform, message.ended, message.people)
  })
  standIns.send({ kind: 'go' })
  const done = await Promise.race([standIns.first('done'), failed, bot.lives(), database.lives()])
  const peak = await peakMegabytes(bot.pid)
  await bot.stop()
  return { ...(await gatherEvidence(order, url, done, seconds)), peakMegabytes: peak }
}

async function stageConfig({ platforms, peopleFile, limit, seed, out }: DemoOrder): Promise<string> {
  const file = path.join(out, 'stand-ins.json')
  await writeFile(file, `${JSON.stringify({ platforms, peopleFile, limit, seed, out }, null, 2)}\n`)
  return file
}

function failure(standIns: Child<FromStage>): Promise<never> {
  return standIns.first('failed').then(({ reason }) => {
    throw new DemoFailure(`the stand-ins failed: ${reason}`)
  })
}

/** Well beyond what the demo takes: it is reached only when something hangs. */
function limitMs({ people, claude }: DemoOrder): number {
  return (300 + 3 * people) * (claude ? 10 : 1) * 1000
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new DemoFailure('interrupted; everything it had started was ended'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
  })
}
