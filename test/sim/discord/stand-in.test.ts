import { Client, GatewayDispatchEvents, GatewayIntentBits, MessageFlags, Partials } from 'discord.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDiscordStandIn, type DiscordStandIn } from '../../../sim/discord/index.ts'
import type { LogLine, Sight } from '../../../sim/seat.ts'
import { until } from './until.ts'

const token = 'simulated-discord-token'

describe('the Discord stand-in, spoken to by the real discord.js', () => {
  const lines: Omit<LogLine, 'seq' | 'at'>[] = []
  const clients: Client[] = []
  let discord: DiscordStandIn
  let server: string
  let channel: string
  let ana: string
  let sights: Sight[]

  beforeEach(async () => {
    lines.length = 0
    sights = []
    discord = await createDiscordStandIn({
      log: { write: (line) => lines.push(line) },
      token,
      directOpens: { count: 2, windowMs: 60_000 },
      refusedCalls: { limit: 5, windowMs: 60_000 },
    })
    server = discord.addServer('Garden club')
    channel = discord.addChannel({ server, name: 'research' })
    ana = discord.addPerson({ name: 'Ana', locale: 'de', servers: [server] })
    discord.seat(ana).watch((sight) => sights.push(sight))
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.destroy()
    await discord.close()
  })

  async function connect(
    settings: { token?: string; intents?: GatewayIntentBits[]; api?: string } = {},
  ): Promise<Client> {
    const client = new Client({
      intents: settings.intents ?? [
        GatewayIntentBits.Guilds,
        GatewayIntentBits.GuildMessages,
        GatewayIntentBits.DirectMessages,
      ],
      partials: [Partials.Channel, Partials.Message],
      rest: { api: discord.apiUrl, retries: 0, rejectOnRateLimit: () => true },
    })
    clients.push(client)
    const ready = new Promise((resolve) => client.once('clientReady', resolve))
    await client.login(settings.token ?? token)
    await ready
    return client
  }

  it('connects, delivers direct messages and shows what the bot posts', async () => {
    const client = await connect()
    const heard: string[] = []
    client.on('messageCreate', (message) => {
      if (!message.author.bot) heard.push(message.content)
    })
    await discord.seat(ana).say('hello there')
    await until(() => heard.length === 1)
    const user = await client.users.fetch(ana)
    await user.send({ content: '**Welcome** to \\*this\\*', nonce: 'n1', enforceNonce: true })
    expect(heard).toEqual(['hello there'])
    const seen = sights.find((sight) => sight.kind === 'message' && sight.fromBot)
    expect(seen).toMatchObject({ text: 'Welcome to *this*', direct: true })
  })

  it('drops a second message with the same nonce and tells the first one', async () => {
    const client = await connect()
    const user = await client.users.fetch(ana)
    const first = await user.send({ content: 'once', nonce: 'same', enforceNonce: true })
    const second = await user.send({ content: 'once', nonce: 'same', enforceNonce: true })
    expect(second.id).toBe(first.id)
    expect(lines.filter((line) => line.kind === 'message')).toHaveLength(1)
  })

  it('hides the words of server messages that do not mention the bot', async () => {
    const client = await connect()
    const heard: string[] = []
    client.on('messageCreate', (message) => void heard.push(message.content))
    await discord.seat(ana).say('not for the bot', channel)
    await discord.seat(ana).say('@Sounding drop Q3', channel)
    await until(() => heard.length === 2)
    expect(heard).toEqual(['', `<@${discord.botUser}> drop Q3`])
  })

  it('refuses what Discord refuses', async () => {
    const client = await connect()
    const user = await client.users.fetch(ana)
    const long = user.send('x'.repeat(2001))
    await expect(long).rejects.toMatchObject({ code: 50035, status: 400 })
    await expect(user.send('   ')).rejects.toMatchObject({ code: 50006 })
    await expect(user.send({ content: 'x', nonce: 'n'.repeat(26) })).rejects.toMatchObject({ code: 50035 })
    discord.setClosedDirect(ana, true)
    await expect(user.send('x')).rejects.toMatchObject({ code: 50007 })
    discord.leaveServer(ana, server)
    await expect(user.send('x')).rejects.toMatchObject({ code: 50278 })
    await expect(client.channels.fetch('123456789')).rejects.toMatchObject({ code: 10003 })
  })

  it('refuses the third direct conversation opened too fast', async () => {
    const client = await connect()
    const opened: unknown[] = []
    for (const name of ['Bo', 'Cy', 'Di']) {
      const person = discord.addPerson({ name, servers: [server] })
      const user = await client.users.fetch(person)
      opened.push(
        await user.createDM().then(
          () => 'open',
          (error: { code: number }) => error.code,
        ),
      )
    }
    expect(opened).toEqual(['open', 'open', 40003])
  })

  it('lets a bot in quarantine open no new direct conversation, or say nothing in one', async () => {
    const client = await connect()
    const known = await client.users.fetch(ana)
    await known.send('before')
    discord.faults.quarantine('opens-none')
    const bo = await client.users.fetch(discord.addPerson({ name: 'Bo', servers: [server] }))
    await expect(bo.createDM()).rejects.toMatchObject({ code: 20026, status: 403 })
    discord.faults.quarantine('sends-none')
    await expect(bo.send('x')).rejects.toMatchObject({ code: 50007, status: 403 })
    await known.send('after')
  })

  it('bars who was refused too often, other than by a limit shared with others', async () => {
    const client = await connect()
    const user = await client.users.fetch(ana)
    const dm = await user.createDM()
    for (let time = 0; time < 6; time++) {
      discord.faults.nextCall('POST /channels/*/messages', 'rate-limited-shared')
      await expect(dm.send('x')).rejects.toMatchObject({
        name: expect.stringContaining('RateLimitError'),
      })
    }
    await dm.send('not barred')
    const call = () => fetch(`${discord.apiUrl}/v10/users/@me`, { headers: { authorization: 'Bot nobody' } })
    for (let time = 0; time < 6; time++) expect((await call()).status).toBe(401)
    const barred = await fetch(`${discord.apiUrl}/v10/gateway/bot`)
    expect([barred.status, await barred.text()]).toEqual([429, expect.stringContaining('1015')])
  })

  it('takes its channels from a bot that was removed from a server, and tells of it', async () => {
    const client = await connect()
    const told: unknown[] = []
    client.ws.on(GatewayDispatchEvents.GuildDelete, (data: object) => told.push(data))
    discord.faults.outage(server)
    discord.removeServer(server)
    await until(() => told.length === 2)
    expect(told).toEqual([{ id: server, unavailable: true }, { id: server }])
    await expect(client.rest.get(`/channels/${channel}`)).rejects.toMatchObject({ code: 50001 })
    expect(await client.rest.get('/users/@me/guilds')).toEqual([])
    const back = new Promise((resolve) => client.ws.once(GatewayDispatchEvents.GuildCreate, resolve))
    discord.returnServer(server)
    await back
    await client.rest.get(`/channels/${channel}`)
  })

  it('refuses a token that was made void', async () => {
    const client = await connect()
    discord.faults.voidToken(true)
    await expect(client.rest.get('/users/@me')).rejects.toMatchObject({ status: 401 })
    await expect(connect()).rejects.toThrow(/token/i)
  })

  it('refuses an unknown token, and privileged intents', async () => {
    await expect(connect({ token: 'other' })).rejects.toThrow(/token/i)
    const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.MessageContent]
    await expect(connect({ intents })).rejects.toThrow(/intents/i)
  })

  it('limits a channel to five messages in five seconds', async () => {
    const client = await connect()
    const user = await client.users.fetch(ana)
    for (const text of ['1', '2', '3', '4', '5']) await user.send(text)
    await expect(user.send('6')).rejects.toMatchObject({ name: 'RateLimitError[/channels/:id/messages]' })
  })

  it('replays what was missed when the connection drops and resumes', async () => {
    const client = await connect()
    const heard: string[] = []
    client.on('messageCreate', (message) => void heard.push(message.content))
    const away = new Promise((resolve) => client.once('shardReconnecting', resolve))
    discord.faults.closeGateway(4000)
    await away
    await discord.seat(ana).say('while away')
    await until(() => heard.length === 1)
    expect(heard).toEqual(['while away'])
  })

  it('forgets what was missed when the session was invalidated', async () => {
    const client = await connect()
    const heard: string[] = []
    client.on('messageCreate', (message) => void heard.push(message.content))
    const again = new Promise((resolve) => client.once('shardReady', resolve))
    discord.faults.invalidateSession(false)
    // discord.js waits five seconds between two identifies.
    await discord.seat(ana).say('lost')
    await again
    await discord.seat(ana).say('heard')
    await until(() => heard.length === 1)
    expect(heard).toEqual(['heard'])
  }, 15_000)

  it('turns typed text into a command by its schema, and complains when nobody answers', async () => {
    const client = await connect()
    await client.application?.commands.set([
      {
        name: 'study',
        description: 'Run a study',
        options: [
          {
            type: 1,
            name: 'new',
            description: 'Start one',
            options: [{ type: 3, name: 'text', description: 'Title' }],
          },
        ],
      },
    ])
    const given: unknown[] = []
    client.once('interactionCreate', (interaction) => {
      if (!interaction.isChatInputCommand()) return
      given.push(
        interaction.options.getSubcommand(),
        interaction.options.getString('text'),
        interaction.locale,
      )
      void interaction.reply({ content: 'noted', flags: MessageFlags.Ephemeral })
    })
    await discord.seat(ana).command(channel, '/study', 'new How people water plants')
    await until(() => sights.some((sight) => sight.kind === 'message' && sight.ephemeral))
    expect(given).toEqual(['new', 'How people water plants', 'de'])
    await discord.seat(ana).command(channel, '/study', 'new again')
    await until(() => sights.some((sight) => sight.kind === 'complaint'))
    expect(sights.at(-1)).toEqual({ kind: 'complaint', text: 'The application did not respond' })
  })

  it('answers a call and then loses the response when told to', async () => {
    const client = await connect()
    const user = await client.users.fetch(ana)
    await user.createDM()
    discord.faults.nextCall('POST /channels/*/messages', 'reset-after')
    await expect(user.send('posted all the same')).rejects.toThrow()
    discord.faults.nextCall('POST /channels/*/messages', 'http-500-after')
    await expect(user.send('posted too')).rejects.toMatchObject({ status: 500 })
    discord.faults.nextCall('POST /channels/*/messages', 'rate-limited')
    await expect(user.send('never posted')).rejects.toMatchObject({ retryAfter: expect.any(Number) })
    const texts = sights.flatMap((sight) => (sight.kind === 'message' ? [sight.text] : []))
    expect(texts).toEqual(['posted all the same', 'posted too'])
  })
})
