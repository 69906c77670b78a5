import { describe, expect, it } from 'vitest'
import type { InboundEvent } from '../../src/core/ports/chat.ts'
import { catchUp } from '../../src/jobs/catch-up.ts'
import { createMemoryChat } from '../fakes/chat/memory-chat.ts'
import { manualClock } from '../fakes/clock.ts'
import { silentLog } from '../harness/silent-log.ts'

/** Ana and Bo wrote while nobody listened; of Ana's conversation the history cannot be read `failures` times. */
async function missed(failures: number) {
  const clock = manualClock()
  const platform = createMemoryChat({ platform: 'slack', workspace: 'T1', clock })
  const read: string[] = []
  const places = await Promise.all(
    ['Ana', 'Bo'].map(async (name) => {
      const seat = platform.seat(platform.addPerson({ name }))
      const after = await seat.say('stored')
      await seat.say(`missed of ${name}`)
      return { platform: 'slack', workspace: 'T1', conversation: seat.direct() ?? '', after } as const
    }),
  )
  let left = failures
  const chat: typeof platform.chat = {
    ...platform.chat,
    backfill: (place, after) =>
      place.conversation === places[0]?.conversation && left-- > 0
        ? Promise.reject(new Error('rate-limited'))
        : platform.chat.backfill(place, after),
  }
  const sink = async (event: InboundEvent) => {
    if (event.kind === 'message-created') read.push(event.text)
  }
  const over = new AbortController()
  const done = catchUp({ chat, sink, clock, log: silentLog }, places, over.signal)
  return { clock, read, done, over }
}

describe('reading what was missed', () => {
  it('goes on with others when one conversation cannot be read, and tries that one again', async () => {
    const { clock, read, done } = await missed(2)
    await expect.poll(() => read).toEqual(['missed of Bo'])
    await expect
      .poll(() => {
        clock.pass(1_000)
        return read
      })
      .toEqual(['missed of Bo', 'missed of Ana'])
    expect(await done).toBe(true)
  })

  it('gives up at last on one that can never be read', async () => {
    const { clock, read, done } = await missed(1_000)
    let over = false
    void done.then(() => {
      over = true
    })
    await expect
      .poll(() => {
        clock.pass(10_000)
        return over
      })
      .toBe(true)
    expect(await done).toBe(true)
    expect(read).toEqual(['missed of Bo'])
  })

  it('tells that it is not done when it is ended before', async () => {
    const { read, done, over } = await missed(1)
    await expect.poll(() => read).toEqual(['missed of Bo'])
    over.abort()
    expect(await done).toBe(false)
  })
})
