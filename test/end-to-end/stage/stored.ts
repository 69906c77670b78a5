import { type RawBuilder, sql } from 'kysely'
import type { Participant } from './participant.ts'
import type { RunningBot } from './running-bot.ts'

type Bot = Pick<RunningBot, 'database'>

export async function interviewOf({ database }: Bot, { study, lane }: Pick<Participant, 'study' | 'lane'>) {
  return database.db
    .selectFrom('interview')
    .selectAll()
    .where('study_id', '=', study)
    .where('lane', '=', lane)
    .executeTakeFirst()
}

export async function stateOf(bot: Bot, person: Pick<Participant, 'study' | 'lane'>) {
  return (await interviewOf(bot, person))?.state
}

/** What the person said, turn by turn, as it is stored. */
export async function answersOf(bot: Bot, person: Participant): Promise<readonly string[]> {
  return (await turnsOf(bot, person)).filter((turn) => turn.kind === 'answer').map((turn) => turn.words)
}

export async function turnsOf({ database }: Bot, { study, lane }: Pick<Participant, 'study' | 'lane'>) {
  return database.db
    .selectFrom('turn')
    .innerJoin('interview', 'interview.id', 'turn.interview_id')
    .select(['turn.speaker', 'turn.kind', 'turn.words', 'turn.question_id', 'turn.move', 'turn.deleted_at'])
    .where('interview.study_id', '=', study)
    .where('interview.lane', '=', lane)
    .orderBy('turn.sequence')
    .execute()
}

/** What the model used for their interview, call by call. */
export async function usageOf({ database }: Bot, { study, lane }: Pick<Participant, 'study' | 'lane'>) {
  return database.db
    .selectFrom('usage')
    .innerJoin('interview', 'interview.id', 'usage.interview_id')
    .select(['usage.purpose', 'usage.input_tokens'])
    .where('interview.study_id', '=', study)
    .where('interview.lane', '=', lane)
    .orderBy('usage.id')
    .execute()
}

/** Every table, those of the queues too, that holds these words anywhere in a row. */
export async function tablesHolding({ database: { db } }: Bot, words: string): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema in ('public', 'bullmq')`.execute(db)
  const found: string[] = []
  for (const { schema, name } of tables)
    if (
      await any(
        sql`select 1 from ${sql.table(`${schema}.${name}`)} t where row_to_json(t)::text like ${`%${words}%`} limit 1`,
      )
    )
      found.push(name)
  // Bytes are shown as digits, so that words in a file would not be found above.
  if (
    await any(sql`select 1 from artifact where position(convert_to(${words}, 'UTF8') in bytes) > 0 limit 1`)
  )
    found.push('artifact')
  return found

  async function any(query: RawBuilder<unknown>): Promise<boolean> {
    const { rows } = await query.execute(db)
    return rows.length > 0
  }
}

/** Somebody is at work on this person's conversation. */
export async function isWorkedOn({ database }: Bot, { lane }: Pick<Participant, 'lane'>): Promise<boolean> {
  const row = await database.db.selectFrom('lane').select('holder').where('key', '=', lane).executeTakeFirst()
  return row?.holder != null
}

/** Kinds of the events that were stored for this person, in the order in which they came in. */
export async function eventsOf({ database }: Bot, { lane }: Pick<Participant, 'lane'>) {
  const rows = await database.db
    .selectFrom('inbox')
    .select('kind')
    .where('lane', '=', lane)
    .orderBy('seq')
    .execute()
  return rows.map(({ kind }) => kind)
}

/** Nothing is held, nothing waits, nothing is on its way. */
export async function unfinished({ database: { db } }: Bot): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select (select count(*) from lane where holder is not null)
         + (select count(*) from inbox where state = 'waiting')
         + (select count(*) from outbox where state in ('pending', 'attempted', 'ambiguous')) as open`.execute(
    db,
  )
  return rows[0]?.open ?? 0
}
