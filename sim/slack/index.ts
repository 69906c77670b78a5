import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { botScopes } from '../../src/adapters/slack/scopes.ts'
import type { LogSink, Seat } from '../seat.ts'
import { type HomeTab, homeTab } from './client/home.ts'
import { type SeatFloor, SlackSeat, showOpenedForms } from './client/seats.ts'
import { Sights } from './client/sights.ts'
import { HttpDeliveries, type HttpDelivery } from './deliver-http.ts'
import type { Deliveries, DeliveryTiming } from './deliveries.ts'
import { Events } from './events.ts'
import { Gestures, type GestureTiming } from './gestures.ts'
import { Homes } from './home.ts'
import { type BotTokens, type Fault, oneToken, WebApi } from './http.ts'
import type { FileRules, MessagesTab } from './methods/call.ts'
import { Statuses } from './methods/status.ts'
import { RateLimits, type Rates } from './rates.ts'
import { recordWorld } from './record.ts'
import { type RefreshReason, Sockets } from './sockets.ts'
import type { Names } from './text.ts'
import { type JsonObject, type Loose, type Restriction, text } from './types.ts'
import { World } from './world.ts'

export interface SlackStandInOptions {
  readonly log: LogSink
  readonly botToken: string
  readonly appToken: string
  /** Bot tokens that come and go, in place of `botToken`. */
  readonly tokens?: BotTokens
  /** The app is told over HTTP; without it by Socket Mode. */
  readonly http?: HttpDelivery
  /** What the installation granted; default: all the manifest asks for. */
  readonly scopes?: readonly string[]
  readonly workspace?: { readonly id: string; readonly name: string }
  /** So long after it was posted a message is not in the history yet, or a draw of that for each message; default 0. */
  readonly historyLagMs?: number | (() => number)
  /** Default: the time of the machine, milliseconds. Deadlines and lags always run in real time. */
  readonly now?: () => number
  /** 0, the default, takes a free port. */
  readonly port?: number
  /** Commands of the installed app; default: any. */
  readonly commands?: readonly string[]
  /** Guests may give commands to the app in its direct conversation; default: they may not. */
  readonly guestCommands?: boolean
  /** Default: on. Where it is read-only people see what the app posts, and cannot write there. */
  readonly messagesTab?: MessagesTab
  /** Default: anything may be uploaded. */
  readonly fileRules?: FileRules
  /** Default: switched on. */
  readonly homeTab?: boolean
  /** Realistic unless given; who shortens waits says so where it shows results. */
  readonly rates?: Rates
  readonly timing?: Partial<DeliveryTiming & GestureTiming>
}

export interface SlackFaults {
  /** What happens to the next call of a Web API method; several calls queue up. */
  nextCall(method: string, fault: Fault): void
  /** Faults that no call has met yet. */
  readonly waiting: number
  /** Asks so many sockets (default: all) to reconnect, as Slack does every few hours. */
  refreshSockets(count?: number, reason?: RefreshReason): void
  /** Cuts so many sockets (default: all) without a word. */
  cutSockets(count?: number): void
  /** Nothing gets through so many sockets (default: all) any more, though they look open. */
  silenceSockets(count?: number): void
  /** The next acknowledgements get lost. */
  dropAcks(count: number): void
  /** The next deliveries, of whatever, get lost. */
  loseDeliveries(count: number): void
  /** The next events are too many: Slack leaves them out, and tells so. Over HTTP only. */
  leaveOutEvents(count: number): void
  /** Sends the event of a link preview: the message changed, its text did not. */
  unfurl(conversation: string, message: string): void
  /** Sends a message's event once more under a new event id. */
  repeatMessageEvent(conversation: string, message: string): void
  /** The same gesture arrives as a second message: another `ts`, the same `client_msg_id`. Returns the new `ts`. */
  repeatGesture(conversation: string, message: string): string
  /**
   * Posts what no seat can write, with these fields over a message's usual ones: by another app (`bot_id`), of Slack
   * itself (`subtype`), shared (`attachments`). In the history as well. Returns its `ts`.
   */
  post(conversation: string, fields: Loose): string
  /** Sends an event that nothing in the workspace stands behind. */
  sendEvent(event: JsonObject): void
  /** Keeps back the next event that fits; the function returned sends it. */
  holdNextEvent(fits: (event: JsonObject) => boolean): () => void
}

export interface SlackStandIn {
  /** Ends with a slash. */
  readonly apiUrl: string
  readonly workspace: string
  readonly botUser: string
  /** What the installation granted. */
  readonly scopes: readonly string[]
  /** Sockets the bot holds open, the most it ever did at once, and how often it opened one. */
  readonly sockets: number
  readonly socketsBegun: number
  readonly mostSockets: number
  readonly events: Deliveries['events']
  addPerson(person: {
    readonly name: string
    readonly zone?: string
    readonly locale?: string
    readonly bot?: boolean
    readonly deactivated?: boolean
    readonly guest?: boolean
    /** Team id of who belongs to another workspace; a `stranger` is in no channel the bot sees. */
    readonly team?: string
    readonly stranger?: boolean
    /** Of this workspace, and not shown to the app. */
    readonly hidden?: boolean
  }): string
  changePerson(
    user: string,
    change: { readonly zone?: string; readonly deactivated?: boolean; readonly stranger?: boolean },
  ): void
  /** From and until when the person is not to be disturbed, milliseconds since 1970. */
  setQuiet(user: string, quiet: { readonly from: number; readonly until: number } | undefined): void
  /** `members` names the bot if it is in the channel. */
  addChannel(channel: {
    readonly name: string
    readonly private?: boolean
    /** With another organisation, by Slack Connect. */
    readonly shared?: boolean
    readonly members: readonly string[]
  }): string
  archive(channel: string): void
  unarchive(channel: string): void
  /** Posting there is refused with this word from now on, or with none any more. */
  restrict(channel: string, word: Restriction | undefined): void
  removeBot(channel: string): void
  inviteBot(channel: string): void
  renameChannel(channel: string, name: string): void
  /** A user group; its id starts with S. */
  addGroup(users: readonly string[]): string
  /** The app is removed from the workspace: told by events, and the bot token is void. */
  uninstall(): void
  /** The bot token is void without a word. */
  revokeToken(): void
  /** As after a new install. Slack would give a new token; the stand-in takes the old one again. */
  reinstall(): void
  /** Somebody takes back a token of their own, which has nothing to do with the bot's. */
  revokeOwnToken(user: string): void
  seat(user: string): Seat
  /** What the app shows in a thread while it works; empty if nothing. */
  status(conversation: string, thread: string): string
  /** The app's Home tab as this person sees it. */
  home(user: string): HomeTab
  readonly faults: SlackFaults
  /** From now on these limits hold; what is not given is Slack's own. */
  limit(rates: Rates): void
  /** Resolves when every event was acknowledged or given up. */
  quiet(): Promise<void>
  close(): Promise<void>
}

const SLACK_TIMING: DeliveryTiming & GestureTiming = {
  ackDeadlineMs: 3_000,
  // vercel/chat#666: at once, after one minute, after five.
  retryDelaysMs: [0, 60_000, 300_000],
  triggerMs: 3_000,
  responseUrlMs: 30 * 60_000,
}

/** Starts a strict Slack on the loopback interface. Everything it holds is in memory. */
export async function createSlackStandIn(options: SlackStandInOptions): Promise<SlackStandIn> {
  const { log, historyLagMs: lag = 0, scopes = botScopes() } = options
  const timing = { ...SLACK_TIMING, ...options.timing }
  const world = new World(options.workspace ?? { id: 'T0SIMULATED', name: 'Simulated workspace' }, {
    now: options.now ?? Date.now,
    historyLag: typeof lag === 'number' ? () => lag : lag,
  })
  const names: Names = {
    user: (id) => world.people.get(id)?.name ?? id,
    channel: (id) => world.places.get(id)?.name ?? id,
  }
  const sockets = new Sockets(timing, world.appId)
  const deliveries = options.http
    ? new HttpDeliveries(options.http, timing, options.now ?? Date.now)
    : sockets
  const gestures = new Gestures(world, timing)
  const homes = new Homes(world, options.homeTab ?? true)
  const rates = new RateLimits(options.rates ?? {})
  const statuses = new Statuses(world)
  let origin = ''
  const baseUrl = () => `${origin}/`
  recordWorld(world, names, log)
  const events = new Events(world, deliveries, baseUrl)
  const sights = new Sights(world, names)
  const web = new WebApi(
    { tokens: options.tokens ?? oneToken(options.botToken), appToken: options.appToken, scopes },
    log,
    () => ({
      world,
      gestures,
      homes,
      rates,
      statuses,
      sockets,
      baseUrl: baseUrl(),
      log,
      messagesTab: options.messagesTab ?? 'on',
      fileRules: options.fileRules ?? {},
    }),
  )
  const floor: SeatFloor = {
    world,
    gestures,
    deliveries,
    homes,
    sights,
    events,
    log,
    baseUrl,
    commands: options.commands,
    messagesTab: options.messagesTab ?? 'on',
    guestCommands: options.guestCommands ?? false,
  }
  showOpenedForms(floor)

  const server = createAdaptorServer({ fetch: web.app.fetch, hostname: '127.0.0.1' }) as Server
  sockets.attach(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The stand-in got no port')
  origin = `http://127.0.0.1:${address.port}`

  const messageOf = (conversation: string, ts: string) => {
    const message = world.place(conversation).messages.get(ts)
    if (message === undefined) throw new Error(`No message ${ts}`)
    return message
  }

  return {
    apiUrl: `${origin}/api/`,
    workspace: world.workspace.id,
    botUser: world.bot.id,
    scopes,
    get sockets() {
      return sockets.open
    },
    events: deliveries.events,
    get socketsBegun() {
      return sockets.begun
    },
    get mostSockets() {
      return sockets.most
    },
    addPerson: (person) => world.addPerson(person).id,
    changePerson(user, change) {
      const person = Object.assign(world.person(user), change)
      events.personChanged(person)
    },
    setQuiet(user, quiet) {
      world.person(user).quiet = quiet && {
        from: Math.floor(quiet.from / 1000),
        until: Math.floor(quiet.until / 1000),
      }
    },
    addChannel: (channel) =>
      world.addPlace(channel.private ? 'private' : 'public', channel.name, channel.members, channel.shared)
        .id,
    archive(channel) {
      const place = world.place(channel)
      place.archived = true
      events.placeGone(place, 'archive')
    },
    unarchive(channel) {
      world.place(channel).archived = false
    },
    restrict(channel, word) {
      world.place(channel).restriction = word
    },
    inviteBot(channel) {
      world.place(channel).members.add(world.bot.id)
    },
    renameChannel(channel, name) {
      world.place(channel).name = name
    },
    removeBot(channel) {
      const place = world.place(channel)
      place.members.delete(world.bot.id)
      events.placeGone(place, 'left')
    },
    addGroup: (users) => world.addGroup(users),
    uninstall() {
      web.tokenRefusal = 'account_inactive'
      events.uninstalled()
    },
    revokeToken() {
      web.tokenRefusal = 'token_revoked'
    },
    reinstall() {
      web.tokenRefusal = undefined
      events.installed = true
    },
    revokeOwnToken: (user) => events.ownTokenRevoked(user),
    home: (user) => homeTab(world.person(user).id, floor),
    status: (conversation, thread) => statuses.of(conversation, thread),
    seat: (user) => new SlackSeat(world.person(user).id, floor),
    faults: {
      nextCall: (method, fault) => web.nextCall(method, fault),
      get waiting() {
        return web.waiting
      },
      refreshSockets: (count, reason) => sockets.refresh(count, reason),
      cutSockets: (count) => sockets.cut(count),
      silenceSockets: (count) => sockets.silence(count),
      dropAcks: (count) => deliveries.dropAcks(count),
      loseDeliveries: (count) => deliveries.loseDeliveries(count),
      leaveOutEvents(count) {
        if (!(deliveries instanceof HttpDeliveries)) throw new Error('Socket Mode leaves out no events')
        deliveries.leaveOut(count)
      },
      unfurl: (conversation, ts) => events.unfurled(messageOf(conversation, ts)),
      repeatGesture(conversation, ts) {
        const { author, text, clientMsgId } = messageOf(conversation, ts)
        return world.post(conversation, author, { text, ...(clientMsgId ? { clientMsgId } : {}) }).ts
      },
      post: (conversation, fields) =>
        world.post(conversation, text(fields.user), {
          text: text(fields.text),
          fields: { user: undefined, ...fields },
        }).ts,
      sendEvent: (event) => events.send(event),
      holdNextEvent: (fits) => events.holdNext(fits),
      repeatMessageEvent: (conversation, ts) => events.posted(messageOf(conversation, ts)),
    },
    limit: (next) => rates.limit(next),
    quiet: () => events.quiet(),
    async close() {
      deliveries.close()
      sockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}
