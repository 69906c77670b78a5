import { describe, expect, it } from 'vitest'
import { Intake } from '../../../src/adapters/discord/inbound/intake.ts'
import type { InboundEvent } from '../../../src/core/ports/chat.ts'
import { manualClock, passing } from '../../fakes/clock.ts'
import { silentLog } from '../../harness/silent-log.ts'

const said = (conversation: string, number = 1): InboundEvent => ({
  kind: 'message-created',
  platform: 'discord',
  workspace: 'A1',
  key: `m:${conversation}:${number}`,
  conversation,
  direct: true,
  person: `person of ${conversation}`,
  platformAt: '2026-03-02T10:00:00Z',
  message: `${number}`,
  text: 'hello',
  attachments: 0,
})

/** An intake over a store that is away until told otherwise. */
function beforeAStoreThatIsAway() {
  const clock = manualClock()
  const stored: string[] = []
  const state = { away: true, tries: 0 }
  const intake = new Intake(
    async ({ key }) => {
      state.tries++
      if (state.away) throw new Error('no connection')
      stored.push(key)
    },
    clock,
    silentLog,
  )
  return { intake, stored, state, passing: (ms: number) => passing(clock, ms, 100) }
}

describe('messages on Discord while nothing can be stored', () => {
  it('are all stored within seconds once it can be, those of a conversation in their order', async () => {
    const { intake, stored, state, passing } = beforeAStoreThatIsAway()
    for (const conversation of ['D1', 'D2', 'D3']) {
      intake.offer(said(conversation, 1))
      intake.offer(said(conversation, 2))
      await passing(700)
    }
    await passing(300_000)
    state.away = false
    await passing(5_000)
    expect(stored.toSorted()).toEqual(['m:D1:1', 'm:D1:2', 'm:D2:1', 'm:D2:2', 'm:D3:1', 'm:D3:2'])
    for (const conversation of ['D1', 'D2', 'D3'])
      expect(stored.filter((key) => key.includes(conversation))).toEqual([
        `m:${conversation}:1`,
        `m:${conversation}:2`,
      ])
  })

  it('are all tried at once as soon as anything could be stored', async () => {
    const { intake, stored, state, passing } = beforeAStoreThatIsAway()
    intake.offer(said('D1'))
    await passing(20_000)
    state.away = false
    await intake.once(said('D2'))
    await passing(100)
    expect(stored).toContain('m:D1:1')
  })

  it('are tried every few seconds and no more often', async () => {
    const { intake, state, passing } = beforeAStoreThatIsAway()
    intake.offer(said('D1'))
    await passing(60_000)
    expect(state.tries).toBeLessThanOrEqual(16)
  })
})
