import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Platform } from '../../../src/core/ports/chat.ts'
import type { Ids } from '../../../src/core/ports/clock.ts'
import { InterviewPlan, planHash } from '../../../src/core/study/interview-plan.ts'

/** Short, so that a run takes seconds: two questions, one survey item before and one after. */
export const PLAN = InterviewPlan.parse({
  title: 'New tools',
  goal: 'How people take up new tools',
  domain: 'new tools',
  minutes: 3,
  asker: 'The Harbour research team',
  readers: 'Two researchers',
  contact: 'research@harbour.example',
  researchQuestions: [{ id: 'uptake', text: 'What makes people take up a tool?' }],
  surveyBefore: [
    { kind: 'scale', id: 'often', ask: 'How often do you try new tools?', low: 'never', high: 'daily' },
  ],
  surveyAfter: [{ kind: 'yes-no', id: 'recommend', ask: 'Would you recommend this?' }],
  codes: [
    { key: 'planner', label: 'Uses a planner', definition: 'Names a planner.', include: 'Keywords: planner' },
  ],
  cohorts: [
    {
      key: 'all',
      name: 'Everybody',
      goal: 'Hear of one recent tool',
      sections: [
        {
          title: 'Taking up',
          questions: [
            { id: 'q1', ask: 'Which tool did you start to use lately?', probes: ['What led you to it?'] },
            { id: 'q2', ask: 'What changed in your day since then?', probes: ['When did you notice?'] },
          ],
        },
      ],
    },
  ],
})

/** Stores an approved study that can be launched from `place`. */
export async function storeApprovedStudy(
  client: Pick<pg.Pool, 'query'>,
  { platform, workspace, place }: { platform: Platform; workspace: string; place: string },
  plan = PLAN,
  { ids, at }: { readonly ids: Ids; readonly at: Date } = { ids: { next: randomUUID }, at: new Date() },
): Promise<string> {
  const study = ids.next()
  await client.query(
    `insert into study (id, title, goal, state, created_at, created_by) values ($1, $2, $3, 'approved', $4, 'faults')`,
    [study, plan.title, plan.goal, at],
  )
  await client.query(
    `insert into plan_version (id, study_id, number, state, body, hash, origin, created_at, created_by, approved_at,
       approved_by) values ($1, $2, 1, 'approved', $3, $4, 'file', $5, 'faults', $5, 'faults')`,
    [ids.next(), study, JSON.stringify(plan), planHash(plan), at],
  )
  await client.query(
    `insert into study_site (study_id, platform, workspace, place, audience, invited_until)
       values ($1, $2, $3, $4, '[]', 0)`,
    [study, platform, workspace, place],
  )
  await client.query(`insert into lane (key, kind, epoch) values ('study/' || $1::text, 'study', 0)`, [study])
  return study
}

export interface Unfinished {
  /** What is not done and due, in words; empty when everything came to its end. */
  readonly left: readonly string[]
  readonly launched: boolean
  readonly reported: boolean
  /** Something the researcher asked for is being worked on. */
  readonly underWay: boolean
  readonly ended: number
}

const UNFINISHED = `
  select
    (select count(*)::int from inbox where state = 'waiting') as "inbox rows",
    (select count(*)::int from outbox where state in ('pending', 'attempted', 'ambiguous')) as "outbox rows",
    (select count(*)::int from timer where fired_at is null and due_at <= $1) as "timers due",
    (select count(*)::int from analysis_run where state = 'waiting') as "analysis runs",
    (select count(*)::int from study_site where inviting_done_at is null) as "places not invited",
    (select count(*)::int from interview where state not in
      ('completed', 'partial', 'declined', 'withdrawn', 'unreachable', 'expired')) as "interviews open"`

const FACTS = `
  select exists (select from study_site where launched_at is not null) as launched,
    exists (select from analysis_run where state = 'done') as reported,
    exists (select from analysis_run where state = 'waiting')
      or exists (select from inbox where state = 'waiting' and kind = 'command') as "underWay",
    (select count(*)::int from interview where ended_at is not null) as ended`

const NOTHING = { launched: false, reported: false, underWay: true, ended: 0 }

/** How far everything got, as the database has it; nothing got anywhere while it does not answer. */
export async function unfinished(
  database: Pick<pg.Pool, 'query'>,
  now: Date = new Date(),
): Promise<Unfinished> {
  try {
    const { rows } = await database.query<Record<string, number>>(UNFINISHED, [now])
    const { rows: facts } = await database.query<Omit<Unfinished, 'left'>>(FACTS)
    const left = Object.entries(rows[0] ?? {}).filter(([, count]) => count > 0)
    return { ...(facts[0] ?? NOTHING), left: left.map(([what, count]) => `${count} ${what}`) }
  } catch {
    return { ...NOTHING, left: ['a database that does not answer'] }
  }
}

/** Sessions that come back after the server was restarted. */
export function poolOn(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => undefined)
  return pool
}
