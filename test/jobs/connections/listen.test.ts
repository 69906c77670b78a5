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
async function listen(chat: Chat, clock: ManualClock, more: Partial<Connecting> = {}) {
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
    clock,
    log: silentLog,
    holder: 'a',
    ...more,
  })
  return { heard, reads, stop: () => connections.stop() }
}

describe('a platform that comes to us', () => {
  let clock: ManualClock
  let platform: MemoryChat
  beforeEach(() => {
    clock = tickingClock()
    platform = createMemoryChat({ platform: 'slack', workspace: 'W1', clock })
    platform.addPerson({ id: 'ana', name: 'Ana' })
  })

  it('is listened for by every process, none of which holds anything', async () => {
    const other = createMemoryChat({ platform: 'slack', workspace: 'W1', clock })
    other.addPerson({ id: 'ana', name: 'Ana' })
    const both = [await listen(platform.chat, clock), await listen(other.chat, clock)]
    await platform.seat('ana').say('to the one')
    await other.seat('ana').say('to the other')
    await Promise.all([platform.settled(), other.settled()])
    expect(both.map(({ heard }) => heard)).toEqual([['to the one'], ['to the other']])
    const rows = await database.db.selectFrom('connection').selectAll().execute()
    expect(rows).toEqual([])
    await Promise.all(both.map((each) => each.stop()))
  })

  it('has what may have been missed read once, as of before it was listened for', async () => {
    const before = clock.now()
    const { reads, stop } = await listen(platform.chat, clock)
    await expect.poll(() => reads.length).toBe(1)
    expect(reads[0]?.getTime()).toBeLessThan(before.getTime())
    await stop()
  })

  it('has it read again where it could not be', async () => {
    let tries = 0
    const { stop } = await listen(platform.chat, clock, {
      readMissed: async () => {
        if (++tries < 3) throw new Error('database away')
        return true
      },
    })
    await expect
      .poll(() => {
        clock.pass(500)
        return tries
      })
      .toBe(3)
    await stop()
  })

  it('is listened for no more once the process stops', async () => {
    const { heard, stop } = await listen(platform.chat, clock)
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
    await expect(listen(chat, clock)).rejects.toMatchObject({ code: 'platform' })
  })
})
