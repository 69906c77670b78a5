import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'

/**
 * Told of what a process sends to the database: each statement, and each commit (of a transaction, or of a writing
 * statement outside one). `begin` counts as a statement, `commit` as both.
 */
export type StatementObserver = (kind: 'statement' | 'commit', sql: string) => void

const WRITES = /\b(insert into|delete from|merge into|(?<!for |for no key )update)\b/i

/** A pool whose clients tell `observe` of each statement once it has succeeded. */
export function countingPool(pool: pg.Pool, observe: StatementObserver): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => counting(await pool.connect(), observe),
  }
}

function counting(client: pg.PoolClient, observe: StatementObserver): PostgresPoolClient {
  let open = false
  return {
    release: (destroy) => client.release(destroy),
    query: (async (sql: string, parameters: readonly unknown[]) => {
      const result = await client.query(sql, [...parameters])
      observe('statement', sql)
      if (result.command === 'COMMIT' || (!open && WRITES.test(sql))) observe('commit', sql)
      if (result.command === 'BEGIN' || result.command === 'START') open = true
      if (result.command === 'COMMIT' || (result.command === 'ROLLBACK' && !/ to /i.test(sql))) open = false
      return result
    }) as unknown as PostgresPoolClient['query'],
  }
}
