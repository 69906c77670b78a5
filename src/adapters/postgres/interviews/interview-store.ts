import { sql } from 'kysely'
import type { InterviewRecord } from '../../../core/interview/facts.ts'
import type { InterviewState, Progress } from '../../../core/interview/interview.ts'
import type { Involvement } from '../../../core/interview/overview.ts'
import type { Turn } from '../../../core/interview/transcript.ts'
import { parseParticipantLane } from '../../../core/lane.ts'
import type { InterviewStore } from '../../../core/ports/interview-store.ts'
import { InterviewPlan } from '../../../core/study/interview-plan.ts'
import { LAST_UNASKED, meantForLater } from '../conversations/outbox-rows.ts'
import type { Database } from '../pool.ts'
import { commitStep } from './commit-step.ts'

interface Loaded {
  id: string
  study_id: string
  participant_id: string
  plan_version_id: string
  cohort: string
  language: string
  state: InterviewState
  state_version: number
  progress: Progress
  ended_at: Date | null
  erased_at: Date | null
  study_state: string
  conversation: string | null
  last_sent_at: Date | null
  sending: boolean
  unasked_waits: boolean
  other_active: boolean
  last_unasked_at: Date | null
  farewell: string | null
  farewell_to_come: boolean
  zone: string | null
  invitation: string | null
  invited_for: Date | null
  card_sent_at: Date | null
  reminders: number | null
  turns: (Omit<Turn, 'saidAt'> & { saidAt: string })[] | null
  answers: Record<string, string> | null
}

export function createInterviewStore(db: Database): InterviewStore {
  // A plan version never changes once an interview is pinned to it.
  const plans = new Map<string, InterviewPlan>()
  const planOf = async (version: string) => {
    const known = plans.get(version)
    if (known) return known
    const row = await db
      .selectFrom('plan_version')
      .select('body')
      .where('id', '=', version)
      .executeTakeFirstOrThrow()
    const plan = InterviewPlan.parse(row.body)
    plans.set(version, plan)
    return plan
  }
  return {
    async load(lane, named, now) {
      const { rows } = await loadStatement(lane, named, now).execute(db)
      const [row] = rows
      return row ? record(row, lane, await planOf(row.plan_version_id)) : undefined
    },
    async overview(lane) {
      const { rows } = await overviewStatement(lane).execute(db)
      const involvements: Involvement[] = []
      for (const { id, state, delete_asked, study_state, language, plan_version_id } of rows)
        involvements.push({
          id,
          state,
          deleteAsked: delete_asked,
          studyPaused: study_state === 'paused',
          language,
          plan: await planOf(plan_version_id),
        })
      return { locale: rows.find((row) => row.locale !== null)?.locale ?? null, involvements }
    },
    commit: (lease, step, stampFirst) => commitStep(db, lease, step, stampFirst),
  }
}

function loadStatement(lane: string, named: string | undefined, now: Date) {
  return sql<Loaded>`
    select i.id, i.study_id, i.participant_id, i.plan_version_id, i.state, i.state_version, i.progress, i.ended_at,
      i.erased_at, p.cohort, p.language, s.state as study_state,
      (select d.conversation from direct_conversation d where d.platform = i.platform and d.workspace = i.workspace
        and d.person = ${parseParticipantLane(lane).person} limit 1) as conversation,
      (select max(o.sent_at) from outbox o where o.interview_id = i.id) as last_sent_at,
      case when i.ended_at is not null then (select o.messages ->> 0 from outbox o where o.interview_id = i.id
        and o.created_at = i.ended_at and o.state = 'sent' order by o.seq limit 1) end as farewell,
      exists (select 1 from outbox o where o.interview_id = i.id and o.created_at = i.ended_at and o.state = 'pending'
        and o.first_attempted_at is null and o.stands is null) as farewell_to_come,
      exists (select 1 from outbox o where o.lane = i.lane and o.state in ('pending', 'attempted', 'ambiguous')
        and not (${meantForLater(now)})) as sending,
      exists (select 1 from outbox o where o.interview_id = i.id and o.state = 'pending' and o.unasked is not null) as unasked_waits,
      exists (select 1 from interview other where other.lane = i.lane and other.id <> i.id
        and other.state in ('surveying-before', 'interviewing', 'surveying-after')) as other_active,
      (select ${LAST_UNASKED} from (select i.lane) o) as last_unasked_at, who.zone,
      v.id as invitation, v.not_before as invited_for, v.reminders,
      (select min(o.sent_at) from outbox o where o.interview_id = i.id and o.sent_at >= v.not_before) as card_sent_at,
      (select json_agg(json_build_object('id', t.id, 'sequence', t.sequence, 'speaker', t.speaker, 'kind', t.kind,
          'words', t.words, 'questionId', t.question_id, 'move', t.move, 'saidAt', t.said_at,
          'deleted', t.deleted_at is not null) order by t.sequence)
        from turn t where t.interview_id = i.id) as turns,
      (select json_object_agg(a.item, a.value) from survey_answer a where a.interview_id = i.id) as answers
    from interview i join participant p on p.id = i.participant_id join study s on s.id = i.study_id
      left join identity who on who.participant_id = i.participant_id left join invitation v on v.interview_id = i.id
    where i.lane = ${lane} and (${named ?? null}::text is null
      or i.id::text like ${`${named ?? ''}%`} or i.id::text like ${`%${named ?? ''}`})
    order by case when i.state in ('surveying-before', 'interviewing', 'surveying-after') then 0
           when i.state = 'paused' then 1 when i.ended_at is null then 2 else 3 end,
      last_sent_at desc nulls last, i.created_at desc
    limit 1`
}

interface OverviewRow {
  id: string
  state: InterviewState
  delete_asked: boolean
  study_state: string
  language: string
  locale: string | null
  plan_version_id: string
}

const MOST_SHOWN = 10

function overviewStatement(lane: string) {
  return sql<OverviewRow>`
    select i.id, i.state, coalesce((i.progress ->> 'deleteAsked')::boolean, false) as delete_asked,
      s.state as study_state, p.language, who.locale, i.plan_version_id
    from interview i join participant p on p.id = i.participant_id join study s on s.id = i.study_id
      left join identity who on who.participant_id = i.participant_id
    where i.lane = ${lane}
    order by (i.ended_at is not null), i.created_at desc
    limit ${MOST_SHOWN}`
}

function record(row: Loaded, lane: string, plan: InterviewPlan): InterviewRecord {
  return {
    id: row.id,
    studyId: row.study_id,
    participantId: row.participant_id,
    person: parseParticipantLane(lane),
    conversation: row.conversation,
    cohort: row.cohort,
    language: row.language,
    state: row.state,
    stateVersion: row.state_version,
    progress: row.progress,
    endedAt: row.ended_at,
    ...(row.farewell ? { farewell: { message: row.farewell } } : {}),
    ...(!row.farewell && row.farewell_to_come ? { farewell: 'to-come' as const } : {}),
    erased: row.erased_at !== null,
    lastSentAt: row.last_sent_at,
    sending: row.sending,
    unaskedWaits: row.unasked_waits,
    otherActive: row.other_active,
    lastUnaskedAt: row.last_unasked_at,
    zone: row.zone,
    invitation:
      row.invitation && row.invited_for
        ? {
            id: row.invitation,
            notBefore: row.invited_for,
            sentAt: row.card_sent_at,
            reminders: row.reminders ?? 0,
          }
        : null,
    studyPaused: row.study_state === 'paused',
    plan,
    turns: (row.turns ?? []).map((turn) => ({ ...turn, saidAt: new Date(turn.saidAt) })),
    answers: row.answers ?? {},
  }
}
