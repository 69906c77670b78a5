import { sql, type Transaction } from 'kysely'
import { z } from 'zod'
import type { Platform } from '../../../core/ports/chat.ts'
import type { Installation, InstallationStore } from '../../../core/ports/installation-store.ts'
import type { Seal } from '../../../core/ports/seal.ts'
import type { Database } from '../pool.ts'
import type { Schema } from '../schema.ts'
import { boundTo } from './sealed-tokens.ts'

const sealedSchema = z.object({
  botUser: z.string(),
  botId: z.string().optional(),
  token: z.string(),
  renewal: z.object({ by: z.string(), expiresAt: z.coerce.date() }).optional(),
})

type Executor = Database | Transaction<Schema>

interface Row {
  readonly workspace: string
  readonly name: string | null
  readonly tokens_sealed: Buffer | null
}

/** The installations of a platform; see the port. */
export function createInstallationStore(db: Database, platform: Platform, seal: Seal): InstallationStore {
  const opened = ({ workspace, name, tokens_sealed }: Row): Installation | undefined => {
    if (tokens_sealed === null) return undefined
    const { botUser, botId, token, renewal } = sealedSchema.parse(
      JSON.parse(seal.open(tokens_sealed, boundTo({ platform, workspace }))),
    )
    return { workspace, name: name ?? undefined, botUser, botId, token, renewal }
  }

  const sealedOf = ({ workspace, botUser, botId, token, renewal }: Installation): Buffer =>
    Buffer.from(
      seal.seal(JSON.stringify({ botUser, botId, token, renewal }), boundTo({ platform, workspace })),
    )

  const rows = (from: Executor) =>
    from
      .selectFrom('workspace')
      .select(['workspace', 'name', 'tokens_sealed'])
      .where('platform', '=', platform)
      .where('tokens_sealed', 'is not', null)

  const locked = (trx: Transaction<Schema>, workspace: string) =>
    rows(trx).where('workspace', '=', workspace).forUpdate().executeTakeFirst()

  const write = (trx: Executor, installation: Installation) =>
    trx
      .updateTable('workspace')
      .set({ tokens_sealed: sealedOf(installation) })
      .where('platform', '=', platform)
      .where('workspace', '=', installation.workspace)
      .execute()

  return {
    async known() {
      const known = await rows(db).orderBy('added_at').orderBy('workspace').execute()
      return known.map((row) => row.workspace)
    },

    async find(workspace) {
      const row = await rows(db).where('workspace', '=', workspace).executeTakeFirst()
      return row && opened(row)
    },

    async keep(installation, now) {
      const { workspace, name = null } = installation
      await sql`
        insert into workspace (platform, workspace, name, tokens_sealed, added_at, installed_at)
        values (${platform}, ${workspace}, ${name}, ${sealedOf(installation)}, ${now}, ${now})
        on conflict (platform, workspace) do update set name = excluded.name, tokens_sealed = excluded.tokens_sealed,
          installed_at = excluded.installed_at, removed_at = null`.execute(db)
    },

    renew: (workspace, dueBefore, exchange) =>
      db.transaction().execute(async (trx) => {
        const row = await locked(trx, workspace)
        const before = row && opened(row)
        if (before?.renewal === undefined || before.renewal.expiresAt >= dueBefore) return before
        const renewed = { ...before, ...(await exchange(before)) }
        await write(trx, renewed)
        return renewed
      }),

    async forget(workspace, removedAt) {
      await sql`
        update workspace set tokens_sealed = null, removed_at = ${removedAt}
        where platform = ${platform} and workspace = ${workspace} and tokens_sealed is not null
          and installed_at <= ${removedAt}`.execute(db)
    },
  }
}
