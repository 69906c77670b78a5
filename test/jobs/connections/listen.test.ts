import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createConnectionStore } from '../../../src/adapters/postgres/conversations/connection-store.ts'
import { PlatformError } from '../../../src/core/errors.ts'
import type { Chat } from '../../../src/core/ports/chat.ts'
import { type Connecting, keepConnected } from '../../../src/jobs/connections/keep-connected.ts'
import { createMemoryChat, type MemoryChat } from '../../fakes/chat/memory-chat.ts'
import { type ManualClock, tickingClock } from '../../fakes/clock.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { silentLog } from '../../harness/silent-log.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

/** A process that listens, and what it heard and read. */
async function listening(chat: Chat, clock: ManualClock, holder: string, more: Partial<Connecting> = {}) {
  const heard: string[] = []
  const reads: Date[] = []
  const connections = await keepConnected({
    chat: { ...chat, capabilities: { ...chat.capabilities, connections: { inAll: Infinity, each: 1 } } },
    store: createConnectionStore(database.db),
    sink: async (event) => {
      if (event.kind === 'message-created') heard.push(event.text)
    },
    formFor: () => undefined,
    readMissed: async (since) => {
      reads.push(since)
      return true
    },
    readAhead: async () => {},
    clock,
    log: silentLog,
    holder,
    ...more,
  })
  return { heard, reads, stop: () => connections.stop() }
}

describe('a platform that comes to us', () => {
  let workspaces = 0
  let workspace: string
  let clock: ManualClock
  let platform: MemoryChat
  beforeEach(() => {
    workspace = `W${++workspaces}`
    clock = tickingClock()
    platform = memoryChat()
  })

  function memoryChat(): MemoryChat {
    const made = createMemoryChat({ platform: 'slack', workspace, clock })
    made.addPerson({ id: 'ana', name: 'Ana' })
    return made
  }

  const held = async () =>
    (
      await database.db
        .selectFrom('connection')
        .select(['holder', 'unread_since'])
        .where('workspace', '=', workspace)
        .execute()
    ).map((row) => [row.holder, row.unread_since])

  it('is listened for by every process, whoever reads the history', async () => {
    const other = memoryChat()
    const both = [await listening(platform.chat, clock, 'a'), await listening(other.chat, clock, 'b')]
    await platform.seat('ana').say('to the one')
    await other.seat('ana').say('to the other')
    await Promise.all([platform.settled(), other.settled()])
    expect(both.map(({ heard }) => heard)).toEqual([['to the one'], ['to the other']])
    await Promise.all(both.map((each) => each.stop()))
  })

  it('has what may have been missed read by one of them, as of before it was listened for', async () => {
    const before = clock.now()
    const one = await listening(platform.chat, clock, 'a')
    await expect.poll(held).toEqual([['a', null]])
    const other = await listening(memoryChat().chat, clock, 'b')
    clock.pass(5_000)
    expect(one.reads).toHaveLength(1)
    expect(one.reads[0]?.getTime()).toBeLessThan(before.getTime())
    expect(other.reads).toEqual([])
    await Promise.all([one.stop(), other.stop()])
  })

  it('has it read by another if who reads stops before the end', async () => {
    const one = await listening(platform.chat, clock, 'a', {
      readMissed: (_since, over) =>
        new Promise((resolve) => over.addEventListener('abort', () => resolve(false))),
    })
    await expect.poll(held).toMatchObject([['a', expect.any(Date)]])
    const other = await listening(memoryChat().chat, clock, 'b')
    await one.stop()
    await expect
      .poll(() => {
        clock.pass(500)
        return other.reads.length
      })
      .toBe(1)
    await expect.poll(held).toEqual([['b', null]])
    await other.stop()
    expect(await held()).toEqual([[null, null]])
  })

  it('is noted as connected while it is listened for, whoever reads the history', async () => {
    const noted: string[] = []
    const one = await listening(platform.chat, clock, 'a')
    const other = await listening(memoryChat().chat, clock, 'b', { note: ({ kind }) => noted.push(kind) })
    await one.stop()
    await expect
      .poll(() => {
        clock.pass(500)
        return other.reads.length
      })
      .toBe(1)
    expect(noted).toEqual(['opened'])
    await other.stop()
    expect(noted).toEqual(['opened', 'closed'])
  })

  it('is listened for no more once the process stops', async () => {
    const { heard, stop } = await listening(platform.chat, clock, 'a')
    await stop()
    await platform.seat('ana').say('anybody?')
    await platform.settled()
    expect(heard).toEqual([])
  })

  it('keeps a process that cannot listen from starting', async () => {
    const chat: Chat = {
      ...platform.chat,
      connect: () => Promise.reject(new PlatformError('slack', 'the port is taken')),
    }
    await expect(listening(chat, clock, 'a')).rejects.toMatchObject({ code: 'platform' })
  })
})
