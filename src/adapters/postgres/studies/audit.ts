import { createHash } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { AuditEntry } from '../../../core/ports/study-store.ts'
import type { Database } from '../pool.ts'
import type { Schema } from '../schema.ts'

/** What the first row's hash covers in place of a row before it. */
const BEGINNING = '0'.repeat(64)

/** Any number no other advisory lock of this database uses. */
const AUDIT_LOCK = 7_302_115

/**
 * Appends to the audit trail within `trx`. Appends wait for one another until their transactions end, so that each
 * row follows the one before: call it last.
 */
export async function appendAudit(trx: Transaction<Schema>, entry: AuditEntry, at: Date): Promise<void> {
  await sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`.execute(trx)
  const last = await trx.selectFrom('audit').select('hash').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  const previous = last?.hash ?? BEGINNING
  await trx
    .insertInto('audit')
    .values({ at, ...entry, previous_hash: previous, hash: hashOf(previous, entry, at) })
    .execute()
}

/** The first row that does not follow from the one before it, by its number; undefined if the trail is whole. */
export async function brokenAuditRow(db: Database): Promise<number | undefined> {
  const rows = await db.selectFrom('audit').selectAll().orderBy('seq').execute()
  let previous = BEGINNING
  for (const row of rows) {
    const entry = { actor: row.actor, action: row.action, subject: row.subject }
    if (row.previous_hash !== previous || row.hash !== hashOf(previous, entry, row.at)) return row.seq
    previous = row.hash
  }
  return undefined
}

/** Sha-256 over the row before and this row's JSON with its keys in alphabetical order. */
function hashOf(previous: string, { action, actor, subject }: AuditEntry, at: Date): string {
  const body = JSON.stringify({ action, actor, at: at.toISOString(), subject })
  return createHash('sha256').update(previous).update(body).digest('hex')
}
