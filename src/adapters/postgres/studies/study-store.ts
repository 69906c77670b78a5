import { sql, type Transaction } from 'kysely'
import type { ConversationRef, Platform } from '../../../core/ports/chat.ts'
import type { Lease } from '../../../core/ports/lane-store.ts'
import type {
  DeskChange,
  PlanVersion,
  Study,
  StudyStore,
  StudyWrite,
} from '../../../core/ports/study-store.ts'
import { InterviewPlan } from '../../../core/study/interview-plan.ts'
import { fence } from '../conversations/fence.ts'
import { insertOutbox } from '../conversations/outbox-rows.ts'
import { burstAfter, WITHOUT_WORDS } from '../conversations/settle-inbox.ts'
import type { Database } from '../pool.ts'
import type { Schema } from '../schema.ts'
import { appendAudit } from './audit.ts'
import { ownersAt } from './owners.ts'
import { statusIsDue } from './status-store.ts'
import { studyProgress } from './study-progress.ts'
import { insertStudy, writeStudy } from './study-rows.ts'

type Trx = Transaction<Schema>

/** What the study's status message tells. */
const SHOWN: ReadonlySet<StudyWrite['kind']> = new Set(['launch', 'pause', 'resume', 'close'])

export function createStudyStore(db: Database): StudyStore {
  return {
    async studyAt(place, planVersion) {
      const { rows } = await studyStatement(place, planVersion).execute(db)
      return rows[0] ? studyOf(rows[0]) : undefined
    },

    progress: (study) => studyProgress(db, study),

    ownersAt: (place) => ownersAt(db, place),

    commit: (lease, change) => db.transaction().execute((trx) => commitChange(trx, lease, change)),

    async add(study, send, audit, now) {
      await db.transaction().execute(async (trx) => {
        await insertStudy(trx, study, now)
        await insertOutbox(trx, send, now, false)
        await appendAudit(trx, audit, now)
      })
    },
  }
}

// The study is locked before the lane: who waits for a study that another place changes holds no lane meanwhile.
async function commitChange(
  trx: Trx,
  lease: Lease,
  change: DeskChange,
): Promise<'written' | 'known' | 'moved'> {
  if (change.study && (await hasMoved(trx, change.study))) return 'moved'
  await fence(trx, lease)
  if (!(await settleRow(trx, lease, change))) return 'known'
  const study = change.write?.kind === 'new' ? change.write.study.id : change.study?.id
  if (change.write && study !== undefined) await writeStudy(trx, study, change.write, change)
  if (change.send.length > 0) await insertOutbox(trx, change.send, change.at, false)
  if (change.usage.length > 0) await insertUsage(trx, change, study)
  if (change.audit) await appendAudit(trx, change.audit, change.at)
  // Last, since whatever moves an interview of the study waits for it.
  if (study !== undefined && change.write && SHOWN.has(change.write.kind))
    await statusIsDue(trx, study, change.at)
  return 'written'
}

async function hasMoved(trx: Trx, read: NonNullable<DeskChange['study']>): Promise<boolean> {
  const { rows } = await sql<{
    state: string
  }>`select state from study where id = ${read.id} for update`.execute(trx)
  const newest = await trx
    .selectFrom('plan_version')
    .select(['id', 'state'])
    .where('study_id', '=', read.id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return rows[0]?.state !== read.state || newest?.id !== read.plan.id || newest.state !== read.plan.state
}

/** False if the row was done before. A form's words are not kept: what came of them stands in the study. */
async function settleRow(trx: Trx, lease: Lease, { inbox, at }: DeskChange): Promise<boolean> {
  const { rows } = await sql<{ settled: number }>`
    with settled as (
      update inbox set state = 'done', outcome = ${inbox.outcome}, done_at = ${at},
        event = (${WITHOUT_WORDS}) - 'values' - 'files'
      where id = ${inbox.id} and lane = ${lease.lane} and state = 'waiting' returning id
    )
    ${burstAfter(lease)} returning (select count(*) from settled) as settled`.execute(trx)
  return (rows[0]?.settled ?? 0) > 0
}

async function insertUsage(trx: Trx, change: DeskChange, study: string | undefined): Promise<void> {
  await trx
    .insertInto('usage')
    .values(
      change.usage.map((usage) => ({
        id: usage.id,
        purpose: usage.purpose,
        study_id: study ?? null,
        interview_id: null,
        model: usage.model,
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        cache_read_tokens: usage.cacheReadTokens,
        cache_write_tokens: usage.cacheWriteTokens,
        at: change.at,
      })),
    )
    .execute()
}

interface StudyRow {
  id: string
  title: string
  state: Study['state']
  closed_at: Date | null
  version: { id: string; number: number; state: PlanVersion['state']; hash: string; body: unknown }
  sites: {
    platform: Platform
    workspace: string
    place: string
    launched_at: string | null
    decision: string | null
  }[]
  frozen: { platform: Platform; workspace: string; since: string; reason: string }[] | null
  report_waits: boolean
}

/** The message with a version's buttons is the last part of the outbox row with the key that the desk gave it. */
function studyStatement(
  { platform, workspace, conversation }: ConversationRef,
  planVersion: string | undefined,
) {
  const named = planVersion ?? null
  return sql<StudyRow>`
    select s.id, s.title, s.state, s.closed_at,
      json_build_object('id', v.id, 'number', v.number, 'state', v.state, 'hash', v.hash, 'body', v.body) as version,
      (select json_agg(json_build_object('platform', t.platform, 'workspace', t.workspace, 'place', t.place,
          'launched_at', t.launched_at,
          'decision', (select o.messages ->> -1 from outbox o where o.state = 'sent'
            and o.dedupe_key = 'plan-decision:' || v.id || ':' || t.platform || ':' || t.workspace))
          order by t.platform, t.workspace)
        from study_site t where t.study_id = s.id) as sites,
      (select json_agg(json_build_object('platform', w.platform, 'workspace', w.workspace, 'since', w.frozen_at,
          'reason', w.frozen_reason))
        from study_site t join workspace w on w.platform = t.platform and w.workspace = t.workspace
        where t.study_id = s.id and w.frozen_at is not null) as frozen,
      exists (select 1 from analysis_run r where r.study_id = s.id and r.state = 'waiting' and r.cause = 'asked') as report_waits
    from study s
    join study_site here on here.study_id = s.id and here.platform = ${platform} and here.workspace = ${workspace}
      and here.place = ${conversation}
    cross join lateral (select * from plan_version p where p.study_id = s.id order by p.number desc limit 1) v
    where ${named}::text is null
      or exists (select 1 from plan_version p where p.study_id = s.id and p.id::text = ${named})
    order by (s.state <> 'closed') desc, s.created_at desc
    limit 1`
}

function studyOf({ version, ...row }: StudyRow): Study {
  return {
    id: row.id,
    title: row.title,
    state: row.state,
    closedAt: row.closed_at,
    sites: row.sites.map((site) => ({
      place: { platform: site.platform, workspace: site.workspace, conversation: site.place },
      launchedAt: site.launched_at === null ? null : new Date(site.launched_at),
      decision: site.decision ?? undefined,
    })),
    plan: {
      id: version.id,
      number: version.number,
      state: version.state,
      hash: version.hash,
      plan: InterviewPlan.parse(version.body),
    },
    frozen: (row.frozen ?? []).map((each) => ({ ...each, since: new Date(each.since) })),
    reportWaits: row.report_waits,
  }
}
