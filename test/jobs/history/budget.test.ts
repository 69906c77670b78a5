import { expect, it } from 'vitest'
import { historyBudget } from '../../../src/jobs/history/budget.ts'
import { createMemoryChat } from '../../fakes/chat/memory-chat.ts'
import { manualClock } from '../../fakes/clock.ts'

/** A platform whose history may be asked five times at once and then once a second, after so many posts. */
async function afterPosts(posts: number, sharedWithSends: boolean, turnedAway = 0) {
  const clock = manualClock()
  const memory = createMemoryChat({ platform: 'discord', workspace: 'A1', clock })
  const seat = memory.seat(memory.addPerson({ name: 'Ana' }))
  await seat.say('hello')
  const historyReads = { atOnce: 5, perMinute: 60, sharedWithSends }
  const limited = { ...memory.chat, capabilities: { ...memory.chat.capabilities, historyReads } }
  const { chats, paces } = historyBudget(new Map([['discord', limited]]), clock)
  const target = { to: 'conversation', platform: 'discord', workspace: 'A1' } as const
  const to = { ...target, conversation: seat.direct() ?? '' }
  let sent = 0
  for (let post = 1; post <= posts; post++) {
    if (post <= turnedAway)
      memory.faults.nextSend({ outcome: 'retry', afterMs: 1_000, reason: 'rate-limited' })
    const intent = { kind: 'say', blocks: [{ kind: 'paragraph', text: `Question ${post}` }] } as const
    if ((await chats.get('discord')?.send(to, intent, `key-${post}`))?.outcome === 'sent') sent++
  }
  return { sent, waitMs: paces.get('discord')?.waitMs() }
}

it('leaves less to reading while something is sent, where one limit is for both', async () => {
  expect(await afterPosts(8, true)).toEqual({ sent: 8, waitMs: 0 })
  expect(await afterPosts(10, true)).toEqual({ sent: 10, waitMs: 1_000 })
})

it('does not count what the limit turned away', async () => {
  expect(await afterPosts(18, true, 10)).toEqual({ sent: 8, waitMs: 0 })
})

it('leaves reading alone where sends have a limit of their own', async () => {
  expect(await afterPosts(60, false)).toEqual({ sent: 60, waitMs: 0 })
})
