import { describe, expect, it } from 'vitest'
import { PlatformError } from '../../src/core/errors.ts'
import type { Chat, InboundEvent } from '../../src/core/ports/chat.ts'
import { createCatchUp } from '../../src/jobs/catch-up.ts'
import { createMemoryChat } from '../fakes/chat/memory-chat.ts'
import { manualClock } from '../fakes/clock.ts'
import { silentLog } from '../harness/silent-log.ts'

const ALLOWED = { atOnce: 5, perMinute: 60 }

/** A platform in memory that nobody listens to, with a budget for reading and a store that may be away. */
async function missedConversations(people: number) {
  const clock = manualClock()
  const memory = createMemoryChat({ platform: 'discord', workspace: 'A1', clock })
  const open: { conversation: string; after: string }[] = []
  const hello = { kind: 'say', blocks: [{ kind: 'paragraph', text: 'Hello' }] } as const
  for (let number = 1; number <= people; number++) {
    const person = memory.addPerson({ name: `Person ${number}` })
    await memory.seat(person).say('hello')
    const target = { to: 'conversation', platform: 'discord', workspace: 'A1' } as const
    const sent = await memory.chat.send(
      { ...target, conversation: memory.seat(person).direct() ?? '' },
      hello,
      `key-${number}`,
    )
    if (sent.outcome !== 'sent') throw new Error(sent.outcome)
    open.push({ conversation: sent.conversation, after: sent.messages[0] ?? '' })
    await memory.seat(person).say(`missed of ${number}`)
  }
  const read: { conversation: string; at: number }[] = []
  const refused = new Set<string>()
  const state = { storeIsAway: false, listed: 0 }
  const startedAt = clock.now().getTime()
  const chat: Pick<Chat, 'backfill' | 'capabilities'> = {
    capabilities: { ...memory.chat.capabilities, historyReads: ALLOWED },
    async backfill(conversation, after) {
      read.push({ conversation: conversation.conversation, at: clock.now().getTime() - startedAt })
      if (refused.has(conversation.conversation)) throw new PlatformError('discord', 'rate-limited')
      return memory.chat.backfill(conversation, after)
    },
  }
  const stored: InboundEvent[] = []
  const catchUp = createCatchUp({
    chats: new Map([['discord', chat]]),
    async conversations() {
      state.listed++
      if (state.storeIsAway) throw new Error('no connection')
      return open.map((each) => ({ platform: 'discord', workspace: 'A1', ...each }))
    },
    async sink(event) {
      if (state.storeIsAway) throw new Error('no connection')
      stored.push(event)
    },
    clock,
    log: silentLog,
  })
  return {
    clock,
    catchUp,
    read,
    refused,
    state,
    stored,
    conversations: open.map(({ conversation }) => conversation),
    /** Lets time pass in short steps, so that whoever waits goes on. */
    async passing(ms: number) {
      for (let passed = 0; passed < ms; passed += 250) {
        clock.pass(250)
        for (let turn = 0; turn < 20; turn++) await Promise.resolve()
      }
    },
  }
}

const before = new Date('2026-03-02T10:00:00Z')

describe('catching up on what was missed', () => {
  it('reads every conversation, no faster than the platform allows', async () => {
    const missed = await missedConversations(12)
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(10_000)
    expect(await reading).toBe(true)
    expect(missed.stored).toHaveLength(12)
    const within = (ms: number) => missed.read.filter(({ at }) => at <= ms).length
    expect(within(500)).toBe(5)
    expect(within(3_500)).toBeLessThanOrEqual(9)
  })

  it('comes back to a conversation that could not be read, after the others', async () => {
    const missed = await missedConversations(3)
    const [first = ''] = missed.conversations
    missed.refused.add(first)
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(2_000)
    expect(missed.stored).toHaveLength(2)
    missed.refused.clear()
    await missed.passing(5_000)
    await reading
    expect(missed.stored).toHaveLength(3)
  })

  it('waits for a store that is away, however long, with few tries', async () => {
    const missed = await missedConversations(2)
    missed.state.storeIsAway = true
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(60_000)
    expect(missed.state.listed).toBeLessThanOrEqual(25)
    missed.state.storeIsAway = false
    await missed.passing(5_000)
    await reading
    expect(missed.stored).toHaveLength(2)
  })

  it('reads first what is asked for by name while much is to be read', async () => {
    const missed = await missedConversations(20)
    const last = missed.conversations.at(-1) ?? ''
    void missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(1_000)
    await Promise.race([
      missed.catchUp.read({ platform: 'discord', before, conversation: last }),
      missed.passing(2_500),
    ])
    expect(missed.read.map(({ conversation }) => conversation)).toContain(last)
    expect(missed.read.length).toBeLessThan(10)
    await missed.catchUp.end()
  })

  it('says so of a conversation that could not be read for long', async () => {
    const missed = await missedConversations(2)
    missed.refused.add(missed.conversations[0] ?? '')
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(4_500_000)
    expect(await reading).toBe(false)
    expect(missed.stored).toHaveLength(1)
  })

  it('ends in the middle of it', async () => {
    const missed = await missedConversations(20)
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(500)
    await missed.catchUp.end()
    expect(await reading).toBe(false)
    expect(missed.read.length).toBeLessThan(20)
  })
})
