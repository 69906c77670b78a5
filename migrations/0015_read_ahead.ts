import { type Kysely, sql } from 'kysely'

/** For the death of which holder somebody has read ahead: one process does, however many wait for the connection. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table connection add column read_ahead_epoch integer`.execute(db)
}
