import { openHealthEndpoint } from '../adapters/health/endpoint.ts'
import type { Database } from '../adapters/postgres/pool.ts'
import { databaseWatch } from '../adapters/postgres/watch.ts'
import type { Config } from '../config.ts'
import { awaited, type Happening, healthOf, type Reception, receptionAfter } from '../core/health.ts'
import type { Platform } from '../core/ports/chat.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'

export interface HealthWatch {
  note(platform: Platform, happening: Happening): void
  close(): Promise<void>
}

/** Keeps what is known of the platforms' connections and, where it is set, tells it over HTTP. Throws ConfigError. */
export async function watchHealth(
  address: Config['health'],
  platforms: Iterable<Platform>,
  { db, clock, log }: { readonly db: Database; readonly clock: Clock; readonly log: Log },
): Promise<HealthWatch> {
  const receptions = new Map<Platform, Reception>()
  for (const platform of platforms) receptions.set(platform, awaited(clock.now()))
  const databaseTrouble = databaseWatch(db, clock)
  const endpoint =
    address &&
    (await openHealthEndpoint(
      address,
      async () => healthOf(receptions, await databaseTrouble(), clock.now()),
      log,
    ))
  return {
    note(platform, happening) {
      const now = clock.now()
      receptions.set(platform, receptionAfter(receptions.get(platform) ?? awaited(now), happening, now))
    },
    async close() {
      await endpoint?.close()
    },
  }
}
