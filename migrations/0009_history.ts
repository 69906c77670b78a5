import { type Kysely, sql } from 'kysely'

/** When a conversation's history was last compared with what is stored of it, so that all have their turn. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table direct_conversation
      add column compared_at timestamptz,
      -- its turn in the rotation
      add column taken_at timestamptz;
    create index direct_conversation_taken on direct_conversation (platform, taken_at);
  `.execute(db)
}
