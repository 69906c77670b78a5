import { sql, type Transaction } from 'kysely'
import type { Platform } from '../../../core/ports/chat.ts'
import type { DueStatus, StatusPost, StatusSite, StatusStore } from '../../../core/ports/status-store.ts'
import { fence } from '../conversations/fence.ts'
import { insertOutbox } from '../conversations/outbox-rows.ts'
import type { Database } from '../pool.ts'
import type { Schema } from '../schema.ts'

interface DueRow {
  title: string
  state: DueStatus['state']
  changes: number
  shown: string | null
  sites: {
    platform: Platform
    workspace: string
    place: string
    launched: boolean
    invited: number
    begun: number
    under_way: number
    completed: number
    declined: number
    unreachable: number
    posted: StatusPost | null
    post_state: string | null
    message: string | null
    edit_state: string | null
  }[]
}

const UNSETTLED: ReadonlySet<string> = new Set(['pending', 'attempted', 'ambiguous'])

export function createStatusStore(db: Database): StatusStore {
  return {
    async due(study, now) {
      const { rows } = await dueStatement(study, now).execute(db)
      const [row] = rows
      return row && { ...row, sites: row.sites.map(siteOf) }
    },

    async show(lease, study, { shown, changes, posts, send, again, last }, now) {
      await db.transaction().execute(async (trx) => {
        await fence(trx, lease)
        if (send.length > 0) await insertOutbox(trx, send, now, false)
        await sql`
          update study_status set shown = ${shown}, shown_at = ${now},
            posts = posts || ${JSON.stringify(posts)}::jsonb,
            due_at = case when ${again} or changes <> ${changes} then ${now}::timestamptz + interval '1 minute' end
          where study_id = ${study}`.execute(trx)
        if (last)
          await sql`delete from study_status where study_id = ${study} and due_at is null`.execute(trx)
      })
    },
  }
}

/** The study itself says something else now: its message is due, at most once a minute; the first launch begins it. */
export async function statusIsDue(trx: Transaction<Schema>, study: string, now: Date): Promise<void> {
  await sql`
    insert into study_status (study_id, due_at, changes, posts)
    select id, ${now}, 0, '{}' from study where id = ${study} and state = 'running'
    on conflict (study_id) do nothing`.execute(trx)
  await sql`
    update study_status set changes = changes + 1,
      due_at = coalesce(due_at, greatest(${now}::timestamptz, shown_at + interval '1 minute'))
    where study_id = ${study}`.execute(trx)
}

/** One statement, so that the counts and the number of changes are of the same moment. */
function dueStatement(study: string, now: Date) {
  return sql<DueRow>`
    select s.title, s.state, status.changes, status.shown,
      (select json_agg(json_build_object('platform', t.platform, 'workspace', t.workspace, 'place', t.place,
          'launched', t.launched_at is not null, 'invited', n.invited, 'begun', n.begun, 'under_way', n.under_way,
          'completed', n.completed, 'declined', n.declined, 'unreachable', n.unreachable,
          'posted', known.posted, 'post_state', post.state, 'message', post.messages ->> -1, 'edit_state', edit.state)
          order by t.platform, t.workspace)
        from study_site t
        cross join lateral (
          select count(*) as invited, count(*) filter (where started_at is not null) as begun,
            count(*) filter (where state in ('surveying-before', 'interviewing', 'paused', 'surveying-after')) as under_way,
            count(*) filter (where state = 'completed') as completed,
            count(*) filter (where state = 'declined') as declined,
            count(*) filter (where state = 'unreachable') as unreachable
          from interview i
          where i.study_id = s.id and i.platform = t.platform and i.workspace = t.workspace) n
        cross join lateral (select status.posts -> (t.platform || ':' || t.workspace) as posted) known
        left join outbox post on post.id = (known.posted ->> 'post')::uuid
        left join outbox edit on edit.id = (known.posted ->> 'edit')::uuid
        where t.study_id = s.id) as sites
    from study_status status join study s on s.id = status.study_id
    where status.study_id = ${study} and status.due_at <= ${now}`
}

function siteOf({ platform, workspace, place, ...row }: DueRow['sites'][number]): StatusSite {
  return {
    place: { platform, workspace, conversation: place },
    launched: row.launched,
    invited: row.invited,
    begun: row.begun,
    underWay: row.under_way,
    completed: row.completed,
    declined: row.declined,
    unreachable: row.unreachable,
    message: messageOf(row),
  }
}

function messageOf(
  row: Omit<DueRow['sites'][number], 'platform' | 'workspace' | 'place'>,
): StatusSite['message'] {
  if (row.posted === null || row.post_state === null) return { at: 'nowhere' }
  if (UNSETTLED.has(row.post_state) || (row.edit_state && UNSETTLED.has(row.edit_state)))
    return { at: 'on-its-way' }
  if (row.post_state !== 'sent' || row.message === null || (row.edit_state ?? 'sent') !== 'sent')
    return { at: 'lost' }
  return { at: 'place', message: row.message, posted: row.posted }
}
