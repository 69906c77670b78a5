import { sql, type Transaction } from 'kysely'
import { FencedError } from '../../../core/errors.ts'
import type { Lease } from '../../../core/ports/lane-store.ts'
import type { Schema } from '../schema.ts'

/**
 * Locks the lane's row (but not its key, which other rows refer to) until the transaction ends and makes sure it is still ours. Throws FencedError if another took
 * the lane: then nothing of the transaction may stand.
 */
export async function fence(trx: Transaction<Schema>, { lane, epoch }: Lease): Promise<void> {
  const { rows } =
    await sql`select 1 from lane where key = ${lane} and epoch = ${epoch} for no key update`.execute(trx)
  if (rows.length === 0) throw new FencedError(`lane ${lane} was taken over after epoch ${epoch}`)
}

/** For a statement of its own: is the lane still ours? */
export function holds({ lane, epoch }: Lease) {
  return sql`exists (select 1 from lane where key = ${lane} and epoch = ${epoch})`
}
