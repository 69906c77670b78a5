import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ChatBench } from '../../contracts/chat-bench.ts'
import { type DiscordBench, discordSetup } from './setup.ts'

describe('an answer of which Discord did not tell what became of it', () => {
  let setup: DiscordBench
  let bench: ChatBench
  beforeEach(async () => {
    setup = await discordSetup()
    bench = new ChatBench(setup)
  })
  afterEach(() => bench.close())

  const lost = ['reset-after', 'reset-before', 'http-500-after', 'http-500-before'] as const
  it.each(lost)(
    'puts the answer in place of the sign once more where that was not told: %s',
    async (fault) => {
      await bench.connect()
      const { event } = await bench.pressed({ action: 'why:1', label: 'Why' }, bench.place())
      setup.discord.faults.nextCall(/^PATCH \/webhooks\//, fault)
      const blocks = [{ kind: 'paragraph', text: 'Because.' }] as const
      expect(await setup.chat.answer(event.reply, { kind: 'private', blocks })).toBe('answered')
      expect(await bench.seenText('Because.')).toMatchObject({ ephemeral: true })
    },
  )

  it('is said to be untold if that happens twice', async () => {
    await bench.connect()
    const { event } = await bench.pressed({ action: 'why:1', label: 'Why' }, bench.place())
    await expect.poll(() => setup.discord.waitingSigns(setup.seat.user)).toBe(1)
    for (const fault of ['reset-after', 'http-500-before'] as const)
      setup.discord.faults.nextCall(/^PATCH \/webhooks\//, fault)
    const blocks = [{ kind: 'paragraph', text: 'Because.' }] as const
    expect(await setup.chat.answer(event.reply, { kind: 'private', blocks })).toBe('untold')
    expect(await bench.seenText('Because.')).toMatchObject({ ephemeral: true })
  })

  it('counts as given where its words stand and the sign could not be taken away', async () => {
    await bench.connect()
    const { event } = await bench.pressed({ action: 'done:1', label: 'Done' }, bench.place())
    for (const fault of ['reset-before', 'reset-before'] as const)
      setup.discord.faults.nextCall(/^DELETE \/webhooks\//, fault)
    const blocks = [{ kind: 'paragraph', text: 'Thank you!' }] as const
    expect(await setup.chat.answer(event.reply, { kind: 'replace', blocks })).toBe('answered')
    expect(await bench.seenText('Thank you!')).toMatchObject({ kind: 'edited' })
  })

  it('takes the sign away, which may be done twice', async () => {
    await bench.connect()
    const { event } = await bench.pressed({ action: 'done:1', label: 'Done' }, bench.place())
    await expect.poll(() => setup.discord.waitingSigns(setup.seat.user)).toBe(1)
    setup.discord.faults.nextCall(/^DELETE \/webhooks\//, 'reset-after')
    expect(await setup.chat.answer(event.reply, { kind: 'none' })).toBe('answered')
    expect(setup.discord.waitingSigns(setup.seat.user)).toBe(0)
  })
})
