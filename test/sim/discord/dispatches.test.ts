import {
  Client,
  GatewayDispatchEvents,
  GatewayIntentBits,
  type Message,
  MessageFlags,
  Partials,
} from 'discord.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDiscordStandIn, type DiscordStandIn } from '../../../sim/discord/index.ts'
import type { LogLine, Seat } from '../../../sim/seat.ts'

const token = 'simulated-discord-token'
const POST = 'POST /channels/*/messages'

interface Told {
  readonly t: string
  readonly d: Readonly<Record<string, unknown>>
}

const lines: Omit<LogLine, 'seq' | 'at'>[] = []
let discord: DiscordStandIn
let server: string
let ana: string
let seat: Seat
let client: Client
let told: Told[]

async function open(lagsMs: number[] = []): Promise<void> {
  lines.length = 0
  told = []
  discord = await createDiscordStandIn({
    log: { write: (line) => lines.push(line) },
    token,
    historyLagMs: () => lagsMs.shift() ?? 0,
  })
  server = discord.addServer('Garden club')
  ana = discord.addPerson({ name: 'Ana', servers: [server] })
  seat = discord.seat(ana)
  const { Guilds, GuildMessages, DirectMessages } = GatewayIntentBits
  client = new Client({
    intents: [Guilds, GuildMessages, DirectMessages],
    partials: [Partials.Channel, Partials.Message],
    rest: { api: discord.apiUrl, retries: 0, rejectOnRateLimit: () => true },
  })
  client.ws.on(GatewayDispatchEvents.MessageCreate, (d: Told['d']) => void told.push({ t: 'created', d }))
  client.ws.on(GatewayDispatchEvents.MessageUpdate, (d: Told['d']) => void told.push({ t: 'updated', d }))
  const ready = new Promise((resolve) => client.once('clientReady', resolve))
  await client.login(token)
  await ready
}

beforeEach(() => open())
afterEach(async () => {
  await client.destroy()
  await discord.close()
})

/** What reached the bot, in order. */
const contents = () => told.map(({ t, d }) => `${t} ${d.content}`)

describe('the dispatches of the stand-in', () => {
  it('tell of a link preview by an update that is no edit', async () => {
    const message = await seat.say('see https://example.com/')
    discord.faults.unfurl(seat.direct() ?? '', message)
    await expect.poll(() => told.length).toBe(2)
    expect(told[1]?.d).toMatchObject({
      id: message,
      content: 'see https://example.com/',
      edited_timestamp: null,
      embeds: [{ type: 'link' }],
    })
  })

  it('come later than the next ones when one was held back, and never when one was dropped', async () => {
    const send = discord.faults.holdNext('MESSAGE_CREATE')
    discord.faults.dropNext('MESSAGE_CREATE', (body) => (body as { content: string }).content === 'two')
    for (const words of ['one', 'two', 'three']) await seat.say(words)
    await expect.poll(contents).toEqual(['created three'])
    send()
    await expect.poll(contents).toEqual(['created three', 'created one'])
    const user = await client.users.fetch(ana)
    const history = await (await user.createDM()).messages.fetch({ limit: 10 })
    expect(history.map((message) => message.content)).toEqual(['three', 'two', 'one'])
  })

  it('carry stickers, forwards, polls and voice messages without a word of content', async () => {
    discord.share(ana, { kind: 'sticker', name: 'wave' })
    discord.share(ana, { kind: 'forward', text: 'what somebody else said' })
    discord.share(ana, { kind: 'poll', question: 'Tea?', answers: ['yes', 'no'] })
    discord.share(ana, { kind: 'voice', seconds: 2 })
    await expect.poll(() => told.length).toBe(4)
    const user = await client.users.fetch(ana)
    const history = await (await user.createDM()).messages.fetch({ limit: 10 })
    const [sticker, forward, poll, voice] = [...history.values()].reverse() as [
      Message,
      Message,
      Message,
      Message,
    ]
    expect([sticker, forward, poll, voice].map(({ content }) => content)).toEqual(['', '', '', ''])
    expect(sticker.stickers.map(({ name }) => name)).toEqual(['wave'])
    expect(forward.messageSnapshots.map(({ content }) => content)).toEqual(['what somebody else said'])
    expect(poll.poll?.question.text).toBe('Tea?')
    expect(voice.flags.has(MessageFlags.IsVoiceMessage)).toBe(true)
    expect(voice.attachments.size).toBe(1)
  })

  it('end for a server that threw the bot out, and its people share none with it any more', async () => {
    const channel = discord.addChannel({ server, name: 'research' })
    const user = await client.users.fetch(ana)
    await user.createDM()
    const gone = new Promise<string>((resolve) => client.once('guildDelete', ({ id }) => resolve(id)))
    discord.removeServer(server)
    expect(await gone).toBe(server)
    await expect(
      client.rest.post(`/channels/${channel}/messages`, { body: { content: 'x' } }),
    ).rejects.toMatchObject({
      code: 50001,
    })
    await expect(user.send('x')).rejects.toMatchObject({ code: 50278 })
  })
})

describe('the faults of its calls', () => {
  it('leave nothing behind where the call is to fail before it was done', async () => {
    const user = await client.users.fetch(ana)
    await user.createDM()
    discord.faults.nextCall(POST, 'reset-before')
    await expect(user.send('one')).rejects.toThrow()
    discord.faults.nextCall(POST, 'http-500-before')
    await expect(user.send('two')).rejects.toMatchObject({ status: 500 })
    discord.faults.nextCall(POST, 'error:50007')
    await expect(user.send('three')).rejects.toMatchObject({ code: 50007, status: 403 })
    await user.send('four')
    expect(lines.filter(({ kind }) => kind === 'message').map(({ text }) => text)).toEqual(['four'])
  })
})

describe('a history that lags', () => {
  it('by a draw for each message records what it left out', async () => {
    await client.destroy()
    await discord.close()
    await open([0, 60_000])
    const user = await client.users.fetch(ana)
    const direct = await user.createDM()
    for (const nonce of ['shown', 'late']) await direct.send({ content: nonce, nonce, enforceNonce: true })
    const history = await direct.messages.fetch({ limit: 10, cache: false })
    expect(history.map(({ content }) => content)).toEqual(['shown'])
    expect(lines.filter(({ kind }) => kind === 'stale').map(({ key }) => key)).toEqual(['late'])
  })
})
