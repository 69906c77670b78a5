import { sql } from 'kysely'
import type {
  ConnectionHeld,
  ConnectionLease,
  ConnectionStore,
} from '../../../core/ports/connection-store.ts'
import type { Database } from '../pool.ts'

interface TakenRow {
  number: number | null
  epoch: number | null
  lapsed: boolean | null
  unread_since: Date | null
  held_until: Date | null
  read_ahead: boolean
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

    async take({ platform, workspace, inAll, holder, leaseMs, overdueMs, missedSince, further }) {
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
        ), ahead as (
          update connection set read_ahead_epoch = epoch
          where platform = ${platform} and workspace = ${workspace} and number = 1
            and read_ahead_epoch is distinct from epoch and not exists (select from taken)
            and not exists (select from connection alive where alive.platform = ${platform}
              and alive.workspace = ${workspace} and alive.number <= ${inAll}
              and alive.lease_until >= now() + make_interval(secs => ${overdueMs / 1000}))
          returning true as one
        )
        select taken.*, held.held_until, exists (select from ahead) as read_ahead
        from (select max(lease_until) as held_until from connection
              where platform = ${platform} and workspace = ${workspace}) held left join taken on true`.execute(
        db,
      )
      const [row] = rows
      if (row?.number == null || row.epoch === null)
        return {
          outcome: 'busy',
          heldUntil: row?.held_until ?? undefined,
          readAhead: row?.read_ahead === true,
        }
      return {
        outcome: 'taken',
        lease: { platform, workspace, number: row.number, epoch: row.epoch },
        lapsed: row.lapsed === true,
        unreadSince: row.unread_since ?? undefined,
      }
    },

    async heldByOthers({ platform, workspace }, holder) {
      const { rows } = await sql<ConnectionHeld>`
        select number, epoch, lease_until as until from connection
        where platform = ${platform} and workspace = ${workspace} and holder <> ${holder}
        order by number`.execute(db)
      return rows
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
