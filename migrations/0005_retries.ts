import { type Kysely, sql } from 'kysely'

/** What a lane whose work throws, and a message whose sending is repeated, must remember. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- how often in a row its work threw, and until when it is left alone for it
    alter table lane add column failures integer not null default 0, add column retry_after timestamptz;
    -- the first attempt of those after which a part of it may have been posted: a look-up begins there
    alter table outbox add column first_attempted_at timestamptz;
    update outbox set first_attempted_at = attempted_at where state in ('attempted', 'ambiguous');
  `.execute(db)
}
