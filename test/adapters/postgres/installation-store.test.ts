import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createInstallationStore } from '../../../src/adapters/postgres/studies/installation-store.ts'
import { inspectTokens, resealTokens } from '../../../src/adapters/postgres/studies/sealed-tokens.ts'
import { createSeal } from '../../../src/adapters/system/seal.ts'
import { ConfigError } from '../../../src/core/errors.ts'
import type { Installation } from '../../../src/core/ports/installation-store.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'

const key = randomBytes(32).toString('base64')
const NOW = new Date('2026-03-02T10:00:00Z')
const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000)

const harbour: Installation = {
  workspace: 'T0HARBOUR',
  name: 'Harbour',
  botUser: 'U0BOT',
  botId: 'B0BOT',
  token: 'xoxe.xoxb-1-first',
  renewal: { by: 'xoxe-1-first', expiresAt: minutes(60) },
}
const mill: Installation = {
  ...harbour,
  workspace: 'T0MILL',
  name: 'Mill',
  token: 'xoxb-mill',
  renewal: undefined,
}

let database: TestDatabase
const storeWith = (keys: readonly [string, ...string[]]) =>
  createInstallationStore(database.db, 'slack', createSeal(keys))
const sealedRow = async (workspace: string) => {
  const row = await database.db
    .selectFrom('workspace')
    .selectAll()
    .where('workspace', '=', workspace)
    .executeTakeFirstOrThrow()
  return row
}

async function waitingForLocks(): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::integer as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(database.db)
  return rows[0]?.waiting ?? 0
}

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.db.deleteFrom('workspace').execute()
})

describe('the installations', () => {
  it('keeps each workspace its tokens, unreadable in the table', async () => {
    const store = storeWith([key])
    await store.keep(harbour, NOW)
    await store.keep(mill, NOW)
    expect(await store.known()).toEqual(['T0HARBOUR', 'T0MILL'])
    expect(await store.find('T0HARBOUR')).toEqual(harbour)
    expect(await store.find('T0MILL')).toEqual(mill)
    expect(await store.find('T0OTHER')).toBeUndefined()
    const { tokens_sealed } = await sealedRow('T0HARBOUR')
    expect(tokens_sealed?.includes('xoxe')).toBe(false)
  })

  it('refuses tokens that were copied from one row to another, and those of another key', async () => {
    const store = storeWith([key])
    await store.keep(harbour, NOW)
    await store.keep(mill, NOW)
    const { tokens_sealed } = await sealedRow('T0MILL')
    await database.db
      .updateTable('workspace')
      .set({ tokens_sealed })
      .where('workspace', '=', 'T0HARBOUR')
      .execute()
    await expect(store.find('T0HARBOUR')).rejects.toThrow(ConfigError)
    expect(await inspectTokens(database.db, createSeal([key]))).toEqual({
      opened: ['slack/T0MILL'],
      old: [],
      unopened: ['slack/T0HARBOUR'],
    })
    await expect(storeWith([randomBytes(32).toString('base64')]).find('T0MILL')).rejects.toThrow(ConfigError)
  })

  it('seals anew with the first key, so that an older one can be taken away', async () => {
    await storeWith([key]).keep(harbour, NOW)
    const newer = randomBytes(32).toString('base64')
    const both = createSeal([newer, key])
    const tokens = () => inspectTokens(database.db, both)
    expect(await tokens()).toEqual({ opened: ['slack/T0HARBOUR'], old: ['slack/T0HARBOUR'], unopened: [] })
    await resealTokens(database.db, both)
    expect(await tokens()).toEqual({ opened: ['slack/T0HARBOUR'], old: [], unopened: [] })
    expect(await storeWith([newer]).find('T0HARBOUR')).toEqual(harbour)
  })

  it('renews what expires soon, once however many ask at a time, and stores it first', async () => {
    const store = storeWith([key])
    await store.keep(harbour, NOW)
    const used: string[] = []
    const exchange = async ({ renewal }: Installation) => {
      used.push(renewal?.by ?? '')
      await expect.poll(async () => used.length > 1 || (await waitingForLocks()) === 2).toBe(true)
      return { token: 'xoxe.xoxb-1-second', renewal: { by: 'xoxe-1-second', expiresAt: minutes(720) } }
    }
    const renewed = await Promise.all([1, 2, 3].map(() => store.renew('T0HARBOUR', minutes(120), exchange)))
    expect(used).toEqual(['xoxe-1-first'])
    for (const each of renewed) expect(each?.token).toBe('xoxe.xoxb-1-second')
    expect(await store.find('T0HARBOUR')).toEqual(renewed[0])
  })

  it('leaves everything as it is where the exchange fails, and where nothing expires', async () => {
    const store = storeWith([key])
    await store.keep(harbour, NOW)
    await store.keep(mill, NOW)
    const failing = () => Promise.reject(new Error('away'))
    await expect(store.renew('T0HARBOUR', minutes(120), failing)).rejects.toThrow('away')
    expect(await store.find('T0HARBOUR')).toEqual(harbour)
    expect(await store.renew('T0HARBOUR', minutes(60), failing)).toEqual(harbour)
    expect(await store.renew('T0MILL', minutes(120), failing)).toEqual(mill)
    expect(await store.renew('T0OTHER', minutes(120), failing)).toBeUndefined()
  })

  it('deletes the tokens of a removed app, but not those of a later installation', async () => {
    const store = storeWith([key])
    await store.keep(harbour, NOW)
    await store.forget('T0HARBOUR', minutes(-5))
    expect(await store.find('T0HARBOUR')).toEqual(harbour)
    await store.forget('T0HARBOUR', minutes(5))
    expect(await store.find('T0HARBOUR')).toBeUndefined()
    expect(await sealedRow('T0HARBOUR')).toMatchObject({ tokens_sealed: null, removed_at: minutes(5) })
    await store.keep(harbour, minutes(10))
    expect(await store.known()).toEqual(['T0HARBOUR'])
    expect(await sealedRow('T0HARBOUR')).toMatchObject({ removed_at: null, installed_at: minutes(10) })
  })
})
