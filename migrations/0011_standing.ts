import { type Kysely, sql } from 'kysely'

/** How far a message of several steps has come, so that any process can post what is missing of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- ids of what is known to stand there, one a step; null: nothing
    alter table outbox add column stands jsonb;
  `.execute(db)
}
