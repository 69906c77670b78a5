import { sql } from 'kysely'
import { FencedError } from '../../../core/errors.ts'
import type { OutboundFile, SendResult, Standing, Target, Words } from '../../../core/ports/chat.ts'
import type {
  Lease,
  OutboxRow,
  OutboxStore,
  StoredIntent,
  UnaskedMessage,
} from '../../../core/ports/lane-store.ts'
import { PLACE_REASONS, waitAfter } from '../../../core/sending.ts'
import type { Database } from '../pool.ts'
import { fence, holds } from './fence.ts'
import { GIVEN_BACK } from './lane-store.ts'
import { HELD_UNTIL, insertOutbox, LAST_UNASKED, meantForLater } from './outbox-rows.ts'
import { putOff } from './put-off.ts'

interface Row {
  id: string
  target: Target
  intent: StoredIntent
  interview_id: string | null
  state: 'pending' | 'attempted' | 'ambiguous'
  attempts: number
  attempted_at: Date | null
  first_attempted_at: Date | null
  not_before: Date
  unasked: UnaskedMessage['kind'] | null
  zone: string | null
  last_unasked_at: Date | null
  over: string | null
  stands: Standing | null
  dedupe_key: string | null
  held_until: Date | null
}

export function createOutboxStore(db: Database): OutboxStore {
  return {
    async first(lane, now) {
      const { rows } = await sql<Row>`
        select o.id, target, intent, interview_id, o.state, attempts, attempted_at, first_attempted_at, not_before, unasked,
          stands, dedupe_key,
          about.*, ${HELD_UNTIL} as held_until
        from outbox o cross join lateral (select ${meantForLater(now)} as later) its
          left join lateral (${UNASKED}) about on true
        where lane = ${lane} and o.state in ('pending', 'attempted', 'ambiguous')
        order by its.later, case when its.later then not_before end, seq limit 1`.execute(db)
      const [row] = rows
      return row ? { ...camel(row), intent: await withFiles(db, row.intent) } : undefined
    },

    async add(lease, draft, now) {
      await db.transaction().execute(async (trx) => {
        await fence(trx, lease)
        await insertOutbox(trx, [draft], now, false)
      })
    },

    async stamp(lease, id, now, stands) {
      const { rows } = await sql`
        update outbox set state = 'attempted', attempted_at = ${now}, attempts = attempts + 1,
          first_attempted_at = coalesce(first_attempted_at, ${now}), stands = coalesce(${storedStanding(stands)}::jsonb, stands)
        where id = ${id} and state in ('pending', 'attempted', 'ambiguous') and ${holds(lease)}
        returning 1`.execute(db)
      if (rows.length === 0)
        throw new FencedError(`message ${id} is no longer for epoch ${lease.epoch} to send`)
    },

    async lookAgain(lease, id, at) {
      await sql`
        update outbox set not_before = ${at}
        where id = ${id} and state in ('attempted', 'ambiguous') and ${holds(lease)}`.execute(db)
    },

    async reword(lease, id, intent, reason, now) {
      const { rows } = await sql`
        update outbox set intent = ${JSON.stringify(intent)}::jsonb, state = 'pending', reason = ${reason},
          not_before = ${now}, first_attempted_at = null, stands = null
        where id = ${id} and state in ('pending', 'attempted', 'ambiguous') and ${holds(lease)} returning 1`.execute(
        db,
      )
      if (rows.length === 0)
        throw new FencedError(`message ${id} is no longer for epoch ${lease.epoch} to word`)
    },

    async hasten(lease, now) {
      await sql`
        update outbox set not_before = ${now}
        where lane = ${lease.lane} and state = 'pending' and reason = any(${PLACE_REASONS as string[]})
          and not_before > ${now} and ${holds(lease)}`.execute(db)
    },

    putOff: (lease, id, from, paceMs) => putOff(db, lease, id, from, paceMs),

    async drop(lease, id, reason) {
      const { rows } = await sql`
        update outbox set state = 'dropped', reason = ${reason}
        where id = ${id} and state in ('pending', 'attempted', 'ambiguous') and ${holds(lease)} returning 1`.execute(
        db,
      )
      if (rows.length === 0)
        throw new FencedError(`message ${id} is no longer for epoch ${lease.epoch} to drop`)
    },

    async record(lease, id, result, now, release) {
      const { rows } = await sql<{ more: boolean }>`
        with told as (${recordStatement(lease, id, result, now)}), learned as (
          insert into direct_conversation (platform, workspace, conversation, person)
          select target ->> 'platform', target ->> 'workspace', conversation, target ->> 'person'
          from told where target ->> 'to' = 'person' and conversation is not null
          on conflict do nothing returning 1
        ), fine as (
          update workspace w set broken_sends = 0,
            direct_opened_at = case when exists (select from learned) then ${now} else direct_opened_at end
          from told where told.state = 'sent' and (w.broken_sends > 0 or exists (select from learned))
            and w.platform = told.target ->> 'platform' and w.workspace = told.target ->> 'workspace'
        ), gone as (
          update interview set state = 'unreachable', state_version = state_version + 1, ended_at = ${now}, ended_by = 'platform',
            progress = interview.progress || jsonb_build_object('unreachable',
              jsonb_build_object('from', interview.state, 'reason', told.reason))
          from told where told.state = 'unreachable' and interview.id = told.interview_id and interview.ended_at is null
          returning interview.id
        ), dropped as (
          update outbox set state = 'dropped', reason = 'unreachable' from gone
          where outbox.interview_id = gone.id and outbox.state = 'pending' and outbox.id <> ${id}
        ), silenced as (
          update timer set fired_at = ${now} from gone where timer.subject = gone.id and timer.fired_at is null
        )
        update lane set ${GIVEN_BACK}
        where ${release} and key = ${lease.lane} and epoch = ${lease.epoch}
        returning first_waiting_at is not null as more`.execute(db)
      return rows[0]?.more ?? false
    },
  }
}

/** After these nothing stands there of what was not known to stand. */
const NOT_POSTED = new Set<SendResult['outcome']>(['retry', 'workspace-broken'])

/** A nudge or reminder is over once its person was heard; of what ended only the end itself is told. */
const UNASKED = sql`
  select who.zone, ${LAST_UNASKED} as last_unasked_at,
    case when i.ended_at is not null and o.unasked <> 'close' then 'ended'
         when o.unasked in ('nudge', 'reminder') and (i.last_heard_at > o.created_at
           -- Whoever was answered since was heard from, whatever the clocks of two processes say.
           or exists (select from outbox answer where answer.interview_id = o.interview_id
             and answer.seq > o.seq and answer.unasked is null)) then 'heard from' end as over
  from interview i left join identity who on who.participant_id = i.participant_id
  where o.unasked is not null and i.id = o.interview_id`

function recordStatement(lease: Lease, id: string, result: SendResult, now: Date) {
  const states = {
    sent: 'sent',
    retry: 'pending',
    ambiguous: 'ambiguous',
    unreachable: 'unreachable',
    'workspace-broken': 'pending',
    rejected: 'rejected',
  } as const
  const sent = result.outcome === 'sent' ? result : undefined
  const stands = storedStanding('stands' in result ? result.stands : undefined)
  const reason = 'reason' in result ? result.reason : null
  // Then the workspace tells when: earlier, if the person writes to the bot and so opens the conversation.
  const opensLater = result.outcome === 'retry' && result.holds !== undefined
  return sql`
    update outbox set state = ${states[result.outcome]}, reason = ${reason},
      sent_at = ${sent ? now : null}::timestamptz, conversation = ${sent?.conversation ?? null},
      messages = ${sent ? JSON.stringify(sent.messages) : null}::jsonb,
      not_before = ${opensLater ? now : new Date(now.getTime() + (waitAfter(result) ?? 0))},
      attempted_at = case when ${result.outcome === 'ambiguous'} then ${now} else attempted_at end,
      stands = coalesce(${stands}::jsonb, stands),
      first_attempted_at = case when ${NOT_POSTED.has(result.outcome)} and coalesce(${stands}::jsonb, stands) is null
        then null else first_attempted_at end
    where id = ${id} and state in ('pending', 'attempted', 'ambiguous') and (${sent !== undefined} or ${holds(lease)})
    returning target, conversation, interview_id, state, reason`
}

function storedStanding(stands: Standing | undefined): string | null {
  return stands === undefined || stands.length === 0 ? null : JSON.stringify(stands)
}

function camel(row: Row): Omit<OutboxRow, 'intent'> {
  return {
    id: row.id,
    target: row.target,
    interviewId: row.interview_id,
    state: row.state,
    attempts: row.attempts,
    attemptedAt: row.attempted_at,
    firstAttemptedAt: row.first_attempted_at,
    notBefore: row.not_before,
    unasked: row.unasked
      ? { kind: row.unasked, zone: row.zone, lastUnaskedAt: row.last_unasked_at, over: row.over }
      : null,
    stands: row.stands ?? [],
    dedupeKey: row.dedupe_key,
    heldUntil: row.held_until,
  }
}

async function withFiles(db: Database, intent: StoredIntent): Promise<Words> {
  if (intent.kind === 'edit' || !intent.files) return intent as Words
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
