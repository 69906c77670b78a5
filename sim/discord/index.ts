/**
 * A strict stand-in for Discord on loopback: REST and gateway, version 10, spoken to by the real discord.js. What
 * Discord refuses, it refuses; where Discord's own figure is not published, the default is stricter than rumour.
 */
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { LogSink, Seat } from '../seat.ts'
import { Gateway, Intent } from './gateway.ts'
import { Interactions } from './interactions.ts'
import { BARRED_MS, Bar, type Bucket, type CallFault, PlannedFaults, REFUSED_CALLS } from './limits.ts'
import { Payloads } from './payloads.ts'
import { AS_TOLD, type Portal } from './portal.ts'
import { restApi } from './rest.ts'
import { Clients } from './seat.ts'
import { type Shared, sharedDraft } from './shared.ts'
import type { Command } from './types.ts'
import { type Forbidding, type Quarantine, World } from './world.ts'

export interface DiscordStandInOptions {
  readonly log: LogSink
  readonly token: string
  readonly applicationId?: string
  /** 0 or absent: any free port. */
  readonly port?: number
  readonly botName?: string
  /** Default: the time of the machine, milliseconds. Deadlines and heartbeats always run in real time. */
  readonly now?: () => number
  /** Messages a channel. Default 5 in 5,000 ms; raised by demonstrations that shorten waits. */
  readonly channelBucket?: Bucket
  /** Direct conversations the bot may open before 40003. Default 25 in 600,000 ms. */
  readonly directOpens?: { readonly count: number; readonly windowMs: number }
  /** Edits of a message older than an hour before 30046. Default 30. */
  readonly lateEdits?: number
  /** How long a nonce drops a second message. Default 180,000 ms. */
  readonly nonceWindowMs?: number
  /** Calls answered by 401, 403 or 429 before the caller is barred. Default 10,000 in 600,000 ms. */
  readonly refusedCalls?: Bucket
  /** For the first answer to an interaction. Default 3,000 ms. */
  readonly interactionDeadlineMs?: number
  readonly heartbeatMs?: number
  /** So long after it was posted a message is not in the history yet, or a draw of that for each message; default 0. */
  readonly historyLagMs?: number | (() => number)
  /** What was set up in the developer portal. Default: as docs/discord-setup.md says. */
  readonly portal?: Partial<Portal>
}

export interface DiscordStandIn {
  /** For `rest: { api }`. */
  readonly apiUrl: string
  readonly application: string
  readonly botUser: string
  /** Ids of the servers the bot is in. */
  readonly servers: readonly string[]
  /** Of the gateway: how often one was begun or resumed, how many are connected, and the most that ever were at once. */
  readonly sessions: {
    readonly begun: number
    readonly resumed: number
    readonly connected: number
    readonly mostConnected: number
  }
  /** `takesCommands` false: the bot was added without the scope `applications.commands`. */
  addServer(name: string, takesCommands?: boolean): string
  /** Returns the person's id. `closedDirect`: takes no direct messages from members of shared servers. */
  addPerson(person: {
    readonly name: string
    readonly locale?: string
    readonly bot?: boolean
    readonly closedDirect?: boolean
    readonly servers: readonly string[]
  }): string
  /** Everyone on the server sees it, unless it is hidden. `bot`: what the bot may do there; default all. */
  addChannel(channel: {
    readonly server: string
    readonly name: string
    readonly hidden?: boolean
    readonly bot?: 'all' | 'read-only' | 'none'
  }): string
  /** What the bot may do there from now on. */
  allowBot(channel: string, bot: 'all' | 'read-only' | 'none'): void
  renameChannel(channel: string, name: string): void
  /** A thread on a message of a channel; its id is the message's. */
  addThread(thread: { readonly channel: string; readonly message: string; readonly name: string }): string
  setClosedDirect(user: string, closed: boolean): void
  leaveServer(user: string, server: string): void
  joinServer(user: string, server: string): void
  /** The bot is removed from a server by its owner, or added again. */
  removeServer(server: string): void
  returnServer(server: string): void
  seat(user: string): Seat
  /** “Sounding is thinking…”: how many of them this person has before them. */
  waitingSigns(user: string): number
  /** Is the bot shown as typing there now? */
  isTyping(conversation: string): boolean
  /** Posts what no seat can: a sticker, a poll, a voice message, or what is forwarded. Returns its id. */
  share(user: string, what: Shared, conversation?: string): string
  readonly faults: {
    /** @param call `METHOD /path` with `*` for one segment, without `/api/v10`; or a pattern for it. */
    nextCall(call: string | RegExp, fault: CallFault): void
    /** Faults that no call has met yet. */
    readonly waiting: number
    /** Closes every gateway connection with this code; the session stays open for a resume. */
    closeGateway(code: number): void
    invalidateSession(resumable: boolean): void
    askReconnect(): void
    /** The next session that is resumed is taken away in the same instant. */
    loseResumed(): void
    /** The link preview of a message came: an update that is no edit. */
    unfurl(conversation: string, message: string): void
    /** Keeps back the next event of this name (MESSAGE_CREATE, …) that fits; the function returned sends it. */
    holdNext(event: string, fits?: (body: unknown) => boolean): () => void
    /** The next event of this name that fits is never sent, and only the history tells of it. */
    dropNext(event: string, fits?: (body: unknown) => boolean): void
    /** Every new session is refused with this code, for example 4014; undefined: none any more. */
    refuseSessions(code: number | undefined): void
    /** So many sessions may still be begun today. At 0 Discord resets the token. */
    limitSessions(left: number): void
    /** An outage on Discord's side takes a server away without anybody having removed the bot. */
    outage(server: string): void
    /** Until called without. Conversations in which something was said go on. */
    quarantine(how?: Quarantine): void
    /** Messages of the bot with these words in them are refused from now on, for this reason. */
    forbid(words: string, why: Forbidding): void
    /** The token is refused from now on, or accepted again; connections that stand are not cut. */
    voidToken(isVoid: boolean): void
  }
  close(): Promise<void>
}

export async function createDiscordStandIn(options: DiscordStandInOptions): Promise<DiscordStandIn> {
  const { log, historyLagMs: lag = 0 } = options
  const world = new World({
    botName: options.botName ?? 'Sounding',
    now: options.now ?? Date.now,
    directOpens: options.directOpens ?? { count: 25, windowMs: 600_000 },
    lateEdits: options.lateEdits ?? 30,
    nonceWindowMs: options.nonceWindowMs ?? 180_000,
    historyLag: typeof lag === 'number' ? () => lag : lag,
  })
  const application = options.applicationId ?? world.snowflake()
  let address = ''
  const payloads = new Payloads(world, () => `http://${address}/files`)
  const commands = new Map<string, Command>()
  const faults = new PlannedFaults()
  const portal: Portal = { ...AS_TOLD, ...options.portal }
  const clients = new Clients(world, payloads, log, commands, portal)
  let tokenVoid = false
  const accepts = (token: unknown) => token === options.token && !tokenVoid
  const gateway = new Gateway({
    accepts,
    heartbeatMs: options.heartbeatMs ?? 41_250,
    address: () => `ws://${address}`,
    servers: () => [...world.bot.servers],
    ready: () => ({
      body: {
        user: payloads.user(world.bot),
        application: { id: application, flags: 0 },
      },
      events: world.botServers.map((server) => ['GUILD_CREATE', payloads.server(server)] as const),
    }),
  })
  const interactions = new Interactions({
    world,
    payloads,
    deadlineMs: options.interactionDeadlineMs ?? 3000,
    applicationId: application,
    overGateway: portal.interactionsEndpointUrl === null,
    dispatch: (event, body) => gateway.dispatch(event, body),
    complain: (person, text) => clients.complain(person, text),
    showForm: (interaction, modal) => clients.showForm(interaction, modal),
  })
  clients.interactions = interactions
  passToGateway(world, payloads, gateway)
  const app = restApi({
    world,
    payloads,
    interactions,
    faults,
    log,
    accepts,
    applicationId: application,
    bar: new Bar(options.refusedCalls ?? REFUSED_CALLS, BARRED_MS),
    channelBucket: options.channelBucket ?? { limit: 5, windowMs: 5000 },
    gatewayUrl: () => `ws://${address}`,
    startsLeft: () => gateway.startsLeft,
    commands,
    portal,
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  gateway.attach(server as import('node:http').Server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  log.write({
    platform: 'discord',
    kind: 'person',
    author: world.bot.id,
    name: world.bot.name,
    fromBot: true,
  })

  return {
    apiUrl: `http://${address}/api`,
    application,
    botUser: world.bot.id,
    get servers() {
      return [...world.bot.servers]
    },
    get sessions() {
      const { identifies, resumes, connected, mostConnected } = gateway
      return { begun: identifies, resumed: resumes, connected, mostConnected }
    },
    addServer: (name, takesCommands = true) => {
      const added = world.addServer(name, takesCommands)
      gateway.dispatch('GUILD_CREATE', payloads.server(added), Intent.guilds)
      return added.id
    },
    addPerson: ({ name, locale = 'en-US', bot = false, closedDirect = false, servers }) => {
      const id = world.snowflake()
      world.people.set(id, { id, name, locale, bot, closedDirect, servers: new Set(servers) })
      log.write({ platform: 'discord', kind: 'person', author: id, name })
      return id
    },
    addChannel: ({ server: home, name, hidden = false, bot = 'all' }) => {
      const may = { see: bot !== 'none', write: bot === 'all', hidden }
      const channel = world.addChannel(home, name, may)
      if (channel.botMaySee) gateway.dispatch('CHANNEL_CREATE', payloads.channel(channel), Intent.guilds)
      return channel.id
    },
    allowBot: (id, bot) => {
      const channel = world.channels.get(id)
      if (channel === undefined) throw new Error(`No channel ${id}`)
      const saw = channel.botMaySee
      channel.botMaySee = bot !== 'none'
      channel.botMayWrite = bot === 'all'
      // Who loses sight of a channel hears that it is gone; who gains it, that it came to be.
      const event = !saw ? 'CHANNEL_CREATE' : channel.botMaySee ? 'CHANNEL_UPDATE' : 'CHANNEL_DELETE'
      if (saw || channel.botMaySee) gateway.dispatch(event, payloads.channel(channel), Intent.guilds)
    },
    renameChannel: (id, name) => {
      const channel = world.channels.get(id)
      if (channel === undefined) throw new Error(`No channel ${id}`)
      channel.name = name
      gateway.dispatch('CHANNEL_UPDATE', payloads.channel(channel), Intent.guilds)
    },
    addThread: ({ channel, message, name }) => {
      const thread = world.addThread(world.channelForBot(channel), message, name)
      gateway.dispatch('THREAD_CREATE', { ...payloads.channel(thread), newly_created: true }, Intent.guilds)
      return thread.id
    },
    setClosedDirect: (user, closed) => {
      const person = world.people.get(user)
      if (person !== undefined) person.closedDirect = closed
    },
    leaveServer: (user, home) => {
      world.people.get(user)?.servers.delete(home)
    },
    joinServer: (user, home) => {
      world.people.get(user)?.servers.add(home)
    },
    removeServer: (home) => {
      world.setBotInServer(home, false)
      gateway.dispatch('GUILD_DELETE', { id: home }, Intent.guilds)
    },
    returnServer: (home) => {
      gateway.dispatch('GUILD_CREATE', payloads.server(world.setBotInServer(home, true)), Intent.guilds)
    },
    seat: (user) => clients.seat(user),
    waitingSigns: (user) => interactions.waitingSigns(user),
    isTyping: (conversation) => world.isTyping(conversation),
    share: (user, what, conversation) => {
      const place = conversation ?? world.openDirect(user).id
      return world.post(place, user, sharedDraft(world, what)).id
    },
    faults: {
      nextCall: (call, fault) => faults.nextCall(call, fault),
      get waiting() {
        return faults.waiting
      },
      closeGateway: (code) => gateway.closeAll(code),
      invalidateSession: (resumable) => gateway.invalidate(resumable),
      askReconnect: () => gateway.askReconnect(),
      loseResumed: () => {
        gateway.losesResumed = true
      },
      unfurl: (conversation, message) => {
        const told = payloads.message(world.message(conversation, message))
        const channel = world.channels.get(conversation)
        const direct = channel?.person !== undefined
        gateway.dispatch(
          'MESSAGE_UPDATE',
          {
            ...told,
            embeds: [{ type: 'link', url: 'https://example.com/', title: 'A page' }],
            ...(direct ? { channel_type: 1 } : { channel_type: 0, guild_id: channel?.server }),
          },
          direct ? Intent.directMessages : Intent.guildMessages,
        )
      },
      holdNext: (event, fits = () => true) => {
        let held: (() => void) | undefined
        gateway.intercept(event, fits, (send) => {
          held = send
        })
        return () => {
          if (held === undefined) throw new Error(`No ${event} was held back`)
          held()
        }
      },
      dropNext: (event, fits = () => true) => gateway.intercept(event, fits, () => undefined),
      outage: (home) => gateway.dispatch('GUILD_DELETE', { id: home, unavailable: true }, Intent.guilds),
      refuseSessions: (code) => {
        gateway.refuses = code
      },
      limitSessions: (left) => {
        gateway.startsLeft = left
      },
      voidToken: (isVoid) => {
        tokenVoid = isVoid
      },
      forbid: (words, why) => void world.forbidden.set(words, why),
      quarantine: (how) => {
        world.quarantine = how
      },
    },
    close: async () => {
      interactions.stop()
      gateway.stop()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}

/** What the bot hears: everything in channels it sees, content only where it may read it, nothing ephemeral. */
function passToGateway(world: World, payloads: Payloads, gateway: Gateway): void {
  world.listen((change) => {
    if (change.kind === 'place' || change.kind === 'typing' || change.message.onlyFor !== undefined) return
    const { message } = change
    const channel = world.channels.get(message.channel)
    if (channel === undefined || !world.botSees(channel)) return
    const direct = channel.person !== undefined
    const intent = direct ? Intent.directMessages : Intent.guildMessages
    const author = world.people.get(message.author)
    const where = direct
      ? { channel_type: 1 }
      : {
          channel_type: 0,
          guild_id: channel.server,
          ...(author === undefined ? {} : { member: payloads.member(author) }),
        }
    if (change.kind === 'deleted') {
      const ids = { id: message.id, channel_id: channel.id }
      gateway.dispatch('MESSAGE_DELETE', direct ? ids : { ...ids, guild_id: channel.server }, intent)
      return
    }
    const body = { ...payloads.message(message, payloads.readable(message)), ...where }
    if (change.kind === 'edited') gateway.dispatch('MESSAGE_UPDATE', body, intent)
    else gateway.dispatch('MESSAGE_CREATE', { ...body, nonce: message.nonce }, intent)
  })
}
