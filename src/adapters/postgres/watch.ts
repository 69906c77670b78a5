import { sql } from 'kysely'
import type { Clock } from '../../core/ports/clock.ts'
import type { Database } from './pool.ts'

const ANSWERS_WITHIN_MS = 2_000

/**
 * A function that tells why the database cannot be used just now, without its address; undefined if it can. However often
 * it is called, one statement at most is waited for.
 */
export function databaseWatch(db: Database, clock: Clock): () => Promise<string | undefined> {
  let asked: Promise<string | undefined> | undefined
  const ask = () =>
    sql`select 1`
      .execute(db)
      .then(
        () => undefined,
        (error: Error) => `it cannot be used: ${'code' in error ? error.code : 'no connection in time'}`,
      )
      .finally(() => {
        asked = undefined
      })
  return async () => {
    asked ??= ask()
    const answered = new AbortController()
    const late = clock
      .sleep(ANSWERS_WITHIN_MS, answered.signal)
      .then(() => `it did not answer within ${ANSWERS_WITHIN_MS / 1000} s`)
    const trouble = await Promise.race([asked, late])
    answered.abort()
    return trouble
  }
}
