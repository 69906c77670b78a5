import type { SimulatedBot } from './bot.ts'
import type { SimulatedDatabase } from './surroundings/database.ts'
import type { SimulatedPlatform } from './surroundings/platform.ts'
import type { SimulatedQueue } from './surroundings/queue.ts'
import type { Scheduler } from './surroundings/scheduler.ts'
import type { Weather } from './surroundings/weather.ts'

/** Faults that come at some instant, not when something is done. */
export function strike(world: {
  readonly scheduler: Scheduler
  readonly weather: Weather
  readonly database: SimulatedDatabase
  readonly platform: SimulatedPlatform
  readonly queue: SimulatedQueue
  readonly bots: readonly SimulatedBot[]
}): void {
  const { scheduler, weather, database, platform, queue, bots } = world
  const at = (
    times: number,
    kind: Parameters<Weather['befalls']>[0],
    strikes: () => void | Promise<void>,
  ) => {
    if (!weather.has(kind)) return
    for (let count = 0; count < times; count++)
      scheduler.later(`fault: ${kind}`, weather.between(500, 30_000), async () => {
        if (weather.befalls(kind)) await strikes()
      })
  }
  const anyBot = () => bots.filter(({ dead }) => !dead)[weather.between(0, Math.max(0, bots.length - 1))]
  at(2, 'gap', () =>
    platform.delivery.goAway(weather.between(500, 8_000), (from, to) => ({
      kind: 'gap',
      platform: platform.world.platform,
      workspace: platform.world.workspace,
      key: platform.world.nextId('gap:'),
      direct: false,
      platformAt: to,
      from,
      to,
    })),
  )
  at(4, 'queue-emptied', () => queue.empty())
  at(1, 'database-away', () => database.goAway(weather.between(1_000, 12_000)))
  at(3, 'suspended', () => {
    const bot = anyBot()
    if (bot) bot.suspendedUntil = scheduler.now + weather.between(2_000, 20_000)
  })
  at(3, 'clock-jumps', () => {
    const bot = anyBot()
    if (bot) bot.skewMs = weather.between(-300_000, 300_000)
  })
}
