import { sql } from 'kysely'
import type { ConnectionLease, ConnectionStore } from '../../../core/ports/connection-store.ts'
import type { Database } from '../pool.ts'

interface TakenRow {
  number: number | null
  epoch: number | null
  lapsed: boolean | null
  unread_since: Date | null
  held_until: Date | null
  held_for_ms: number | null
}

/** Leases as those of lanes: the database's own clock, compared with itself only. */
export function createConnectionStore(db: Database): ConnectionStore {
  return {
    async ensure({ platform, workspace }, inAll) {
      await sql`
        insert into connection (platform, workspace, number, epoch)
        select ${platform}, ${workspace}, number, 0 from generate_series(1, ${inAll}::integer) number
        on conflict do nothing`.execute(db)
    },

    async take({ platform, workspace, inAll, holder, leaseMs, missedSince, further }) {
      const { rows } = await sql<TakenRow>`
        with free as (
          select number, holder from connection
          where platform = ${platform} and workspace = ${workspace} and number <= ${inAll}
            and (lease_until is null or lease_until < now())
          order by unread_since nulls last, number limit 1 for update skip locked
        ), taken as (
          update connection set holder = ${holder}, epoch = epoch + 1,
            lease_until = now() + make_interval(secs => ${leaseMs / 1000}),
            unread_since = case when free.holder is null and ${further} then unread_since
                                else coalesce(unread_since, ${missedSince}) end
          from free
          where platform = ${platform} and workspace = ${workspace} and connection.number = free.number
          returning connection.number, epoch, free.holder is not null as lapsed, unread_since
        )
        select taken.*, held.held_until,
          (extract(epoch from held.held_for) * 1000)::float8 as held_for_ms
        from (select max(lease_until) as held_until, max(lease_until - now()) as held_for from connection
              where platform = ${platform} and workspace = ${workspace}) held left join taken on true`.execute(
        db,
      )
      const [row] = rows
      if (row?.number == null || row.epoch === null)
        return {
          outcome: 'busy',
          heldUntil: row?.held_until ?? undefined,
          heldForMs: row?.held_for_ms ?? undefined,
        }
      return {
        outcome: 'taken',
        lease: { platform, workspace, number: row.number, epoch: row.epoch },
        lapsed: row.lapsed === true,
        unreadSince: row.unread_since ?? undefined,
      }
    },

    async renew(lease, leaseMs) {
      const { rows } = await sql`
        update connection set lease_until = now() + make_interval(secs => ${leaseMs / 1000})
        where ${heldBy(lease)} returning 1`.execute(db)
      return rows.length > 0
    },

    async release(lease, missedSince) {
      await sql`
        update connection set holder = null, lease_until = null,
          unread_since = coalesce(unread_since, ${missedSince ?? null})
        where ${heldBy(lease)}`.execute(db)
    },

    async caughtUp(lease) {
      await sql`update connection set unread_since = null where ${heldBy(lease)}`.execute(db)
    },
  }
}

/** Not once it was given back: a renewal that was still on its way must not bring it back. */
function heldBy({ platform, workspace, number, epoch }: ConnectionLease) {
  return sql`platform = ${platform} and workspace = ${workspace} and number = ${number} and epoch = ${epoch}
    and holder is not null`
}
