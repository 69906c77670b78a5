import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDiscordChat } from '../../../src/adapters/discord/index.ts'
import { nonceOf } from '../../../src/adapters/discord/send.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import type { Block, Chat, Target, Words } from '../../../src/core/ports/chat.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { commands, type DiscordBench, discordSetup } from './setup.ts'

const say = (text: string): Words => ({ kind: 'say', blocks: [{ kind: 'paragraph', text }] })

describe('sending on Discord', () => {
  let bench: DiscordBench
  let chat: Chat
  let ana: Target
  let later = 0
  /** How far the machine's clock is ahead of Discord's. */
  let ahead = 0
  /** The real time, or as much later as a test says. */
  const clock: Clock = { ...createSystemClock(), now: () => new Date(Date.now() + later) }

  beforeEach(async () => {
    later = 0
    ahead = 0
    bench = await discordSetup(clock, {
      directOpens: { count: 3, windowMs: 600_000 },
      now: () => clock.now().getTime() - ahead,
    })
    chat = bench.chat
    ana = to(bench.seat.user)
  })
  afterEach(() => bench.close())

  const to = (person: string): Target => ({
    to: 'person',
    platform: 'discord',
    workspace: bench.discord.application,
    person,
  })
  const posted = () => bench.lines.filter(({ kind, fromBot }) => kind === 'message' && fromBot)

  it('shows a message once although another process sends the same key again', async () => {
    const first = await chat.send(ana, say('Hello'), 'row-1')
    const second = await bench.another().send(ana, say('Hello'), 'row-1')
    expect(second).toEqual(first)
    expect(posted()).toHaveLength(1)
  })

  it('opens a direct conversation while another one takes its time', async () => {
    bench.discord.faults.nextCall('POST /users/@me/channels', 'hang-after')
    let over = false
    const slow = chat.send(ana, say('Hello'), 'row-1').finally(() => {
      over = true
    })
    await expect.poll(() => bench.discord.faults.waiting).toBe(0)
    expect(await chat.send(to(bench.witness.user), say('Hello'), 'row-2')).toMatchObject({ outcome: 'sent' })
    expect(over).toBe(false)
    expect(await slow).toMatchObject({ outcome: 'retry' })
    expect(await chat.send(ana, say('Hello'), 'row-1')).toMatchObject({ outcome: 'sent' })
  })

  it('completes a long message whose second part was lost', async () => {
    const long = say('word '.repeat(1000))
    await chat.send(ana, say('First'), 'row-0')
    bench.discord.faults.nextCall('POST /channels/*/messages', 'http-500-after')
    expect(await chat.send(ana, long, 'row-1')).toMatchObject({ outcome: 'ambiguous', reason: 'http 500' })
    const again = await bench.another().send(ana, long, 'row-1')
    expect(again).toMatchObject({ outcome: 'sent' })
    expect(posted()).toHaveLength(1 + 3)
  })

  it('goes on where the limit broke a long text off, in another process as well', async () => {
    const long = say('word '.repeat(2600))
    const first = await chat.send(ana, long, 'row-1')
    if (first.outcome !== 'retry') throw new Error(JSON.stringify(first))
    expect(first).toMatchObject({ reason: 'rate-limited', stands: { length: 5 } })
    later = first.afterMs
    const rest = await bench.another().send(ana, long, 'row-1', first.stands)
    expect(rest).toMatchObject({ outcome: 'sent', messages: { length: 7 } })
    expect(posted()).toHaveLength(7)
  })

  it('tells closed conversations and people without a shared server apart', async () => {
    bench.discord.setClosedDirect(bench.seat.user, true)
    expect(await chat.send(ana, say('x'), 'row-1')).toEqual({ outcome: 'unreachable', reason: 'closed' })
    bench.discord.leaveServer(bench.witness.user, bench.server)
    const left = await chat.send(to(bench.witness.user), say('x'), 'row-2')
    expect(left).toEqual({ outcome: 'unreachable', reason: 'no-shared-space' })
    const nobody = await chat.send(to('404404404404404404'), say('x'), 'row-3')
    expect(nobody).toEqual({ outcome: 'unreachable', reason: 'not-found' })
  })

  it('tells that a channel may not be written to, or not be seen', async () => {
    const { discord, server } = bench
    const place = (bot: 'read-only' | 'none'): Target => ({
      to: 'conversation',
      platform: 'discord',
      workspace: discord.application,
      conversation: discord.addChannel({ server, name: bot, bot }),
    })
    const restricted = { outcome: 'unreachable', reason: 'restricted' }
    expect(await chat.send(place('read-only'), say('x'), 'row-1')).toEqual(restricted)
    expect(await chat.send(place('none'), say('x'), 'row-2')).toEqual(restricted)
  })

  it('waits long after opening direct conversations too fast', async () => {
    const people = Array.from({ length: 4 }, (_, i) =>
      bench.discord.addPerson({ name: `Member ${i}`, servers: [bench.server] }),
    )
    const outcomes = []
    for (const person of people) outcomes.push(await chat.send(to(person), say('x'), person))
    expect(outcomes.slice(0, 3).every(({ outcome }) => outcome === 'sent')).toBe(true)
    expect(outcomes[3]).toEqual({
      outcome: 'retry',
      afterMs: 900_000,
      reason: 'discord 40003',
      holds: 'new-directs',
    })
  })

  it('tells that the token is no good, every time', async () => {
    const settings = { token: 'revoked', apiUrl: bench.discord.apiUrl, commands }
    const broken = createDiscordChat(settings, { clock, log: silentLog })
    for (const key of ['row-1', 'row-2']) {
      expect(await broken.send(ana, say('x'), key)).toMatchObject({ outcome: 'workspace-broken' })
    }
    expect(await broken.doctor([])).toMatchObject([{ name: 'discord token', status: 'broken' }])
  })

  it('may be sent again when nothing answers at the address', async () => {
    const settings = { token: 'x', apiUrl: 'http://127.0.0.1:9/api', commands }
    const nowhere = createDiscordChat(settings, { clock, log: silentLog })
    expect(await nowhere.send(ana, say('x'), 'row-1')).toMatchObject({ outcome: 'retry' })
    await expect(
      nowhere.connect(
        async () => {},
        () => undefined,
      ),
    ).rejects.toMatchObject({ code: 'platform' })
  })

  it('refuses what can never be posted', async () => {
    const choices = Array.from({ length: 30 }, (_, i) => ({ action: `a:${i}`, label: `${i}` }))
    const blocks: Block[] = [
      { kind: 'paragraph', text: 'x' },
      { kind: 'choices', label: 'x', choices },
    ]
    expect(await chat.send(ana, { kind: 'say', blocks }, 'row-1')).toEqual({
      outcome: 'rejected',
      reason: 'discord 50035',
    })
  })

  it('shows what was refused as plain text, controls by their labels', async () => {
    const choices = [{ action: 'yes', label: 'Yes' }]
    const blocks: Block[] = [
      { kind: 'paragraph', text: '*Fine*?' },
      { kind: 'choices', label: 'Decide', choices },
    ]
    await chat.send(ana, { kind: 'say', blocks, plain: true }, 'row-1')
    expect(posted()).toMatchObject([{ text: '*Fine*?\n\n[Decide Yes]', controls: [] }])
  })

  it('shows what buttons are for where neither they nor the text says so', async () => {
    const choices = [{ action: 'yes', label: 'Yes' }]
    const blocks = (text: string, label: string): Words => ({
      kind: 'say',
      blocks: [
        { kind: 'paragraph', text },
        { kind: 'choices', label, choices },
      ],
    })
    await chat.send(ana, blocks('Ready?', 'Decide'), 'row-1')
    await chat.send(ana, blocks('Ready?', 'Yes'), 'row-2')
    await chat.send(ana, blocks('Ready? Decide.', 'Decide'), 'row-3')
    expect(posted().map(({ text }) => text)).toEqual(['Ready?\n\nDecide', 'Ready?', 'Ready? Decide.'])
  })

  describe('looking up what another process sent', () => {
    const minutes = (n: number) => {
      later = n * 60_000
    }

    it('may send again while Discord drops the second message', async () => {
      const since = clock.now().toISOString()
      await chat.send(ana, say('Hello'), 'row-1')
      const other = bench.another()
      expect(await other.lookUp(ana, 'row-1', since)).toEqual({ outcome: 'absent' })
      await other.send(ana, say('Hello'), 'row-1')
      expect(posted()).toHaveLength(1)
    })

    it('knows a message by its words after that', async () => {
      const since = clock.now().toISOString()
      const sent = await chat.send(ana, say('How *do* you water?'), 'row-1')
      minutes(10)
      const found = await bench.another().lookUp(ana, 'row-1', since, say('How *do* you water?'))
      expect(sent).toEqual({ ...found, outcome: 'sent' })
      const other = await bench.another().lookUp(ana, 'row-2', since, say('Something else'))
      expect(other).toEqual({ outcome: 'absent' })
    })

    it('adds to a text of which only the first parts stand, also when the nonces no longer count', async () => {
      const long = say('word '.repeat(2600))
      const since = clock.now().toISOString()
      expect(await chat.send(ana, long, 'row-1')).toMatchObject({ outcome: 'retry', stands: { length: 5 } })
      minutes(10)
      const other = bench.another()
      expect(await other.lookUp(ana, 'row-1', since, long)).toEqual({ outcome: 'absent' })
      expect(await other.send(ana, long, 'row-1')).toMatchObject({ outcome: 'sent', messages: { length: 7 } })
      expect(posted()).toHaveLength(7)
    })

    it.each([20, -20])('finds it with a clock that is %i minutes ahead of Discord’s', async (wrong) => {
      ahead = wrong * 60_000
      const since = clock.now().toISOString()
      const sent = await chat.send(ana, say('Hello'), 'row-1')
      minutes(10)
      const found = await bench.another().lookUp(ana, 'row-1', since, say('Hello'))
      expect(sent).toEqual({ ...found, outcome: 'sent' })
    })

    it('does not guess without the words', async () => {
      const since = clock.now().toISOString()
      await chat.send(ana, say('Hello'), 'row-1')
      minutes(10)
      expect(await bench.another().lookUp(ana, 'row-1', since)).toMatchObject({ outcome: 'unknown' })
      const quiet = to(bench.witness.user)
      expect(await bench.another().lookUp(quiet, 'row-2', since)).toEqual({ outcome: 'absent' })
    })
  })

  it('makes nonces that fit, tell their place and differ', () => {
    const nonces = [nonceOf('a', 0, 2), nonceOf('a', 1, 2), nonceOf('b', 0, 2)]
    expect(new Set(nonces).size).toBe(3)
    for (const nonce of nonces) expect(nonce.length).toBeLessThanOrEqual(25)
  })
})
