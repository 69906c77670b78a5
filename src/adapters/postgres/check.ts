import { sql } from 'kysely'
import type { Platform } from '../../core/ports/chat.ts'
import { pendingMigrations } from './migrate.ts'
import type { Database } from './pool.ts'

/** When something last came in on a platform, and when it last refused a message since the app takes none there. */
export interface Heard {
  readonly commandAt: Date | null
  /** A message in a direct conversation, or that somebody opened one. */
  readonly directAt: Date | null
  readonly disabledAt: Date | null
}

/** For `doctor`. The tables must be up to date. */
export async function lastHeard(db: Database, platform: Platform): Promise<Heard> {
  const { rows } = await sql<Heard>`
    select
      (select max(received_at) from inbox where platform = ${platform} and kind = 'command') as "commandAt",
      (select max(received_at) from inbox where platform = ${platform}
        and kind in ('message-created', 'direct-opened') and (event ->> 'direct')::boolean) as "directAt",
      (select max(attempted_at) from outbox where target ->> 'platform' = ${platform}
        and state = 'unreachable' and reason = 'app-disabled') as "disabledAt"`.execute(db)
  return rows[0] ?? { commandAt: null, directAt: null, disabledAt: null }
}

/** A workspace that stands still, or opens no new direct conversations; why is what the platform told. */
export interface HeldUp {
  readonly platform: Platform
  readonly workspace: string
  readonly frozenAt: Date | null
  readonly frozenReason: string | null
  readonly directsHeldUntil: Date | null
  readonly directsHeldReason: string | null
}

/** For `doctor`. The tables must be up to date. */
export async function heldUp(db: Database, now: Date): Promise<readonly HeldUp[]> {
  const { rows } = await sql<HeldUp>`
    select platform, workspace, frozen_at as "frozenAt", frozen_reason as "frozenReason",
      directs_held_until as "directsHeldUntil", directs_held_reason as "directsHeldReason"
    from workspace where frozen_at is not null or directs_held_until > ${now} order by 1, 2`.execute(db)
  return rows
}

/**
 * For `doctor`: the server's version number (180004 is 18.4) and the names of migrations not applied yet. Changes
 * nothing. Throws what the driver throws.
 */
export async function inspectDatabase(
  db: Database,
): Promise<{ readonly version: number; readonly pending: readonly string[] }> {
  const answer = await sql<{
    version: number
  }>`select current_setting('server_version_num')::int as version`.execute(db)
  return { version: answer.rows[0]?.version ?? 0, pending: await pendingMigrations(db) }
}
