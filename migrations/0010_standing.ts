import { type Kysely, sql } from 'kysely'

/** What holds a workspace up: new direct conversations that are not opened for a while, or everything that goes out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Until then no new direct conversation is opened, and after that one at a time; null: none was refused lately.
    alter table workspace add column directs_held_until timestamptz, add column directs_held_reason text,
      -- when one was last opened: refusals since then are counted
      add column direct_opened_at timestamptz,
      -- the bot was removed or its token no longer works: nobody is written to until a researcher says so
      add column frozen_at timestamptz, add column frozen_reason text, add column thawed_at timestamptz,
      -- sends in a row that found it broken
      add column broken_sends integer not null default 0;
    create index outbox_refused on outbox (attempted_at) where state = 'unreachable';
  `.execute(db)
}
