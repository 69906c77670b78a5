import { type Kysely, sql } from 'kysely'

/** A correction may come before its message: its words are kept for a while, and found by these. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- of a done edit whose message has not come: until then its words are kept for it
    alter table inbox add column words_until timestamptz;
    create index inbox_words_kept on inbox (words_until) where words_until is not null;
  `.execute(db)
}
