import { type Kysely, sql } from 'kysely'

/** Messages that a platform delivered under two ids though they were written once: what is said of the second is said of the first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table message_double (
      platform text not null,
      workspace text not null,
      conversation text not null,
      message text not null,
      -- of the inbox row that was stored
      gesture_key text not null,
      primary key (platform, workspace, conversation, message)
    );
  `.execute(db)
}
