import { describe, expect, it } from 'vitest'
import { PlatformError } from '../../../src/core/errors.ts'
import type { Chat, InboundEvent } from '../../../src/core/ports/chat.ts'
import type { HistoryStore } from '../../../src/core/ports/history-store.ts'
import { createCatchUp } from '../../../src/jobs/history/catch-up.ts'
import { createPace } from '../../../src/jobs/history/pace.ts'
import { createMemoryChat } from '../../fakes/chat/memory-chat.ts'
import { manualClock, passing } from '../../fakes/clock.ts'
import { silentLog } from '../../harness/silent-log.ts'

const ALLOWED = { atOnce: 5, perMinute: 60 }

interface Stored {
  readonly event: InboundEvent
  readonly at: number
}

/** A platform in memory that nobody listens to, with a budget for reading and a store that may be away. */
async function missedConversations(people: number) {
  const clock = manualClock()
  const memory = createMemoryChat({ platform: 'discord', workspace: 'A1', clock })
  const open: { conversation: string; after: string; from: string }[] = []
  const seats = []
  const hello = { kind: 'say', blocks: [{ kind: 'paragraph', text: 'Hello' }] } as const
  for (let number = 1; number <= people; number++) {
    const person = memory.addPerson({ name: `Person ${number}` })
    const seat = memory.seat(person)
    await seat.say('hello')
    const target = { to: 'conversation', platform: 'discord', workspace: 'A1' } as const
    const sent = await memory.chat.send(
      { ...target, conversation: seat.direct() ?? '' },
      hello,
      `key-${number}`,
    )
    if (sent.outcome !== 'sent') throw new Error(sent.outcome)
    const first = sent.messages[0] ?? ''
    open.push({ conversation: sent.conversation, after: first, from: first })
    await seat.say(`missed of ${number}`)
    seats.push(seat)
  }
  const read: { conversation: string; at: number }[] = []
  const refused = new Set<string>()
  const state = { storeIsAway: false, listed: 0, callMs: 0, limitedUntil: 0 }
  const startedAt = clock.now().getTime()
  const chat: Pick<Chat, 'backfill'> = {
    async backfill(conversation, ...from) {
      read.push({ conversation: conversation.conversation, at: clock.now().getTime() - startedAt })
      if (state.callMs > 0) await clock.sleep(state.callMs)
      const retryAfterMs = state.limitedUntil - clock.now().getTime()
      if (retryAfterMs > 0) throw new PlatformError('discord', 'too many calls', { retryAfterMs })
      if (refused.has(conversation.conversation)) throw new PlatformError('discord', 'rate-limited')
      return memory.chat.backfill(conversation, ...from)
    },
  }
  const stored: Stored[] = []
  const compared: string[] = []
  const deletedIn = (conversation: string | undefined) =>
    stored.flatMap(({ event }) =>
      event.kind === 'message-deleted' && event.conversation === conversation ? [event.message] : [],
    )
  const history: Pick<HistoryStore, 'missed' | 'stored' | 'compared'> = {
    async missed() {
      state.listed++
      if (state.storeIsAway) throw new Error('no connection')
      return open.map((each) => ({ platform: 'discord', workspace: 'A1', ...each }))
    },
    async stored({ conversation }) {
      const own = stored.filter(({ event }) => event.conversation === conversation)
      const gone = deletedIn(conversation)
      return {
        keys: new Set(own.map(({ event }) => event.key)),
        standing: own.flatMap(({ event, at }) =>
          event.kind === 'message-created' && !gone.includes(event.message)
            ? [
                {
                  message: event.message,
                  person: event.person,
                  thread: undefined,
                  gesture: event.gesture,
                  at: new Date(at),
                },
              ]
            : [],
        ),
      }
    },
    async compared({ conversation }) {
      compared.push(conversation)
    },
  }
  const pace = createPace(ALLOWED, clock)
  const catchUp = createCatchUp({
    chats: new Map([['discord', chat]]),
    paces: new Map([['discord', pace]]),
    history,
    async sink(event) {
      if (state.storeIsAway) throw new Error('no connection')
      if (!stored.some((each) => each.event.key === event.key))
        stored.push({ event, at: clock.now().getTime() })
    },
    clock,
    log: silentLog,
  })
  return {
    clock,
    memory,
    catchUp,
    pace,
    read,
    refused,
    state,
    stored,
    seats,
    compared,
    deletedIn,
    said: () => stored.filter(({ event }) => event.kind === 'message-created'),
    open: open.map((each) => ({ platform: 'discord' as const, workspace: 'A1', ...each })),
    conversations: open.map(({ conversation }) => conversation),
    /** Lets time pass in short steps, so that whoever waits goes on. */
    passing: (ms: number) => passing(clock, ms, 250),
  }
}

const before = new Date('2026-03-02T10:00:00Z')

describe('catching up on what was missed', () => {
  it('reads every conversation, no faster than the platform allows', async () => {
    const missed = await missedConversations(12)
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(60_000)
    expect(await reading).toBe(true)
    expect(missed.said()).toHaveLength(12)
    const within = (ms: number) => missed.read.filter(({ at }) => at <= ms).length
    expect(within(500)).toBe(5)
    expect(within(3_500)).toBeLessThanOrEqual(9)
  })

  it('is as fast as the platform allows where each call takes longer than that', async () => {
    const missed = await missedConversations(12)
    missed.state.callMs = 3_000
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(12_000)
    expect(new Set(missed.said().map(({ event }) => event.conversation)).size).toBe(12)
    await missed.passing(60_000)
    expect(await reading).toBe(true)
  })

  it('has no more than a few calls on their way', async () => {
    const missed = await missedConversations(12)
    missed.state.callMs = 60_000
    void missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(50_000)
    expect(missed.read).toHaveLength(5)
    await Promise.all([missed.catchUp.end(), missed.passing(20_000)])
  })

  it('comes back to a conversation that could not be read, after the others', async () => {
    const missed = await missedConversations(3)
    const [first = ''] = missed.conversations
    missed.refused.add(first)
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(2_000)
    expect(missed.stored).toHaveLength(2)
    missed.refused.clear()
    await missed.passing(30_000)
    await reading
    expect(missed.stored).toHaveLength(3)
  })

  it('asks no more until the platform wants to be asked again, and goes on in the same order', async () => {
    const missed = await missedConversations(12)
    missed.state.limitedUntil = missed.clock.now().getTime() + 7_200_000
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(5_000)
    const turnedAway = missed.read.splice(0)
    expect(turnedAway.length).toBeLessThanOrEqual(5)
    missed.clock.pass(7_200_000)
    await missed.passing(12_000)
    expect(
      missed.read
        .map(({ conversation }) => conversation)
        .slice(0, 12)
        .toSorted(),
    ).toEqual(missed.conversations.toSorted())
    expect(
      missed.read
        .slice(0, 5)
        .map(({ conversation }) => conversation)
        .toSorted(),
    ).toEqual(turnedAway.map(({ conversation }) => conversation).toSorted())
    await missed.passing(60_000)
    expect(await reading).toBe(true)
  })

  it('comes to everybody, however often the connection breaks meanwhile', async () => {
    const missed = await missedConversations(12)
    for (let breaks = 0; breaks < 6; breaks++) {
      void missed.catchUp.read({ platform: 'discord', before })
      await missed.passing(2_000)
    }
    expect(new Set(missed.read.map(({ conversation }) => conversation)).size).toBe(12)
  })

  it('waits for a store that is away, however long, with few tries', async () => {
    const missed = await missedConversations(2)
    missed.state.storeIsAway = true
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(60_000)
    expect(missed.state.listed).toBeLessThanOrEqual(25)
    missed.state.storeIsAway = false
    await missed.passing(30_000)
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

  it('reads no more of what is left to another, but what somebody else waits for', async () => {
    const missed = await missedConversations(20)
    const left = new AbortController()
    const last = missed.conversations.at(-1) ?? ''
    const ahead = missed.catchUp.read({ platform: 'discord', before }, left.signal)
    await missed.passing(1_000)
    const own = missed.catchUp.read({ platform: 'discord', before, conversation: last })
    await missed.passing(500)
    missed.read.splice(0)
    left.abort()
    expect(await ahead).toBe(false)
    await missed.passing(60_000)
    expect(await own).toBe(true)
    expect(new Set(missed.read.map(({ conversation }) => conversation))).toEqual(new Set([last]))
  })

  it('says so of a conversation that could not be read for long', async () => {
    const missed = await missedConversations(2)
    missed.refused.add(missed.conversations[0] ?? '')
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(4_500_000)
    expect(await reading).toBe(false)
    expect(missed.stored).toHaveLength(1)
  })

  it('hears who asks in the very moment in which the last one was read', async () => {
    const missed = await missedConversations(1)
    for (let turns = 0; turns < 16; turns++) {
      const passed = missed.passing(20_000)
      await missed.catchUp.compare(missed.open)
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      const reading = missed.catchUp.read({ platform: 'discord', before })
      await passed
      await missed.passing(40_000)
      expect([turns, await reading]).toEqual([turns, true])
    }
  })

  it('ends in the middle of it', async () => {
    const missed = await missedConversations(20)
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(500)
    await missed.catchUp.end()
    expect(await reading).toBe(false)
    expect(missed.read.length).toBeLessThan(20)
  })

  it('looks again for what the history did not show yet', async () => {
    const missed = await missedConversations(1)
    missed.memory.faults.historyLag(9_000)
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(2_000)
    expect(missed.said()).toHaveLength(0)
    await missed.passing(30_000)
    expect(await reading).toBe(true)
    expect(missed.said()).toHaveLength(1)
  })

  it('reads a long conversation page by page to its end, others meanwhile', async () => {
    const missed = await missedConversations(2)
    for (let more = 1; more <= 120; more++) await missed.seats[0]?.say(`and ${more}`)
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(1_000)
    const [long, other] = missed.conversations
    expect(missed.read.map(({ conversation }) => conversation).slice(0, 4)).toEqual([long, other, long, long])
    await missed.passing(60_000)
    expect(await reading).toBe(true)
    expect(missed.said()).toHaveLength(122)
    const texts = missed.said().map(({ event }) => ('text' in event ? event.text : ''))
    expect(texts.filter((text) => text.startsWith('and'))).toEqual(
      Array.from({ length: 120 }, (_, index) => `and ${index + 1}`),
    )
  })

  it('leaves of its budget what look-ups took', async () => {
    const missed = await missedConversations(5)
    for (let lookUps = 0; lookUps < 5; lookUps++) missed.pace.take()
    void missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(3_000)
    expect(missed.read.length).toBeLessThanOrEqual(4)
    await missed.catchUp.end()
  })
})

describe('what was deleted while nobody listened', () => {
  /** All that was said is stored, for longer than a history lags. */
  async function readOnce(people: number) {
    const missed = await missedConversations(people)
    for (const seat of missed.seats) await seat.say('one thing more')
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(90_000)
    expect(await reading).toBe(true)
    missed.read.splice(0)
    missed.compared.splice(0)
    return missed
  }
  const messageOf = (missed: Awaited<ReturnType<typeof readOnce>>, text: string) => {
    const found = missed.said().find(({ event }) => 'text' in event && event.text === text)?.event
    return found && 'message' in found ? found.message : ''
  }

  it('is found by what is missing from the conversation, after a second look', async () => {
    const missed = await readOnce(2)
    const [conversation = '', other] = missed.conversations
    const message = messageOf(missed, 'one thing more')
    await missed.seats[0]?.remove(conversation, message)
    const reading = missed.catchUp.read({ platform: 'discord', before })
    await missed.passing(15_500)
    expect(missed.deletedIn(conversation)).toEqual([])
    await missed.passing(20_000)
    expect(await reading).toBe(true)
    expect(missed.deletedIn(conversation)).toEqual([message])
    expect(missed.deletedIn(other)).toEqual([])
    expect(missed.compared.toSorted()).toEqual(missed.conversations.toSorted())
  })

  it('is found when the conversation has its turn', async () => {
    const missed = await readOnce(1)
    const [conversation = ''] = missed.conversations
    const message = messageOf(missed, 'one thing more')
    await missed.seats[0]?.remove(conversation, message)
    const comparing = missed.catchUp.compare(missed.open)
    await missed.passing(10_000)
    expect(await comparing).toBe(true)
    expect(missed.deletedIn(conversation)).toEqual([message])
  })

  it('is believed of what came in lately only once the history must show it', async () => {
    const missed = await readOnce(1)
    const [conversation = ''] = missed.conversations
    const lately = await missed.seats[0]?.say('just now')
    const { events } = await missed.memory.chat.backfill(
      { platform: 'discord', workspace: 'A1', conversation },
      undefined,
    )
    for (const event of events) missed.stored.push({ event, at: missed.clock.now().getTime() })
    await missed.seats[0]?.remove(conversation, lately ?? '')
    const comparing = missed.catchUp.compare(missed.open)
    await missed.passing(25_000)
    expect(missed.deletedIn(conversation)).toEqual([])
    await missed.passing(15_000)
    expect(await comparing).toBe(true)
    expect(missed.deletedIn(conversation)).toEqual([lately])
  })

  it('is not what a page did not show once', async () => {
    const missed = await readOnce(1)
    const [conversation = ''] = missed.conversations
    missed.memory.faults.historyLag(120_000)
    const comparing = missed.catchUp.compare(missed.open)
    await missed.passing(1_000)
    missed.memory.faults.historyLag(0)
    await missed.passing(20_000)
    expect(await comparing).toBe(true)
    expect(missed.deletedIn(conversation)).toEqual([])
  })

  it('is nothing in a conversation that could not be read to its end', async () => {
    const missed = await readOnce(1)
    const [conversation = ''] = missed.conversations
    await missed.seats[0]?.remove(conversation, messageOf(missed, 'one thing more'))
    missed.refused.add(conversation)
    void missed.catchUp.compare(missed.open)
    await missed.passing(20_000)
    expect(missed.deletedIn(conversation)).toEqual([])
    expect(missed.compared).toEqual([])
    await missed.catchUp.end()
  })
})
