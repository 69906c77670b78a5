import { sql, type Transaction } from 'kysely'
import type { Codebook } from '../../../core/analysis/codebook.ts'
import { StoreError } from '../../../core/errors.ts'
import type { InterviewState } from '../../../core/interview/interview.ts'
import type {
  EarlierReport,
  StoredReading,
  StudyInterview,
  StudyMaterial,
} from '../../../core/ports/analysis-store.ts'
import type { ConversationRef } from '../../../core/ports/chat.ts'
import { InterviewPlan } from '../../../core/study/interview-plan.ts'
import type { Database } from '../pool.ts'
import type { Schema } from '../schema.ts'

type Trx = Transaction<Schema>

/** Everything a report is made of as it stood at one moment, in three statements. Throws StoreError without a plan. */
export function readMaterial(db: Database, study: string): Promise<StudyMaterial> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const frame = await readFrame(trx, study)
      const readings = frame.codebook ? await readReadings(trx, study, frame.codebook.id) : new Map()
      const interviews = await readInterviews(trx, study, readings)
      return { ...frame, interviews }
    })
}

interface EarlierRow {
  takenAt: string
  interviews: string[]
}

interface FrameRow {
  id: string
  title: string
  goal: string
  plan: { number: number; hash: string; body: unknown } | null
  codebook: Codebook | null
  sites: ConversationRef[]
  earlier: EarlierRow | null
  splits: EarlierRow[]
}

/** The plan is the approved one, else the newest. A report without figures showed nothing that could be subtracted. */
async function readFrame(trx: Trx, study: string): Promise<Omit<StudyMaterial, 'interviews'>> {
  const { rows } = await sql<FrameRow>`
    select s.id, s.title, s.goal,
      (select json_build_object('number', p.number, 'hash', p.hash, 'body', p.body) from plan_version p
        where p.study_id = s.id order by p.state = 'approved' desc, p.number desc limit 1) as plan,
      (select json_build_object('id', c.id, 'number', c.number, 'codes', c.codes, 'origin', c.origin,
          'model', c.model, 'promptVersion', c.prompt_version) from codebook_version c
        where c.study_id = s.id order by c.number desc limit 1) as codebook,
      (select coalesce(json_agg(json_build_object('platform', w.platform, 'workspace', w.workspace,
          'conversation', w.place) order by w.platform, w.workspace), '[]')
        from study_site w where w.study_id = s.id) as sites,
      (select json_build_object('takenAt', r.taken_at, 'interviews',
          (select coalesce(json_agg(l.interview_id), '[]') from report_lineage l where l.snapshot_id = r.id))
        from report_snapshot r where r.study_id = s.id and r.body ->> 'figures' is not null
        order by r.taken_at desc limit 1) as earlier,
      (select coalesce(json_agg(json_build_object('takenAt', r.taken_at, 'interviews',
          (select coalesce(json_agg(l.interview_id), '[]') from report_lineage l where l.snapshot_id = r.id))), '[]')
        from report_snapshot r where r.study_id = s.id and (
          jsonb_path_exists(r.body, '$.figures.themes[*].cohorts[*] ? (@.kind != "withheld")')
          or jsonb_path_exists(r.body, '$.figures.emotions.rows[*].groups[*] ? (@.kind != "withheld")'))) as splits
    from study s where s.id = ${study}`.execute(trx)
  const [row] = rows
  if (!row?.plan) throw new StoreError(`study ${study} has no plan`)
  const { earlier } = row
  return {
    study: { id: row.id, title: row.title, goal: row.goal },
    plan: InterviewPlan.parse(row.plan.body),
    planNumber: row.plan.number,
    planHash: row.plan.hash,
    sites: row.sites,
    codebook: row.codebook ?? undefined,
    earlier: earlier ? earlierReport(earlier) : undefined,
    earlierSplits: row.splits.map(earlierReport),
  }
}

function earlierReport({ takenAt, interviews }: EarlierRow): EarlierReport {
  return { takenAt: new Date(takenAt), interviews }
}

interface InterviewRow {
  id: string
  cohort: string
  state: InterviewState
  consented: boolean
  quotes: boolean
  survey: Record<string, string> | null
  surveyed_at: Date | null
  answers: number
  last_heard_at: Date | null
  words_changed_at: Date | null
  edited_at: Date | null
}

/** Of each person the latest wave, so that one interview stands for one person. */
async function readInterviews(
  trx: Trx,
  study: string,
  readings: ReadonlyMap<string, StoredReading>,
): Promise<readonly StudyInterview[]> {
  const { rows } = await sql<InterviewRow>`
    with current as (
      select distinct on (participant_id) * from interview where study_id = ${study} order by participant_id, wave desc
    )
    select i.id, p.cohort, i.state, i.last_heard_at,
      c.id is not null and c.withdrawn_at is null and i.erased_at is null and i.state not in ('withdrawn', 'declined')
        as consented,
      coalesce((c.choices ->> 'quotes')::boolean, false) as quotes,
      s.survey, s.surveyed_at, coalesce(t.answers, 0) as answers, t.words_changed_at, t.edited_at
    from current i
    join participant p on p.id = i.participant_id
    left join consent c on c.interview_id = i.id
    left join lateral (
      select json_object_agg(item, value) as survey, max(answered_at) as surveyed_at
      from survey_answer where interview_id = i.id
    ) s on true
    left join lateral (
      select count(*) filter (where deleted_at is null)::int as answers,
        max(greatest(said_at, revised_at, deleted_at)) as words_changed_at,
        max(greatest(revised_at, deleted_at)) as edited_at
      from turn where interview_id = i.id and speaker = 'participant' and kind = 'answer'
    ) t on true
    order by i.created_at, i.id`.execute(trx)
  return rows.map((row) => ({
    id: row.id,
    cohort: row.cohort,
    state: row.state,
    consented: row.consented,
    quotes: row.quotes,
    survey: row.survey ?? {},
    surveyedAt: row.surveyed_at,
    answers: row.answers,
    lastHeardAt: row.last_heard_at,
    wordsChangedAt: row.words_changed_at,
    editedAt: row.edited_at,
    reading: readings.get(row.id),
  }))
}

interface ReadingRow {
  id: string
  interview_id: string
  coder: string
  simulated: boolean
  coded_at: Date
  quotes_offered: number
  quotes_verified: number
  quotes_rejected: number
  found: {
    kind: 'code' | 'emotion'
    key: string
    intensity: number
    quotes: { turn: string; start: number; end: number; stored: string }[]
  }[]
}

/** One current reading an interview: a real model's before a stand-in's, then the latest. */
async function readReadings(trx: Trx, study: string, codebook: string): Promise<Map<string, StoredReading>> {
  const { rows } = await sql<ReadingRow>`
    with pass as (
      select distinct on (p.interview_id) p.* from coding_pass p join interview i on i.id = p.interview_id
      where i.study_id = ${study} and p.codebook_version_id = ${codebook} and p.stale_at is null
      order by p.interview_id, p.simulated, p.coded_at desc
    )
    select pass.id, pass.interview_id, pass.coder, pass.simulated, pass.coded_at,
      pass.quotes_offered, pass.quotes_verified, pass.quotes_rejected,
      coalesce((
        select json_agg(json_build_object('kind', c.kind, 'key', c.key, 'intensity', c.intensity,
          'quotes', coalesce((
            select json_agg(json_build_object('turn', q.turn_id, 'start', q.start_offset, 'end', q.end_offset,
              'stored', t.words) order by t.sequence, q.start_offset)
            from coding_quote q join turn t on t.id = q.turn_id
            where q.pass_id = c.pass_id and q.kind = c.kind and q.key = c.key and t.deleted_at is null), '[]'))
          order by c.kind, c.key)
        from coding c where c.pass_id = pass.id and c.present), '[]') as found
    from pass`.execute(trx)
  return new Map(rows.map((row) => [row.interview_id, readingOf(row)]))
}

function readingOf(row: ReadingRow): StoredReading {
  return {
    id: row.id,
    coder: row.coder,
    simulated: row.simulated,
    codedAt: row.coded_at,
    offered: row.quotes_offered,
    verified: row.quotes_verified,
    rejected: row.quotes_rejected,
    found: row.found.map((code) => ({
      ...code,
      // Offsets count UTF-16 units, which SQL's substring does not.
      quotes: code.quotes.map(({ stored, ...quote }) => ({
        ...quote,
        words: stored.slice(quote.start, quote.end),
      })),
    })),
  }
}
