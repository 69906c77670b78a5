import { type Kysely, sql } from 'kysely'

/** Codebooks, codings, reports with their lineage; usage of the model; the audit trail. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table codebook_version (
      id uuid primary key,
      study_id uuid not null references study,
      number integer not null,
      -- [{key, label, definition, include, exclude, polarity}]
      codes jsonb not null,
      origin text not null check (origin in ('plan', 'model')),
      model text,
      prompt_version text,
      created_at timestamptz not null,
      unique (study_id, number)
    );
    create table analysis_run (
      id uuid primary key,
      study_id uuid not null references study,
      cause text not null check (cause in ('nightly', 'asked')),
      state text not null check (state in ('waiting', 'done', 'failed')),
      asked_by text,
      created_at timestamptz not null,
      finished_at timestamptz,
      reason text
    );
    create index analysis_run_waiting on analysis_run (study_id) where state = 'waiting';
    -- One reading of one interview against one codebook by one coder.
    create table coding_pass (
      id uuid primary key,
      interview_id uuid not null references interview,
      codebook_version_id uuid not null references codebook_version,
      coder text not null,
      prompt_version text not null,
      simulated boolean not null,
      -- a quote is offered by the coder, then found in the stored words (verified) or not (rejected)
      quotes_offered integer not null,
      quotes_verified integer not null,
      quotes_rejected integer not null,
      coded_at timestamptz not null,
      -- set when the interview's words changed after coding
      stale_at timestamptz
    );
    create unique index coding_pass_current on coding_pass (interview_id, codebook_version_id, coder) where stale_at is null;
    create table coding (
      pass_id uuid not null references coding_pass on delete cascade,
      -- code: a code of the codebook; emotion: one of the study's emotions
      kind text not null check (kind in ('code', 'emotion')),
      key text not null,
      present boolean not null,
      intensity integer not null check (intensity between 0 and 3),
      rationale text,
      primary key (pass_id, kind, key)
    );
    create table coding_quote (
      pass_id uuid not null,
      kind text not null,
      key text not null,
      turn_id uuid not null references turn,
      -- UTF-16 offsets into turn.words, end exclusive
      start_offset integer not null,
      end_offset integer not null,
      primary key (pass_id, kind, key, turn_id, start_offset),
      foreign key (pass_id, kind, key) references coding on delete cascade
    );
    create table report_snapshot (
      id uuid primary key,
      study_id uuid not null references study,
      run_id uuid not null unique references analysis_run,
      body jsonb not null,
      taken_at timestamptz not null,
      stale_at timestamptz
    );
    create table report_lineage (
      snapshot_id uuid not null references report_snapshot on delete cascade,
      interview_id uuid not null references interview,
      primary key (snapshot_id, interview_id)
    );
    create index report_lineage_interview on report_lineage (interview_id);
    create table usage (
      id uuid primary key,
      purpose text not null,
      study_id uuid,
      interview_id uuid,
      model text not null,
      input_tokens integer not null,
      output_tokens integer not null,
      cache_read_tokens integer not null,
      cache_write_tokens integer not null,
      at timestamptz not null
    );
    create index usage_study on usage (study_id);
    -- Append only; each row's hash covers the row before it.
    create table audit (
      seq bigint generated always as identity primary key,
      at timestamptz not null,
      actor text not null,
      action text not null,
      subject text not null,
      previous_hash text not null,
      hash text not null
    );
  `.execute(db)
}
