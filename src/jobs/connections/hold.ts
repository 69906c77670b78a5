import type { Clock } from '../../core/ports/clock.ts'
import type { ConnectionLease, ConnectionStore } from '../../core/ports/connection-store.ts'
import type { Log } from '../../core/ports/log.ts'

/** A connection whose holder died may be taken over after this. */
export const CONNECTION_LEASE_MS = 5_000
const CONNECTION_RENEW_MS = 1_500
/** Whoever is alive has renewed before so little is left. */
export const CONNECTION_OVERDUE_MS = CONNECTION_LEASE_MS - CONNECTION_RENEW_MS - 500
/**
 * While the database cannot be asked, nobody can take over, and events are kept in hand or delivered again: letting go
 * would lose deletions, of which no history tells. Only a process that is cut off by itself must not hold on for ever.
 */
const KEPT_UNRENEWED_MS = 90_000

export interface Hold {
  /** Resolves when another may have taken the connection. */
  readonly lost: Promise<void>
  /** Renews no more. */
  end(): void
}

/** Renews a lease until it is ended or lost. */
export function holdConnection(
  lease: ConnectionLease,
  { store, clock, log }: { readonly store: ConnectionStore; readonly clock: Clock; readonly log: Log },
): Hold {
  const { platform, number } = lease
  const { promise: lost, resolve: lose } = Promise.withResolvers<void>()
  let renewedAt = clock.now().getTime()
  const end = clock.every(CONNECTION_RENEW_MS, () => {
    const asked = clock.now().getTime()
    store.renew(lease, CONNECTION_LEASE_MS).then(
      (renewed) => {
        if (renewed) renewedAt = asked
        else lose()
      },
      (error: unknown) => log.error('connection.not-renewed', error, { platform, number }),
    )
    if (asked - renewedAt > KEPT_UNRENEWED_MS) lose()
  })
  return { lost, end }
}
