import { type Kysely, sql } from 'kysely'

/** Connections to a platform, each held by one process at a time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table connection (
      platform text not null,
      workspace text not null,
      -- 1 to as many as all processes together may hold
      number integer not null,
      holder text,
      -- counts how often it was taken: who took it with an older one no longer holds it
      epoch integer not null,
      -- by the database's own clock
      lease_until timestamptz,
      -- what was said since then may not have come in by it, and the history was not read yet
      unread_since timestamptz,
      primary key (platform, workspace, number)
    );
  `.execute(db)
}
