import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heldUp, lastHeard } from '../../../src/adapters/postgres/check.ts'
import { createInboxStore } from '../../../src/adapters/postgres/conversations/inbox-store.ts'
import { participantLane } from '../../../src/core/lane.ts'
import { route } from '../../../src/core/route.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { AT, BURST, ids, later, said } from './seed.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const ada = { platform: 'slack', workspace: 'T1', person: 'UADA' } as const
const accept = (event: ReturnType<typeof said>, at: Date) =>
  createInboxStore(database.db).accept(event, route(event), BURST, at, ids.next())

describe('what was last heard on a platform', () => {
  it('is nothing at first', async () => {
    expect(await lastHeard(database.db, 'slack')).toEqual({
      commandAt: null,
      directAt: null,
      disabledAt: null,
    })
  })

  it('is the newest command and direct message, and the newest refusal for want of a place to write', async () => {
    await accept(said(ada, 'hello'), AT)
    await accept(said(ada, 'again'), later(1_000))
    const command = { ...said(ada, 'status'), kind: 'command', command: 'study', direct: false, reply: {} }
    await accept(command as never, later(2_000))
    await sql`
      insert into outbox (id, lane, target, intent, state, reason, not_before, attempts, attempted_at, created_at)
      values (${ids.next()}, ${participantLane(ada)}, ${JSON.stringify({ to: 'person', ...ada })}, '{}', 'unreachable',
        'app-disabled', ${AT}, 1, ${later(3_000)}, ${AT})`.execute(database.db)
    expect(await lastHeard(database.db, 'slack')).toEqual({
      commandAt: later(2_000),
      directAt: later(1_000),
      disabledAt: later(3_000),
    })
  })

  it('is told of each platform apart', async () => {
    expect(await lastHeard(database.db, 'discord')).toMatchObject({ commandAt: null, disabledAt: null })
  })
})

describe('what holds workspaces up', () => {
  const NONE = { frozenAt: null, frozenReason: null, directsHeldUntil: null, directsHeldReason: null }
  const add = (workspace: string, more: object) =>
    database.db
      .insertInto('workspace')
      .values({
        platform: 'discord',
        workspace,
        name: null,
        tokens_sealed: null,
        added_at: AT,
        removed_at: null,
        ...more,
      })
      .execute()

  it('is told of those alone in which something is', async () => {
    await add('1', {})
    await add('2', { frozen_at: AT, frozen_reason: 'token refused' })
    await add('3', { directs_held_until: later(60_000), directs_held_reason: 'discord 40003' })
    await add('4', { directs_held_until: AT, directs_held_reason: 'discord 40003' })
    expect(await heldUp(database.db, later(1_000))).toEqual([
      { platform: 'discord', workspace: '2', ...NONE, frozenAt: AT, frozenReason: 'token refused' },
      {
        platform: 'discord',
        workspace: '3',
        ...NONE,
        directsHeldUntil: later(60_000),
        directsHeldReason: 'discord 40003',
      },
    ])
  })
})
