import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrateToLatest } from '../../../src/adapters/postgres/migrate.ts'
import { openDatabase, parseBigint } from '../../../src/adapters/postgres/pool.ts'
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { silentLog } from '../../harness/silent-log.ts'

let seen: string[] = []
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase({ onStatement: (kind) => seen.push(kind) })
})
afterAll(() => database.close())

it('gives times as Date, bigints as number, jsonb as value and dates as text', async () => {
  const { rows } = await sql`
    select timestamptz '2026-03-29 01:30:00+00' as at, 9007199254740991::bigint as big,
      '{"a": [1]}'::jsonb as body, date '2026-03-29' as day, count(*) as n from study`.execute(database.db)
  expect(rows).toEqual([
    {
      at: new Date('2026-03-29T01:30:00Z'),
      big: 9007199254740991,
      body: { a: [1] },
      day: '2026-03-29',
      n: 0,
    },
  ])
})

it('refuses a bigint that a number cannot hold exactly', () => {
  expect(() => parseBigint('9007199254740993')).toThrow(RangeError)
})

it('counts a transaction as one commit, a lone write as one, and a read as none', async () => {
  const add = sql`insert into workspace values ('slack', ${crypto.randomUUID()}, null, null, now(), null)`
  const count = async (act: () => Promise<unknown>) => {
    seen = []
    await act()
    return {
      statements: seen.filter((k) => k === 'statement').length,
      commits: seen.filter((k) => k === 'commit').length,
    }
  }
  expect(await count(() => sql`select 1 from lane for update`.execute(database.db))).toEqual({
    statements: 1,
    commits: 0,
  })
  expect(await count(() => add.execute(database.db))).toEqual({ statements: 1, commits: 1 })
  const both = () =>
    database.db.transaction().execute(async (trx) => {
      await sql`update workspace set name = 'a'`.execute(trx)
      await sql`update workspace set name = 'b'`.execute(trx)
    })
  expect(await count(both)).toEqual({ statements: 4, commits: 1 })
})

it('survives the loss of an idle connection', async () => {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(database.db)
  const lost = sql`select pg_terminate_backend(pg_backend_pid())`.execute(database.db)
  await expect(lost).rejects.toThrow()
  await expect
    .poll(() =>
      sql`select 1`.execute(database.db).then(
        () => 'answers',
        () => 'lost',
      ),
    )
    .toBe('answers')
})

it('brings an empty database up to date once, however many processes start together', async () => {
  const empty = await createEmptyDatabase()
  const opened = [1, 2, 3].map(() => openDatabase(empty.url, { log: silentLog, max: 2 }))
  const results = await Promise.all(opened.map((db) => migrateToLatest(db, silentLog)))
  const applied = results.map((result) => result.applied.length).sort()
  expect(applied.slice(0, 2)).toEqual([0, 0])
  expect(applied[2]).toBeGreaterThan(0)
  await Promise.all(opened.map((db) => db.destroy()))
  await empty.close()
})
