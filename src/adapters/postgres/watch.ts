import { sql } from 'kysely'
import type { Clock } from '../../core/ports/clock.ts'
import type { Database } from './pool.ts'

const ANSWERS_WITHIN_MS = 2_000
/** A connection that dies without a word ends only when TCP gives it up, long after the database is back. */
const ASKED_ANEW_AFTER_MS = 10_000
/** Each that is open holds a connection of the pool. */
const MOST_OPEN = 3

interface Asked {
  readonly at: number
  readonly trouble: Promise<string | undefined>
}

/**
 * A function that tells why the database cannot be used just now, without its address; undefined if it can. However often
 * it is called, one statement at most is waited for, and few are open.
 */
export function databaseWatch(db: Database, clock: Clock): () => Promise<string | undefined> {
  const open = new Set<Asked>()
  const ask = () => {
    const asked: Asked = {
      at: clock.now().getTime(),
      trouble: sql`select 1`
        .execute(db)
        .then(() => undefined, troubleOf)
        .finally(() => open.delete(asked)),
    }
    open.add(asked)
    return asked
  }
  const waitedFor = () => {
    const last = [...open].at(-1)
    if (last === undefined) return ask()
    const old = clock.now().getTime() - last.at >= ASKED_ANEW_AFTER_MS
    return old && open.size < MOST_OPEN ? ask() : last
  }
  return async () => {
    const answered = new AbortController()
    const late = clock
      .sleep(ANSWERS_WITHIN_MS, answered.signal)
      .then(() => `it did not answer within ${ANSWERS_WITHIN_MS / 1000} s`)
    const trouble = await Promise.race([waitedFor().trouble, late])
    answered.abort()
    return trouble
  }
}

/** The driver gives no code to what it ends itself. */
function troubleOf(error: Error): string {
  if ('code' in error) return `it cannot be used: ${error.code}`
  if (/time-?out/.test(error.message)) return 'it cannot be used: no connection in time'
  if (error.message.startsWith('Connection terminated')) return 'it cannot be used: the connection was lost'
  return 'it cannot be used: an error without a code'
}
