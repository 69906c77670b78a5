import { type Kysely, sql } from 'kysely'

/** Studies, where they run, and the versions of their interview plans. Times and ids are always parameters. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table workspace (
      platform text not null check (platform in ('slack', 'discord')),
      workspace text not null,
      name text,
      -- AES-256-GCM; null while tokens come from the settings
      tokens_sealed bytea,
      added_at timestamptz not null,
      removed_at timestamptz,
      primary key (platform, workspace)
    );
    create table study (
      id uuid primary key,
      title text not null,
      goal text not null,
      state text not null check (state in ('draft', 'approved', 'running', 'paused', 'closed')),
      created_at timestamptz not null,
      created_by text not null,
      closed_at timestamptz
    );
    -- Where a study is run from: one research place a workspace.
    create table study_site (
      study_id uuid not null references study,
      platform text not null,
      workspace text not null,
      place text not null,
      launched_at timestamptz,
      -- [{cohort, place} | {cohort, people: []}]
      audience jsonb not null,
      invited_until integer not null,
      inviting_done_at timestamptz,
      primary key (study_id, platform, workspace)
    );
    create index study_site_place on study_site (platform, workspace, place);
    create index study_site_inviting on study_site (study_id) where launched_at is not null and inviting_done_at is null;
    create table plan_version (
      id uuid primary key,
      study_id uuid not null references study,
      number integer not null,
      state text not null check (state in ('draft', 'approved', 'superseded')),
      body jsonb not null,
      -- sha256 over the canonical JSON of body
      hash text not null,
      origin text not null check (origin in ('model', 'file', 'revision')),
      model text,
      prompt_version text,
      created_at timestamptz not null,
      created_by text not null,
      approved_at timestamptz,
      approved_by text,
      unique (study_id, number)
    );
    create unique index plan_version_approved on plan_version (study_id) where state = 'approved';
  `.execute(db)
}
