import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnectionStore } from '../../../src/adapters/postgres/conversations/connection-store.ts'
import type { ConnectionTaken, ConnectionWanted } from '../../../src/core/ports/connection-store.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { AT, later } from './seed.ts'

const LONG = 60_000

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase({ max: 10 })
})
afterAll(() => database.close())

let workspaces = 0

/** A workspace of its own with so many connections. */
async function workspaceWith(inAll: number) {
  const store = createConnectionStore(database.db)
  const of = { platform: 'discord', workspace: `W${++workspaces}` } as const
  await store.ensure(of, inAll)
  const take = (holder: string, more: Partial<ConnectionWanted> = {}) =>
    store.take({
      ...of,
      inAll,
      holder,
      leaseMs: LONG,
      overdueMs: 1_000,
      missedSince: AT,
      further: false,
      ...more,
    })
  return { store, take, of }
}

function lease(taken: ConnectionTaken) {
  if (taken.outcome !== 'taken') throw new Error('is held by another')
  return taken.lease
}

function held(taken: ConnectionTaken) {
  if (taken.outcome !== 'busy' || !taken.heldUntil) throw new Error('is held by nobody')
  return { until: taken.heldUntil, readAhead: taken.readAhead }
}

describe('a connection', () => {
  it('is held by one at a time, and told of as long as its holder lives', async () => {
    const { store, take } = await workspaceWith(1)
    const own = lease(await take('a'))
    const first = held(await take('b'))
    expect(held(await take('b'))).toEqual(first)
    expect(await store.renew(own, LONG)).toBe(true)
    expect(held(await take('b')).until.getTime()).toBeGreaterThan(first.until.getTime())
  })

  it('whose holder is overdue is read ahead for by one of those who wait, once', async () => {
    const { store, take } = await workspaceWith(2)
    const own = lease(await take('a'))
    lease(await take('b'))
    const waiting = async () =>
      (await Promise.all(['c', 'd', 'e'].map((holder) => take(holder, { overdueMs: 2 * LONG })))).map(held)
    expect(held(await take('c')).readAhead).toBe(false)
    const first = await waiting()
    expect(first.filter(({ readAhead }) => readAhead)).toHaveLength(1)
    expect((await waiting()).some(({ readAhead }) => readAhead)).toBe(false)
    await store.release(own, undefined)
    lease(await take('f'))
    expect((await waiting()).filter(({ readAhead }) => readAhead)).toHaveLength(1)
  })

  it('is told of to others until it is given back, and not to its holder', async () => {
    const { store, take, of } = await workspaceWith(2)
    const own = lease(await take('a'))
    const [seen, ...more] = await store.heldByOthers(of, 'b')
    expect(seen).toMatchObject({ number: own.number, epoch: own.epoch, until: expect.any(Date) })
    expect(more).toEqual([])
    expect(await store.heldByOthers(of, 'a')).toEqual([])
    await store.release(own, undefined)
    expect(await store.heldByOthers(of, 'b')).toEqual([])
  })

  it('goes to another once its lease ran out, which counts as lapsed, and its holder is told', async () => {
    const { store, take } = await workspaceWith(1)
    const own = lease(await take('a', { leaseMs: 1 }))
    await expect.poll(() => take('b')).toMatchObject({ outcome: 'taken', lapsed: true })
    expect(await store.renew(own, LONG)).toBe(false)
    await store.release(own, undefined)
    expect(await take('c')).toMatchObject({ outcome: 'busy' })
  })

  it('is still its holder’s who is late, as long as nobody took it', async () => {
    const { store, take } = await workspaceWith(1)
    const own = lease(await take('a', { leaseMs: 1 }))
    await expect.poll(() => store.renew(own, LONG)).toBe(true)
    expect(await take('b')).toMatchObject({ outcome: 'busy' })
  })

  it('that was given back goes to another at once, even if a renewal was still on its way', async () => {
    const { store, take } = await workspaceWith(1)
    const own = lease(await take('a'))
    await store.release(own, undefined)
    expect(await store.renew(own, LONG)).toBe(false)
    expect(await take('b')).toMatchObject({ outcome: 'taken', lapsed: false })
  })

  it('of another workspace is another', async () => {
    const [one, two] = [await workspaceWith(1), await workspaceWith(1)]
    expect(await one.take('a')).toMatchObject({ outcome: 'taken' })
    expect(await two.take('a')).toMatchObject({ outcome: 'taken' })
  })
})

describe('connections that many want at once', () => {
  it('are given out once each', async () => {
    const { take } = await workspaceWith(8)
    const outcomes: ConnectionTaken[] = []
    // Who comes at the same instant may find one locked and is told to come again.
    while (outcomes.filter(({ outcome }) => outcome === 'taken').length < 8)
      outcomes.push(...(await Promise.all(Array.from({ length: 10 }, (_, at) => take(`p${at}`)))))
    const numbers = outcomes.flatMap((each) => (each.outcome === 'taken' ? [each.lease.number] : []))
    expect(numbers.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(await take('late')).toMatchObject({ outcome: 'busy' })
  })

  it('are as many as this version allows, whatever an earlier one did', async () => {
    const { take } = await workspaceWith(8)
    expect(await take('a', { inAll: 1 })).toMatchObject({ outcome: 'taken' })
    expect(await take('b', { inAll: 1 })).toMatchObject({ outcome: 'busy' })
  })
})

describe('what may have been missed by a connection', () => {
  it('is remembered, since the earliest time, until somebody has read it', async () => {
    const { store, take } = await workspaceWith(1)
    const first = await take('a', { missedSince: AT })
    expect(first).toMatchObject({ unreadSince: AT })
    await store.release(lease(first), later(1_000))
    const second = await take('b', { missedSince: later(2_000) })
    expect(second).toMatchObject({ unreadSince: AT })
    await store.caughtUp(lease(second))
    await store.release(lease(second), later(3_000))
    expect(await take('c', { missedSince: later(4_000) })).toMatchObject({ unreadSince: later(3_000) })
  })

  it('is nothing if it was given back and another is open', async () => {
    const { store, take } = await workspaceWith(1)
    const first = await take('a', { further: true })
    expect(first).toMatchObject({ unreadSince: undefined })
    await store.release(lease(first), undefined)
    expect(await take('b', { further: true, leaseMs: 1 })).toMatchObject({ unreadSince: undefined })
    await expect
      .poll(() => take('c', { further: true }))
      .toMatchObject({ outcome: 'taken', lapsed: true, unreadSince: AT })
  })

  it('is taken up before other connections are', async () => {
    const { store, take } = await workspaceWith(3)
    const [one, two] = [lease(await take('a', { further: true })), lease(await take('a', { further: true }))]
    await store.release(one, undefined)
    await store.release(two, AT)
    expect(await take('b')).toMatchObject({ lease: { number: two.number }, unreadSince: AT })
  })
})
