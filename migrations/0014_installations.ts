import { type Kysely, sql } from 'kysely'

/** Workspaces whose tokens come from an installation, sealed in `tokens_sealed`, and not from the settings. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- of the installation whose tokens these are: a removal that was told late says nothing of a newer one
    alter table workspace add column installed_at timestamptz;
  `.execute(db)
}
