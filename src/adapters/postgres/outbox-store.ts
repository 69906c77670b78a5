import { sql } from 'kysely'
import type { Intent, OutboundFile, SendResult, Target } from '../../core/ports/chat.ts'
import type { OutboxRow, OutboxStore, StoredIntent } from '../../core/ports/lane-store.ts'
import type { Database } from './pool.ts'

interface Row {
  id: string
  target: Target
  intent: StoredIntent
  interview_id: string | null
  state: 'pending' | 'attempted' | 'ambiguous'
  attempts: number
  attempted_at: Date | null
  not_before: Date
}

export function createOutboxStore(db: Database): OutboxStore {
  return {
    async first(lane) {
      const { rows } = await sql<Row>`
        select id, target, intent, interview_id, state, attempts, attempted_at, not_before from outbox
        where lane = ${lane} and state in ('pending', 'attempted', 'ambiguous') order by seq limit 1`.execute(
        db,
      )
      const [row] = rows
      return row ? { ...camel(row), intent: await withFiles(db, row.intent) } : undefined
    },

    async stamp(lease, id, now) {
      await sql`
        update outbox set state = 'attempted', attempted_at = ${now}, attempts = attempts + 1
        where id = ${id} and exists (select 1 from lane where key = ${lease.lane} and epoch = ${lease.epoch})`.execute(
        db,
      )
    },

    // What the platform said is true whoever holds the lane by now, so this write is not fenced; giving the lane back is.
    async record(lease, id, result, now, release) {
      const { rows } = await sql<{ more: boolean }>`
        with told as (${recordStatement(id, result, now)}), learned as (
          insert into direct_conversation (platform, workspace, conversation, person)
          select target ->> 'platform', target ->> 'workspace', conversation, target ->> 'person'
          from told where target ->> 'to' = 'person' and conversation is not null
          on conflict do nothing
        )
        update lane set holder = null, lease_until = null
        where ${release} and key = ${lease.lane} and epoch = ${lease.epoch}
        returning first_waiting_at is not null as more`.execute(db)
      return rows[0]?.more ?? false
    },
  }
}

function recordStatement(id: string, result: SendResult, now: Date) {
  const states = {
    sent: 'sent',
    retry: 'pending',
    ambiguous: 'ambiguous',
    unreachable: 'unreachable',
    'workspace-broken': 'pending',
    rejected: 'rejected',
  } as const
  const sent = result.outcome === 'sent' ? result : undefined
  const waitMs =
    result.outcome === 'retry' ? result.afterMs : result.outcome === 'workspace-broken' ? 60_000 : 0
  const reason = 'reason' in result ? result.reason : null
  return sql`
    update outbox set state = ${states[result.outcome]}, reason = ${reason},
      sent_at = ${sent ? now : null}::timestamptz, conversation = ${sent?.conversation ?? null},
      messages = ${sent ? JSON.stringify(sent.messages) : null}::jsonb,
      not_before = ${new Date(now.getTime() + waitMs)}
    where id = ${id} and state in ('pending', 'attempted', 'ambiguous')
    returning target, conversation`
}

function camel(row: Row): Omit<OutboxRow, 'intent'> {
  return {
    id: row.id,
    target: row.target,
    interviewId: row.interview_id,
    state: row.state,
    attempts: row.attempts,
    attemptedAt: row.attempted_at,
    notBefore: row.not_before,
  }
}

async function withFiles(db: Database, intent: StoredIntent): Promise<Intent> {
  if (intent.kind === 'edit' || !intent.files) return intent as Intent
  const ids = intent.files.map((file) => file.artifact)
  const rows = await db
    .selectFrom('artifact')
    .select(['id', 'name', 'media_type', 'alt', 'bytes'])
    .where('id', 'in', ids)
    .execute()
  const files: OutboundFile[] = ids.flatMap((id) => {
    const file = rows.find((row) => row.id === id)
    return file ? [{ name: file.name, mediaType: file.media_type, alt: file.alt, bytes: file.bytes }] : []
  })
  return { ...intent, files }
}
