import type { Pool } from 'pg'
import type { LogLine } from '../../../sim/seat.ts'

export interface GestureVerdict {
  readonly applied: number
  /** Told to try again, by the bot or by the platform. */
  readonly refused: number
  /** Each with what is wrong. */
  readonly broken: readonly string[]
}

interface StoredGesture {
  readonly person: string
  readonly received_at: Date
}

const GESTURES: ReadonlySet<LogLine['kind']> = new Set(['press', 'command', 'form-sent'])

/**
 * What came of each press, command and form, by the stand-in's log and SQL: it was stored and worked on, or its person
 * was told that it failed; never neither, never both. A person makes one gesture after the other, so what comes until
 * the next one belongs to it. `cutAt`: when the server went away; what was stored the moment before may have lost its
 * answer, so that its person was told to try again although it counts.
 */
export async function judgeGestures(
  database: Pick<Pool, 'query'>,
  lines: readonly LogLine[],
  cutAt: number,
): Promise<GestureVerdict> {
  const { rows } = await database.query<StoredGesture>(
    `select event ->> 'person' as person, received_at from inbox where kind in ('button', 'form', 'command') order by received_at`,
  )
  const stored = Map.groupBy(rows, ({ person }) => person)
  let applied = 0
  let refused = 0
  const broken = [...(await halfApplied(database))]
  for (const [person, own] of Map.groupBy(lines.filter(isGesture), ({ author }) => author)) {
    for (const [index, gesture] of own.entries()) {
      const from = Date.parse(gesture.at)
      const to = Date.parse(own[index + 1]?.at ?? '9999-12-31T00:00:00Z')
      const within = (at: number) => at >= from && at < to
      const kept = (stored.get(person ?? '') ?? []).filter(({ received_at: at }) =>
        within(at.getTime()),
      ).length
      const told = lines.some((line) => isRefusal(line, person) && within(Date.parse(line.at)))
      const what = `${gesture.kind} ${gesture.name} of ${person} at ${gesture.at}`
      if (kept > 0) applied++
      else if (told) refused++
      if (kept === 0 && !told) broken.push(`${what}: neither done nor refused`)
      if (kept > 1) broken.push(`${what}: stored ${kept} times`)
      const cut = from <= cutAt && cutAt - from < 1_000
      if (kept > 0 && told && !cut) broken.push(`${what}: done, and refused all the same`)
    }
  }
  return { applied, refused, broken }
}

function isGesture({ kind }: LogLine): boolean {
  return GESTURES.has(kind)
}

function isRefusal({ kind, author, members, text = '' }: LogLine, person: string | undefined): boolean {
  if (kind === 'refused') return author !== undefined && author === person
  return kind === 'ephemeral' && members?.[0] === person && /try again/i.test(text)
}

/** Consent and ratings stand where a gesture for them was done, and nowhere else. */
async function halfApplied(database: Pick<Pool, 'query'>): Promise<readonly string[]> {
  const { rows } = await database.query<{ what: string }>(`
    with done as (
      select i.id as interview, g.kind, g.state, coalesce(g.event ->> 'action', g.event ->> 'form') as said
      from inbox g join interview i on i.lane = g.lane where g.kind in ('button', 'form')
    ), rated as (
      select interview, split_part(said, ':', 3) as item, split_part(said, ':', 4) as value
      from done where state = 'done' and said like 'survey:%'
    ), agreed as (
      select interview from done where state = 'done' and (said like 'consent:take-part:%' or said like 'consent-choices:%')
    )
    select 'a gesture of interview ' || interview || ' is ' || state as what from done where state <> 'done'
    union all
    select 'interview ' || i.id || ': consent without its gesture' from consent c join interview i on i.id = c.interview_id
      where not exists (select from agreed where interview = i.id)
    union all
    select 'interview ' || interview || ': a gesture of consent without consent' from agreed
      where not exists (select from consent where interview_id = interview)
    union all
    select 'interview ' || s.interview_id || ': rating of ' || s.item || ' without its press' from survey_answer s
      where not exists (select from rated r where r.interview = s.interview_id and r.item = s.item and r.value = s.value)
    union all
    select 'interview ' || r.interview || ': press for ' || r.item || ' without its rating' from rated r
      where not exists (select from survey_answer s where s.interview_id = r.interview and s.item = r.item)`)
  return rows.map(({ what }) => what)
}
