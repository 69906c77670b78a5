import { type Kysely, sql } from 'kysely'

/** Participants under a pseudonym, who they are kept apart, and what they said. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table participant (
      id uuid primary key,
      study_id uuid not null references study,
      cohort text not null,
      pseudonym text not null,
      language text not null,
      created_at timestamptz not null,
      unique (study_id, pseudonym)
    );
    create table identity (
      participant_id uuid primary key references participant,
      study_id uuid not null references study,
      platform text not null,
      workspace text not null,
      person text not null,
      zone text,
      locale text,
      unique (study_id, platform, workspace, person)
    );
    create index identity_person on identity (platform, workspace, person);
    create table interview (
      id uuid primary key,
      study_id uuid not null references study,
      participant_id uuid not null references participant,
      plan_version_id uuid not null references plan_version,
      wave integer not null,
      platform text not null,
      workspace text not null,
      lane text not null references lane,
      state text not null check (state in (
        'invited', 'consenting', 'surveying-before', 'interviewing', 'paused', 'surveying-after',
        'completed', 'partial', 'declined', 'withdrawn', 'expired', 'unreachable')),
      state_version integer not null,
      progress jsonb not null,
      created_at timestamptz not null,
      started_at timestamptz,
      last_heard_at timestamptz,
      ended_at timestamptz,
      ended_by text,
      erased_at timestamptz,
      unique (participant_id, wave)
    );
    create index interview_lane on interview (lane, created_at);
    create index interview_study on interview (study_id, state);
    create table invitation (
      id uuid primary key,
      study_id uuid not null references study,
      wave integer not null,
      interview_id uuid not null unique references interview,
      platform text not null,
      workspace text not null,
      person text,
      not_before timestamptz not null,
      reminders integer not null,
      created_at timestamptz not null
    );
    create unique index invitation_once on invitation (study_id, wave, platform, workspace, person) where person is not null;
    create table consent (
      id uuid primary key,
      interview_id uuid not null unique references interview,
      text_version text not null,
      text_hash text not null,
      language text not null,
      -- {quotes, release, recontact}: booleans
      choices jsonb not null,
      message text,
      given_at timestamptz not null,
      withdrawn_at timestamptz
    );
    create table turn (
      id uuid primary key,
      interview_id uuid not null references interview,
      sequence integer not null,
      speaker text not null check (speaker in ('interviewer', 'participant')),
      -- answer and question are coded; control, survey and notice are kept but not coded
      kind text not null check (kind in ('question', 'answer', 'survey', 'control', 'notice')),
      words text not null,
      question_id text,
      -- interviewer: the move (ask, probe, ...); participant: null
      move text,
      prompt_version text,
      model text,
      said_at timestamptz not null,
      revised_at timestamptz,
      -- tombstone: the words are gone, that there was a turn is not
      deleted_at timestamptz,
      unique (interview_id, sequence)
    );
    -- Which platform messages a participant's turn is made of.
    create table turn_message (
      platform text not null,
      workspace text not null,
      conversation text not null,
      message text not null,
      turn_id uuid not null references turn,
      position integer not null,
      words text not null,
      edited_at timestamptz,
      deleted_at timestamptz,
      primary key (platform, workspace, conversation, message)
    );
    create index turn_message_turn on turn_message (turn_id, position);
    create table survey_answer (
      interview_id uuid not null references interview,
      item text not null,
      phase text not null check (phase in ('before', 'after')),
      value text not null,
      answered_at timestamptz not null,
      primary key (interview_id, item)
    );
  `.execute(db)
}
