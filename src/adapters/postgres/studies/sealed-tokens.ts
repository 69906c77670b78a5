import { ConfigError } from '../../../core/errors.ts'
import type { Seal } from '../../../core/ports/seal.ts'
import type { Database } from '../pool.ts'

/** What a workspace's tokens are bound to. */
export function boundTo({
  platform,
  workspace,
}: {
  readonly platform: string
  readonly workspace: string
}): string {
  return `${platform}/${workspace}`
}

/** Workspaces by what the keys at hand can open of their tokens. */
export interface SealedTokens {
  readonly opened: readonly string[]
  /** Opened by a key that is no longer the first one. */
  readonly old: readonly string[]
  readonly unopened: readonly string[]
}

export async function inspectTokens(db: Database, seal: Seal): Promise<SealedTokens> {
  const all = await sealed(db).execute()
  const opened = all.filter((row) => openedBy(seal, row) !== undefined)
  return {
    opened: opened.map(boundTo),
    old: opened.filter(({ tokens_sealed }) => seal.isOld(tokens_sealed)).map(boundTo),
    unopened: all.filter((row) => !opened.includes(row)).map(boundTo),
  }
}

/** Seals anew what was sealed with an older key. What no key opens stays as it is. */
export async function resealTokens(db: Database, seal: Seal): Promise<void> {
  const old = (await sealed(db).execute()).filter(({ tokens_sealed }) => seal.isOld(tokens_sealed))
  for (const { platform, workspace } of old)
    await db.transaction().execute(async (trx) => {
      const of = (row: 'platform' | 'workspace', is: string) => [row, '=', is] as const
      const row = await sealed(trx)
        .where(...of('platform', platform))
        .where(...of('workspace', workspace))
        .forUpdate()
        .executeTakeFirst()
      const secret = row && openedBy(seal, row)
      if (row === undefined || secret === undefined) return
      await trx
        .updateTable('workspace')
        .set({ tokens_sealed: Buffer.from(seal.seal(secret, boundTo(row))) })
        .where(...of('platform', platform))
        .where(...of('workspace', workspace))
        .execute()
    })
}

function sealed(db: Pick<Database, 'selectFrom'>) {
  return db
    .selectFrom('workspace')
    .select(['platform', 'workspace', 'tokens_sealed'])
    .where('tokens_sealed', 'is not', null)
    .$narrowType<{ tokens_sealed: Buffer }>()
}

type Row = { readonly platform: string; readonly workspace: string; readonly tokens_sealed: Buffer }

/** Undefined where no key opens it. */
function openedBy(seal: Seal, row: Row): string | undefined {
  try {
    return seal.open(row.tokens_sealed, boundTo(row))
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}
