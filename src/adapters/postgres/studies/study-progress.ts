import { sql } from 'kysely'
import type { Platform } from '../../../core/ports/chat.ts'
import type { StudyProgress } from '../../../core/ports/study-store.ts'
import type { Database } from '../pool.ts'

/** Completed interviews from which their median length may be shown. */
const FEWEST_LENGTHS = 5

interface ProgressRow {
  sites: {
    platform: Platform
    workspace: string
    place: string
    invited: number
    consented: number
    under_way: number
    completed: number
    partial: number
    unreachable: number
    directs_held_until: string | null
  }[]
  declined: number
  withdrawn: number
  median_minutes: number | null
  last_report_at: Date | null
  input_tokens: number
  output_tokens: number
}

/** How far a study is, counted at one moment. */
export async function studyProgress(db: Database, study: string): Promise<StudyProgress> {
  const { rows } = await sql<ProgressRow>`
    with asked as (
      select i.platform, i.workspace, i.state, i.started_at, i.ended_at,
        c.given_at is not null and c.withdrawn_at is null and i.state <> 'withdrawn' as consented
      from interview i left join consent c on c.interview_id = i.id where i.study_id = ${study}
    ), lengths as (
      select extract(epoch from ended_at - started_at) / 60 as minutes from asked
      where state = 'completed' and started_at is not null
    ), spent as (
      select coalesce(sum(input_tokens + cache_read_tokens + cache_write_tokens), 0)::bigint as input_tokens,
        coalesce(sum(output_tokens), 0)::bigint as output_tokens
      from usage where study_id = ${study}
    )
    select
      (select json_agg(json_build_object('platform', t.platform, 'workspace', t.workspace, 'place', t.place,
          'invited', n.invited, 'consented', n.consented, 'under_way', n.under_way, 'completed', n.completed,
          'partial', n.partial, 'unreachable', n.unreachable, 'directs_held_until', w.directs_held_until) order by t.platform, t.workspace)
        from study_site t cross join lateral (
          select count(*) as invited, count(*) filter (where consented) as consented,
            count(*) filter (where state in ('surveying-before', 'interviewing', 'paused', 'surveying-after')) as under_way,
            count(*) filter (where state = 'completed') as completed,
            count(*) filter (where state = 'partial') as partial,
            count(*) filter (where state = 'unreachable') as unreachable
          from asked where asked.platform = t.platform and asked.workspace = t.workspace) n
          left join workspace w on w.platform = t.platform and w.workspace = t.workspace
        where t.study_id = ${study}) as sites,
      (select count(*) from asked where state = 'declined') as declined,
      (select count(*) from asked where state = 'withdrawn') as withdrawn,
      (select percentile_cont(0.5) within group (order by minutes)::float8 from lengths
        having count(*) >= ${FEWEST_LENGTHS}) as median_minutes,
      (select max(taken_at) from report_snapshot where study_id = ${study}) as last_report_at,
      spent.input_tokens, spent.output_tokens
    from spent`.execute(db)
  const [row] = rows
  return {
    sites: (row?.sites ?? []).map(
      ({ platform, workspace, place, under_way, directs_held_until, ...counts }) => ({
        place: { platform, workspace, conversation: place },
        invited: counts.invited,
        consented: counts.consented,
        underWay: under_way,
        completed: counts.completed,
        partial: counts.partial,
        unreachable: counts.unreachable,
        directsHeldUntil: directs_held_until === null ? null : new Date(directs_held_until),
      }),
    ),
    declined: row?.declined ?? 0,
    withdrawn: row?.withdrawn ?? 0,
    medianMinutes: row?.median_minutes ?? null,
    lastReportAt: row?.last_report_at ?? null,
    inputTokens: row?.input_tokens ?? 0,
    outputTokens: row?.output_tokens ?? 0,
  }
}
