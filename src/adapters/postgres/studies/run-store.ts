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

/** Messages people may have edited while nobody listened; Discord never tells of that later. */
const READ_AGAIN = 5
/** Whoever says something after the end, "delete my data" above all, is heard though nobody listened just then. */
const READ_AFTER_THE_END_DAYS = 30

/** Workspaces seen when a platform connected, and direct conversations in which a person may have written. */
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

    /**
     * Those with an interview that has not ended, then those whose last one ended lately and was not erased. Of them
     * first those that wait for their person, of them first whom something was said to last before then: they are the
     * likeliest to have written. With the message after which to read on: so far before the last of the person that was stored by `before` that
     * what they edited meanwhile is read again; if they wrote fewer, the first that was sent to them.
     */
    async conversations(platform: Platform, before: Date) {
      const { rows } = await sql<{ workspace: string; conversation: string; after: string | null }>`
        select d.workspace, d.conversation,
          coalesce(
            (select b.message from inbox b where b.platform = d.platform and b.workspace = d.workspace
               and b.conversation = d.conversation and b.kind = 'message-created' and b.received_at <= ${before}
             order by length(b.message) desc, b.message desc offset ${READ_AGAIN} limit 1),
            (select o.messages ->> 0 from outbox o where o.interview_id = one.id and o.state = 'sent'
               and o.conversation = d.conversation order by o.seq limit 1)) as after
        from direct_conversation d cross join lateral (
          select i.id, i.ended_at from interview i
          where i.lane = 'participant/' || d.platform || '/' || d.workspace || '/' || d.person
            and (i.ended_at is null
              or i.erased_at is null and i.ended_at > ${before}::timestamptz - make_interval(days => ${READ_AFTER_THE_END_DAYS}))
          order by i.ended_at is not null, i.created_at limit 1) one
        cross join lateral (select max(o.sent_at) as at from outbox o where o.interview_id = one.id) spoken
        where d.platform = ${platform}
        order by one.ended_at is not null, exists (select from inbox w where w.lane = 'participant/' || d.platform || '/' || d.workspace || '/' || d.person
                   and w.state = 'waiting'),
          spoken.at > ${before}, spoken.at desc nulls last`.execute(db)
      return rows.map((row) => ({
        platform,
        workspace: row.workspace,
        conversation: row.conversation,
        after: row.after ?? undefined,
      }))
    },
  }
}
