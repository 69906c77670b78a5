import { describe, expect, it } from 'vitest'
import type { InboundEvent, SendResult, Target } from '../../src/core/ports/chat.ts'
import { chatContract } from '../contracts/chat.ts'
import type { ChatSetup } from '../contracts/chat-bench.ts'
import { createMemoryChat, type MemoryChatOptions } from './chat/memory-chat.ts'
import { COMMANDS, MENTION } from './chat/seat.ts'

const slackLike = { platform: 'slack', workspace: 'T1' } as const
const discordLike = { platform: 'discord', workspace: '900' } as const

/** A place with two people, and a person who takes no direct messages. */
async function memorySetup(options: MemoryChatOptions): Promise<ChatSetup> {
  const memory = createMemoryChat({ ...options, sendWithinMs: 100 })
  const [ana, bo] = [memory.addPerson({ name: 'Ana' }), memory.addPerson({ name: 'Bo' })]
  const cy = memory.addPerson({ name: 'Cy', closedDirect: true })
  return {
    chat: memory.chat,
    seat: memory.seat(ana),
    witness: memory.seat(bo),
    deafSeat: memory.seat(cy),
    researchPlace: memory.addPlace({ members: [ana, bo] }),
    commands: COMMANDS,
    mention: MENTION,
    faults: {
      loseNextAnswer: () => memory.faults.nextSend('ambiguous-posted'),
      limitNextPost: () => memory.faults.nextSend('retry'),
      hangNextPost: () => memory.faults.nextSend('hangs'),
    },
    close: () => memory.settled(),
  }
}

chatContract({
  name: 'the memory chat that dedupes sends',
  setup: () => memorySetup({ ...discordLike, dedupesSends: true }),
})
chatContract({
  name: 'the memory chat that does not dedupe sends',
  setup: () => memorySetup({ ...slackLike, dedupesSends: false }),
})

describe('the memory chat', () => {
  const words = (text: string) => ({ kind: 'say', blocks: [{ kind: 'paragraph', text }] }) as const

  function withAna() {
    let now = Date.parse('2026-03-02T09:00:00Z')
    const clock = { now: () => new Date(now), sleep: async () => {}, every: () => () => {} }
    const memory = createMemoryChat({ ...slackLike, clock })
    const ana = memory.addPerson({ name: 'Ana' })
    const target: Target = { to: 'person', ...slackLike, person: ana }
    const shown = () => memory.shown(memory.seat(ana).direct() ?? '')
    const pass = (ms: number) => {
      now += ms
    }
    return { ...memory, clock, ana, target, shown, pass }
  }

  it('has not posted a send that was lost', async () => {
    const { chat, faults, target, shown, clock } = withAna()
    faults.nextSend('ambiguous-lost')
    const since = clock.now().toISOString()
    expect(await chat.send(target, words('Hello?'), 'k')).toMatchObject({ outcome: 'ambiguous' })
    expect(shown()).toEqual([])
    expect(await chat.lookUp(target, 'k', since)).toEqual({ outcome: 'absent' })
  })

  it.each<SendResult>([
    { outcome: 'unreachable', reason: 'no-shared-space' },
    { outcome: 'workspace-broken', reason: 'token revoked' },
  ])('fails one send as it is told: $outcome', async (result) => {
    const { chat, faults, target, shown } = withAna()
    if (result.outcome !== 'sent') faults.nextSend(result)
    expect(await chat.send(target, words('Hello?'), 'k')).toEqual(result)
    expect(await chat.send(target, words('Hello?'), 'k')).toMatchObject({ outcome: 'sent' })
    expect(shown()).toHaveLength(1)
  })

  it('finds a message only once its history shows it', async () => {
    const { chat, faults, target, clock, pass } = withAna()
    faults.historyLag(5_000)
    const since = clock.now().toISOString()
    await chat.send(target, words('Hello?'), 'k')
    expect(await chat.lookUp(target, 'k', since)).toEqual({ outcome: 'absent' })
    pass(5_000)
    expect(await chat.lookUp(target, 'k', since)).toMatchObject({ outcome: 'found' })
  })

  it('tells of a gap, after which what was said meanwhile can be read', async () => {
    const { chat, faults, seat, ana, settled } = withAna()
    const events: InboundEvent[] = []
    await chat.connect(
      async (event) => {
        events.push(event)
      },
      () => undefined,
    )
    const before = await seat(ana).say('Here I am.')
    const restore = faults.sinkGone()
    await seat(ana).say('Are you there?')
    restore()
    await settled()
    expect(events.map(({ kind }) => kind)).toEqual(['message-created', 'gap'])
    const conversation = seat(ana).direct() ?? ''
    const missed = await chat.backfill({ ...slackLike, conversation }, before)
    expect(missed.events).toMatchObject([{ kind: 'message-created', text: 'Are you there?' }])
  })

  it('refuses what no platform would show', async () => {
    const { chat, target } = withAna()
    const choices = [{ action: 'a'.repeat(91), label: 'Yes' }]
    const sent = chat.send(
      target,
      { kind: 'say', blocks: [{ kind: 'choices', label: 'Well?', choices }] },
      'k',
    )
    expect(await sent).toMatchObject({ outcome: 'rejected' })
  })

  it('answers no gesture that nobody made', async () => {
    const { chat } = withAna()
    const handle = { token: 'made-up', expiresAt: '2026-03-02T09:10:00Z' }
    expect(await chat.answer(handle, { kind: 'none' })).toBe('failed')
  })
})
