import { type Kysely, sql } from 'kysely'

/**
 * What people are sent without having asked for it is marked, so that it is judged by their hours when it is sent; an
 * invitation nobody answers has a timer like an interview under way.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table outbox add column unasked text check (unasked in ('card', 'reminder', 'nudge', 'close'));
    -- Slack alone is written to unasked: a card that waits there has nothing before it.
    update outbox set unasked = 'card' from interview i
    where i.id = outbox.interview_id and i.platform = 'slack' and i.state = 'invited'
      and outbox.state in ('pending', 'dropped') and outbox.target ->> 'to' = 'person';
    create index outbox_unasked on outbox (lane) where unasked is not null;
    insert into timer (id, lane, kind, subject, due_at)
    select v.id, i.lane, 'idle', i.id, v.not_before + interval '2 days'
    from invitation v join interview i on i.id = v.interview_id
    where i.state in ('invited', 'consenting')
    on conflict do nothing;
  `.execute(db)
}
