import { sql } from 'kysely'
import type { Platform } from '../../../core/ports/chat.ts'
import type { Lease } from '../../../core/ports/lane-store.ts'
import { fence } from '../conversations/fence.ts'
import type { Database } from '../pool.ts'

/** The analysis runs of a study as its lane sees them, and its nightly timer. */
export function createRunStore(db: Database) {
  return {
    async waiting(study: string): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('analysis_run')
        .select('id')
        .where('study_id', '=', study)
        .where('state', '=', 'waiting')
        .orderBy('created_at')
        .execute()
      return rows.map((row) => row.id)
    },

    /** The night's timer went off: a run waits and the next night is set, unless the study is closed. */
    async beginNightly(
      lease: Lease,
      study: string,
      night: {
        readonly timer: string
        readonly run: string
        readonly next: { readonly id: string; readonly at: Date }
      },
      now: Date,
    ): Promise<void> {
      await db.transaction().execute(async (trx) => {
        await fence(trx, lease)
        await sql`
          with fired as (
            update timer set fired_at = ${now} where id = ${night.timer} and fired_at is null returning subject
          )
          insert into analysis_run (id, study_id, cause, state, created_at)
          select ${night.run}, study.id, 'nightly', 'waiting', ${now} from fired join study on study.id = fired.subject
          where study.state in ('running', 'paused')`.execute(trx)
        await sql`
          insert into timer (id, lane, kind, subject, due_at)
          select ${night.next.id}, ${lease.lane}, 'nightly', id, ${night.next.at} from study
          where id = ${study} and state in ('running', 'paused')
          on conflict (kind, subject) where fired_at is null do nothing`.execute(trx)
      })
    },
  }
}

/** Workspaces seen when a platform connected. */
export function createWorkspaceStore(db: Database) {
  return {
    async seen(platform: Platform, workspaces: readonly string[], now: Date): Promise<void> {
      for (const workspace of workspaces)
        await sql`
          insert into workspace (platform, workspace, added_at) values (${platform}, ${workspace}, ${now})
          on conflict (platform, workspace) do update set removed_at = null`.execute(db)
    },

    async known(): Promise<readonly { readonly platform: Platform; readonly workspace: string }[]> {
      const rows = await db
        .selectFrom('workspace')
        .select(['platform', 'workspace'])
        .where('removed_at', 'is', null)
        .execute()
      return rows.map((row) => ({ platform: row.platform as Platform, workspace: row.workspace }))
    },
  }
}
