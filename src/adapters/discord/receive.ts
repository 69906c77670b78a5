import {
  type APIInteraction,
  Client,
  Events,
  type GatewayChannelDeleteDispatchData,
  GatewayDispatchEvents,
  type GatewayGuildCreateDispatchData,
  type GatewayGuildDeleteDispatchData,
  GatewayIntentBits,
  type GatewayMessageCreateDispatchData,
  type GatewayMessageDeleteDispatchData,
  type GatewayMessageUpdateDispatchData,
  type GatewayReadyDispatchData,
  Options,
  Partials,
} from 'discord.js'
import { PlatformError } from '../../core/errors.ts'
import type { InboundEvent } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Intake } from './inbound/intake.ts'
import { survivePackets } from './inbound/packets.ts'
import { notStarted } from './inbound/session-starts.ts'
import { makeRequest } from './outbound/form-data.ts'
import type { RefusedCalls } from './outbound/refused-calls.ts'
import { parseDeletion, parseEdit, parseMessage, type Self } from './parse.ts'
import type { Posted } from './send.ts'

/** A session that is not back by then is given up, so that another process may try. */
const BACK_WITHIN_MS = 30_000
/** A direct conversation's channel type. */
const DIRECT = 1

export interface Receiving {
  readonly token: string
  readonly apiUrl: string | undefined
  readonly clock: Clock
  readonly log: Log
  readonly intake: Intake
  readonly posted: Posted
  readonly refused: RefusedCalls
  readonly gesture: (interaction: APIInteraction) => void
}

export interface GatewaySession {
  readonly self: Self
  /** Resolves when it was refused, closed, or broken for too long. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

/**
 * Connects to the gateway and hands on what people do. Listens to the dispatches as they come over the wire, before
 * discord.js's caches, which drop what they do not know. Throws PlatformError if it cannot connect.
 */
export async function connect(receiving: Receiving): Promise<GatewaySession> {
  const { log } = receiving
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    partials: [Partials.Channel, Partials.Message],
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
    rest: {
      makeRequest: receiving.refused.counting(makeRequest),
      ...(receiving.apiUrl === undefined ? {} : { api: receiving.apiUrl }),
    },
  })
  survivePackets(client, log)
  client.on(Events.Error, (error) => log.error('discord.client-error', error))
  client.on(Events.ShardError, (error) => log.error('discord.connection-error', error))
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  client.on(Events.ShardDisconnect, ({ code }) => {
    log.error('discord.gateway-refused', new PlatformError('discord', `gateway closed with ${code}`), {
      code,
    })
    end()
  })
  const closing = new AbortController()
  watchReturn(client, receiving.clock, end, closing.signal)
  const self = new Promise<Self>((resolve) => listen(client, receiving, resolve))
  const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()))
  try {
    await client.login(receiving.token)
  } catch (error) {
    await client.destroy()
    throw notStarted(error)
  }
  await ready
  return {
    self: await self,
    ended,
    async close() {
      closing.abort()
      await client.destroy()
      end()
    },
  }
}

/** discord.js comes back by itself for as long as it takes; who waits for it in vain is told. */
function watchReturn(client: Client, clock: Clock, giveUp: () => void, closing: AbortSignal): void {
  let back = new AbortController()
  const isBack = () => back.abort()
  closing.addEventListener('abort', isBack)
  client.on(Events.ShardReconnecting, () => {
    back.abort()
    if (closing.aborted) return
    back = new AbortController()
    const { signal } = back
    void clock.sleep(BACK_WITHIN_MS, signal).then(() => {
      if (!signal.aborted) giveUp()
    })
  })
  client.ws.on(GatewayDispatchEvents.Ready, isBack)
  client.ws.on(GatewayDispatchEvents.Resumed, isBack)
}

function listen(client: Client, receiving: Receiving, known: (self: Self) => void): void {
  const { clock, log, intake, posted } = receiving
  let self: Self = { application: '', user: '' }
  let servers = new Set<string>()
  let lastHeard: string | undefined
  const on = <T>(event: GatewayDispatchEvents, hear: (data: T) => void) => {
    client.ws.on(event, (data: T) => {
      try {
        hear(data)
      } catch (error) {
        // What is thrown here would end the process: one event that is not understood must not.
        log.error('discord.event-not-understood', error, { event })
      }
      lastHeard = clock.now().toISOString()
    })
  }
  const installation = (change: 'added' | 'removed', what: string): InboundEvent => {
    const platformAt = clock.now().toISOString()
    return {
      kind: 'installation',
      platform: 'discord',
      workspace: self.application,
      key: `w:${what}:${change}:${platformAt}`,
      direct: false,
      platformAt,
      change,
    }
  }
  const offer = (event: InboundEvent | undefined) => {
    if (event !== undefined) intake.offer(event)
  }

  // A resumed connection replays what was missed and sends no READY; before the first one nothing was connected.
  on<GatewayReadyDispatchData>(GatewayDispatchEvents.Ready, (data) => {
    self = { application: data.application.id, user: data.user.id }
    known(self)
    servers = new Set(data.guilds.map(({ id }) => id))
    // Removed from the last one while nobody listened: that would not be told again.
    if (servers.size === 0) offer(installation('removed', data.session_id))
    if (lastHeard === undefined) return
    const now = clock.now().toISOString()
    offer({
      kind: 'gap',
      platform: 'discord',
      workspace: self.application,
      key: `g:${data.session_id}`,
      direct: false,
      platformAt: now,
      from: lastHeard,
      to: now,
    })
  })
  on<GatewayMessageCreateDispatchData>(GatewayDispatchEvents.MessageCreate, (message) => {
    if (message.author.id === self.user && message.nonce !== undefined) {
      posted.add({ nonce: String(message.nonce), channel: message.channel_id, message: message.id })
    }
    const direct = message.channel_type === DIRECT || message.guild_id === undefined
    const channel = client.channels.cache.get(message.channel_id)
    offer(
      parseMessage(message, self, direct, channel?.isThread() ? (channel.parentId ?? undefined) : undefined),
    )
  })
  on<GatewayMessageUpdateDispatchData>(GatewayDispatchEvents.MessageUpdate, (message) =>
    offer(parseEdit(message, self)),
  )
  on<GatewayMessageDeleteDispatchData>(GatewayDispatchEvents.MessageDelete, (gone) =>
    offer(parseDeletion(gone, self, clock.now())),
  )
  on<GatewayChannelDeleteDispatchData>(GatewayDispatchEvents.ChannelDelete, (channel) =>
    offer({
      kind: 'place-gone',
      platform: 'discord',
      workspace: self.application,
      key: `c:${channel.id}:deleted`,
      conversation: channel.id,
      direct: false,
      platformAt: clock.now().toISOString(),
      reason: 'deleted',
    }),
  )
  // A server that is out of order is no server less.
  on<GatewayGuildDeleteDispatchData>(GatewayDispatchEvents.GuildDelete, ({ id, unavailable }) => {
    if (unavailable || !servers.delete(id)) return
    log.warn('discord.server-left', { server: id, left: servers.size })
    if (servers.size === 0) offer(installation('removed', id))
  })
  on<GatewayGuildCreateDispatchData>(GatewayDispatchEvents.GuildCreate, ({ id }) => {
    if (servers.has(id)) return
    if (servers.size === 0) offer(installation('added', id))
    servers.add(id)
  })
  on<APIInteraction>(GatewayDispatchEvents.InteractionCreate, receiving.gesture)
}
