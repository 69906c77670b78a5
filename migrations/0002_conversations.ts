import { type Kysely, sql } from 'kysely'

/**
 * The way in and the way out: inbox, lane, timer, outbox. A lane is whatever must be worked on one at a time: a
 * participant's conversation, a research place, a study. Each unfinished row is found again through a partial index.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table lane (
      key text primary key,
      kind text not null check (kind in ('participant', 'place', 'study')),
      holder text,
      epoch bigint not null,
      -- compared with the database's own clock only
      lease_until timestamptz,
      first_waiting_at timestamptz,
      answer_after timestamptz
    );
    create index lane_waiting on lane (answer_after) where answer_after is not null;
    create table direct_conversation (
      platform text not null,
      workspace text not null,
      conversation text not null,
      person text not null,
      primary key (platform, workspace, conversation)
    );
    create index direct_conversation_person on direct_conversation (platform, workspace, person);
    create table inbox (
      seq bigint generated always as identity primary key,
      id uuid not null unique,
      platform text not null,
      workspace text not null,
      event_key text not null,
      gesture_key text,
      lane text not null references lane,
      kind text not null,
      conversation text,
      message text,
      -- the normalised event; emptied of words when its words are erased
      event jsonb not null,
      received_at timestamptz not null,
      state text not null check (state in ('waiting', 'done')),
      outcome text,
      done_at timestamptz,
      unique (platform, workspace, event_key)
    );
    create unique index inbox_gesture on inbox (platform, workspace, gesture_key) where gesture_key is not null;
    create index inbox_waiting on inbox (lane, seq) where state = 'waiting';
    create index inbox_message on inbox (platform, workspace, conversation, message) where message is not null;
    create table timer (
      id uuid primary key,
      lane text not null references lane,
      kind text not null,
      -- what it is about: an interview, a study
      subject uuid not null,
      due_at timestamptz not null,
      fired_at timestamptz
    );
    create unique index timer_pending on timer (kind, subject) where fired_at is null;
    create index timer_due on timer (due_at) where fired_at is null;
    create index timer_lane on timer (lane) where fired_at is null;
    create table artifact (
      id uuid primary key,
      study_id uuid references study,
      name text not null,
      media_type text not null,
      alt text not null,
      bytes bytea not null,
      created_at timestamptz not null
    );
    create table outbox (
      seq bigint generated always as identity primary key,
      id uuid not null unique,
      lane text not null references lane,
      target jsonb not null,
      -- Intent; files stand as artifact ids
      intent jsonb not null,
      -- for a message sent once a subject and purpose: an invitation, a report
      dedupe_key text unique,
      interview_id uuid,
      state text not null check (state in ('pending', 'attempted', 'ambiguous', 'sent', 'unreachable', 'rejected', 'dropped')),
      not_before timestamptz not null,
      attempts integer not null,
      attempted_at timestamptz,
      sent_at timestamptz,
      conversation text,
      messages jsonb,
      reason text,
      created_at timestamptz not null
    );
    create index outbox_open on outbox (lane, seq) where state in ('pending', 'attempted', 'ambiguous');
    create index outbox_due on outbox (not_before) where state in ('pending', 'attempted', 'ambiguous');
    create index outbox_interview on outbox (interview_id) where interview_id is not null;
  `.execute(db)
}
