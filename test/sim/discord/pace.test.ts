import { Routes } from 'discord.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OpenServer, openServer, refusal } from './stage.ts'
import { until } from './until.ts'

const BUCKET = { limit: 5, windowMs: 5_000 }
const DAY_MS = 86_400_000

let later = 0
let open: OpenServer
beforeEach(async () => {
  later = 0
  open = await openServer({ channelBucket: BUCKET, now: () => Date.now() + later })
})
afterEach(() => open.close())

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

describe('the pace of Discord', () => {
  it('is five posts, five edits and five signs of typing in five seconds, each on its own', async () => {
    const { rest, channel } = open
    const { id } = (await rest.post(Routes.channelMessages(channel), { body: { content: 'x' } })) as {
      id: string
    }
    const taken = async (calls: number, call: () => Promise<unknown>) => {
      const outcomes = await Promise.all(times(calls, () => refusal(call())))
      return outcomes.filter((outcome) => outcome === 'ok').length
    }
    const edit = () => rest.patch(Routes.channelMessage(channel, id), { body: { content: 'y' } })
    expect(await taken(7, edit)).toBe(5)
    expect(await taken(7, () => rest.post(Routes.channelTyping(channel)))).toBe(5)
    expect(await taken(7, () => rest.post(Routes.channelMessages(channel), { body: { content: 'x' } }))).toBe(
      4,
    )
  })

  it('ends a connection that sends more than 120 packets in a minute', async () => {
    const { ws, say, closed, packets } = await open.socket()
    const beats = () => packets.filter(({ op }) => op === 11).length
    for (const _ of times(120, () => 0)) say({ op: 1, d: null })
    await until(() => beats() === 120)
    expect(ws.readyState).toBe(ws.OPEN)
    say({ op: 1, d: null })
    await until(() => closed() !== undefined)
    expect(closed()).toBe(4008)
  })

  it('is 1,000 sessions a day, and then the token is worth nothing', async () => {
    const untouched = await open.rest.get(Routes.gatewayBot())
    expect(untouched).toMatchObject({ session_start_limit: { total: 1_000, remaining: 1_000 } })
    open.discord.faults.limitSessions(1)
    const last = await open.socket()
    last.identify()
    await until(() => last.packets.some(({ t }) => t === 'READY'))
    const starts = (await open.rest.get(Routes.gatewayBot())) as {
      readonly session_start_limit: { readonly remaining: number }
    }
    expect(starts.session_start_limit.remaining).toBe(0)
    const beyond = await open.socket()
    beyond.identify()
    await until(() => beyond.closed() !== undefined)
    expect(beyond.closed()).toBe(4004)
  })

  it('is one session for up to 2,500 servers, and several beyond', async () => {
    const within = await open.socket()
    for (const at of times(2_499, (index) => index)) open.discord.addServer(`Club ${at}`)
    within.identify(0)
    await until(() => within.packets.some(({ t }) => t === 'READY'))
    open.discord.addServer('One more')
    const beyond = await open.socket()
    beyond.identify(0)
    await until(() => beyond.closed() !== undefined)
    expect(beyond.closed()).toBe(4011)
  })

  it('keeps links to files good for a day', async () => {
    const { rest, channel } = open
    const files = [{ name: 'a.txt', data: Buffer.from('words'), contentType: 'text/plain' }]
    const sent = (await rest.post(Routes.channelMessages(channel), { body: {}, files })) as {
      readonly id: string
      readonly attachments: readonly { readonly url: string }[]
    }
    const url = sent.attachments[0]?.url ?? ''
    expect(await (await fetch(url)).text()).toBe('words')
    expect((await fetch(url.replace(/hm=../, 'hm=xx'))).status).toBe(404)
    later = DAY_MS
    expect((await fetch(url)).status).toBe(404)
  })
})

describe('the gateway of Discord', () => {
  it('is of version 10', async () => {
    expect((await open.socket(9)).closed()).toBe(4012)
  })

  it.each([[[1, 1]], [[-1, 2]], [[0, 0]], [['one', 'two']], ['first']])(
    'takes no shard that cannot be: %j',
    async (shard) => {
      const { identify, closed } = await open.socket()
      identify(513, { shard })
      await until(() => closed() !== undefined)
      expect(closed()).toBe(4010)
    },
  )

  it('tells each shard of its own servers, and the first alone of direct conversations', async () => {
    const { discord, ana, channel, server } = open
    const [first, second] = [await open.socket(), await open.socket()]
    for (const [id, { identify }] of [first, second].entries())
      identify(1 | (1 << 9) | (1 << 12), { shard: [id, 2] })
    const told = ({ packets }: typeof first) => packets.flatMap(({ t }) => (t === undefined ? [] : [t]))
    const own = [first, second][Number((BigInt(server) >> 22n) % 2n)] ?? first
    await until(() => [first, second].every((each) => told(each).includes('READY')))
    await until(() => told(own).includes('GUILD_CREATE'))
    await discord.seat(ana).say('in private')
    await until(() => told(first).includes('MESSAGE_CREATE'))
    await discord.seat(ana).say('in public', channel)
    const messages = () =>
      [first, second].map((each) => told(each).filter((t) => t === 'MESSAGE_CREATE').length)
    await until(() => messages()[0] === 1 + Number(own === first) && messages()[1] === Number(own === second))
    const guilds = [first, second].map((each) => told(each).filter((t) => t === 'GUILD_CREATE').length)
    expect(guilds).toEqual([Number(own === first), Number(own === second)])
  })

  it('takes intents that exist', async () => {
    const { identify, closed } = await open.socket()
    identify(1 << 27)
    await until(() => closed() !== undefined)
    expect(closed()).toBe(4013)
  })

  it('ends a connection whose heart does not beat', async () => {
    await open.close()
    open = await openServer({ heartbeatMs: 20 })
    const { closed } = await open.socket()
    await until(() => closed() !== undefined)
    expect(closed()).toBe(4009)
  })

  it.each([
    [1000, false],
    [1001, false],
    [4000, true],
  ])('lets a session that was closed with %i be resumed: %s', async (code, resumable) => {
    const first = await open.socket()
    first.identify()
    await until(() => first.packets.some(({ t }) => t === 'READY'))
    const ready = first.packets.find(({ t }) => t === 'READY')?.d as { readonly session_id: string }
    first.ws.close(code)
    await until(() => first.closed() !== undefined)
    const second = await open.socket()
    second.say({ op: 6, d: { token: 'simulated-discord-token', session_id: ready.session_id, seq: 1 } })
    await until(() => second.packets.length > 1)
    const [, answer] = second.packets
    if (resumable) expect(second.packets.map(({ t }) => t)).toContain('GUILD_CREATE')
    else expect(answer).toEqual({ op: 9, d: false })
  })
})

describe('where the bot may not go', () => {
  it('is refused with a code for each reason', async () => {
    const { discord, rest, server, ana } = open
    const into = (channel: string) =>
      refusal(rest.post(Routes.channelMessages(channel), { body: { content: 'x' } }))
    expect(await into(discord.addChannel({ server, name: 'unseen', bot: 'none' }))).toBe(50001)
    expect(await into(discord.addChannel({ server, name: 'quiet', bot: 'read-only' }))).toBe(50013)
    expect(await into('404404404404404404')).toBe(10003)
    const openDirect = (person: string) =>
      refusal(rest.post(Routes.userChannels(), { body: { recipient_id: person } }))
    expect(await openDirect('404404404404404404')).toBe(50033)
    expect(await openDirect(discord.botUser)).toBe(50033)
    expect(await openDirect(ana)).toBe('ok')
    const direct = discord.seat(ana).direct() ?? ''
    expect(await into(direct)).toBe('ok')
    discord.setClosedDirect(ana, true)
    expect(await into(direct)).toBe(50007)
    expect(await refusal(rest.post(Routes.channelTyping(direct)))).toBe(50007)
    discord.leaveServer(ana, server)
    expect(await into(direct)).toBe(50278)
  })
})
