import { randomUUID } from 'node:crypto'
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'

const Op = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  ack: 11,
} as const

export const Intent = { guilds: 1, guildMessages: 1 << 9, directMessages: 1 << 12 } as const
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)
const ALL_INTENTS = (1 << 26) - 1
/** Packets of one connection in a minute. */
const SENDS = 120
/** On more servers a bot must open several sessions. */
const SERVERS_OF_ONE_SHARD = 2_500

/** Which of how many. */
type Shard = readonly [id: number, count: number]

interface Session {
  readonly id: string
  readonly intents: number
  readonly shard: Shard
  readonly sent: { readonly s: number; readonly t: string; readonly d: unknown }[]
  seq: number
  socket: WebSocket | undefined
}

export interface GatewayOptions {
  readonly accepts: (token: unknown) => boolean
  readonly heartbeatMs: number
  /** READY's body without the session's own fields, and what follows it. */
  readonly ready: () => {
    readonly body: Record<string, unknown>
    readonly events: readonly (readonly [string, unknown])[]
  }
  readonly address: () => string
  /** Ids of those the bot is in. */
  readonly servers: () => readonly string[]
}

/** The gateway, version 10, JSON without compression, of one bot. */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #sockets = new WebSocketServer({ noServer: true })
  readonly #sessions = new Map<string, Session>()
  readonly #plans = new Set<{
    readonly event: string
    readonly fits: (d: unknown) => boolean
    readonly take: (send: () => void) => void
  }>()
  identifies = 0
  resumes = 0
  /** How many more may be begun today. Refused ones count here, which Discord does not say. */
  startsLeft = 1_000
  /** The next session that is resumed is taken away in the same instant. */
  losesResumed = false
  /** The code that every identify is refused with. */
  refuses: number | undefined
  /** The most sessions that were connected at once. */
  mostConnected = 0

  constructor(options: GatewayOptions) {
    this.#options = options
  }

  attach(server: HttpServer): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const query = new URL(request.url ?? '/', 'http://gateway').searchParams
      if (query.get('encoding') !== 'json' || query.has('compress')) {
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
        return
      }
      this.#sockets.handleUpgrade(request, socket, head, (ws) =>
        query.get('v') === '10' ? this.#welcome(ws) : ws.close(4012),
      )
    })
  }

  /** Sessions with a connection. */
  get connected(): number {
    return [...this.#sessions.values()].filter(({ socket }) => socket?.readyState === 1).length
  }

  /** Sends an event to every session with the intent; one without a socket keeps it for its resume. */
  dispatch(t: string, d: unknown, intent?: number): void {
    const plan = [...this.#plans].find((each) => each.event === t && each.fits(d))
    if (plan !== undefined) {
      this.#plans.delete(plan)
      plan.take(() => this.#dispatch(t, d, intent))
      return
    }
    this.#dispatch(t, d, intent)
  }

  /** What becomes of the next such event instead of its being sent; what it is given sends it. */
  intercept(event: string, fits: (d: unknown) => boolean, take: (send: () => void) => void): void {
    this.#plans.add({ event, fits, take })
  }

  #dispatch(t: string, d: unknown, intent: number | undefined): void {
    for (const session of this.#sessions.values()) {
      const wanted = intent === undefined || (session.intents & intent) !== 0
      if (wanted && onShard(session.shard, serverOf(t, d))) this.#event(session, t, d)
    }
  }

  closeAll(code: number): void {
    for (const ws of this.#sockets.clients) ws.close(code)
  }

  invalidate(resumable: boolean): void {
    for (const session of [...this.#sessions.values()]) {
      if (!resumable) this.#sessions.delete(session.id)
      send(session.socket, { op: Op.invalidSession, d: resumable })
    }
  }

  askReconnect(): void {
    for (const session of this.#sessions.values()) send(session.socket, { op: Op.reconnect, d: null })
  }

  stop(): void {
    for (const ws of this.#sockets.clients) ws.terminate()
    this.#sockets.close()
    this.#sessions.clear()
  }

  #event(session: Session, t: string, d: unknown): void {
    session.seq += 1
    const packet = { op: Op.dispatch, s: session.seq, t, d }
    session.sent.push(packet)
    if (session.sent.length > 5000) session.sent.shift()
    send(session.socket, packet)
  }

  #welcome(ws: WebSocket): void {
    const interval = this.#options.heartbeatMs
    let session: Session | undefined
    const heard: number[] = []
    let watchdog = setTimeout(() => ws.close(4009), interval * 1.5 + 1000)
    send(ws, { op: Op.hello, d: { heartbeat_interval: interval } })
    ws.on('error', () => ws.terminate())
    ws.on('close', (code) => {
      clearTimeout(watchdog)
      if (session?.socket !== ws) return
      session.socket = undefined
      // Closing with 1000 or 1001 ends the session for good; any other code leaves it open for a resume.
      if (code === 1000 || code === 1001) this.#sessions.delete(session.id)
    })
    ws.on('message', (bytes) => {
      const packet = parsed(String(bytes))
      heard.push(performance.now())
      if (heard.length > SENDS && performance.now() - (heard.at(-1 - SENDS) ?? 0) < 60_000) {
        ws.close(4008)
      } else if (packet === undefined) {
        ws.close(4002)
      } else if (packet.op === Op.heartbeat) {
        clearTimeout(watchdog)
        watchdog = setTimeout(() => ws.close(4009), interval * 1.5 + 1000)
        send(ws, { op: Op.ack })
      } else if (packet.op === Op.identify) {
        if (session === undefined) session = this.#identify(ws, packet.d)
        else ws.close(4005)
      } else if (packet.op === Op.resume) {
        session = this.#resume(ws, packet.d)
      } else if (packet.op !== Op.presence) {
        ws.close(4001)
      } else if (session === undefined) {
        ws.close(4003)
      }
    })
  }

  #identify(ws: WebSocket, d: Record<string, unknown>): Session | undefined {
    const intents = Number(d.intents)
    const shard = shardOf(d.shard)
    this.startsLeft -= 1
    const refused =
      !this.#options.accepts(d.token) || this.startsLeft < 0
        ? 4004
        : !Number.isInteger(intents) || intents < 0 || intents > ALL_INTENTS
          ? 4013
          : (intents & PRIVILEGED) !== 0
            ? 4014
            : shard === undefined
              ? 4010
              : this.#options.servers().filter((id) => onShard(shard, id)).length > SERVERS_OF_ONE_SHARD
                ? 4011
                : this.refuses
    if (refused !== undefined || shard === undefined) {
      ws.close(refused)
      return undefined
    }
    this.identifies += 1
    const id = randomUUID().replaceAll('-', '')
    const session: Session = { id, intents, shard, sent: [], seq: 0, socket: ws }
    this.#sessions.set(session.id, session)
    this.#count()
    const { body, events } = this.#options.ready()
    this.#event(session, 'READY', {
      v: 10,
      ...body,
      guilds: this.#options
        .servers()
        .filter((server) => onShard(shard, server))
        .map((server) => ({ id: server, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.#options.address(),
      shard,
      session_type: 'normal',
    })
    for (const [t, event] of events)
      if ((intents & Intent.guilds) !== 0 && onShard(shard, serverOf(t, event)))
        this.#event(session, t, event)
    return session
  }

  #resume(ws: WebSocket, d: Record<string, unknown>): Session | undefined {
    if (!this.#options.accepts(d.token)) {
      ws.close(4004)
      return undefined
    }
    const session = this.#sessions.get(String(d.session_id))
    if (session === undefined) {
      send(ws, { op: Op.invalidSession, d: false })
      return undefined
    }
    if (Number(d.seq) > session.seq) {
      ws.close(4007)
      return undefined
    }
    session.socket = ws
    this.resumes += 1
    this.#count()
    for (const packet of session.sent) if (packet.s > Number(d.seq)) send(ws, packet)
    this.#event(session, 'RESUMED', {})
    if (this.losesResumed) {
      this.losesResumed = false
      this.#sessions.delete(session.id)
      send(ws, { op: Op.invalidSession, d: false })
      return undefined
    }
    return session
  }

  #count(): void {
    this.mostConnected = Math.max(this.mostConnected, this.connected)
  }
}

/** Undefined where Discord would not know which is meant. */
function shardOf(told: unknown = [0, 1]): Shard | undefined {
  const [id, count] = Array.isArray(told) && told.length === 2 ? told.map(Number) : []
  const known = Number.isInteger(id) && Number.isInteger(count)
  return known && id !== undefined && count !== undefined && id >= 0 && id < count ? [id, count] : undefined
}

/** The server an event is about; undefined for what happens in direct conversations. */
function serverOf(t: string, d: unknown): string | undefined {
  const { id, guild_id: server } = d as { readonly id?: string; readonly guild_id?: string }
  return t.startsWith('GUILD_') ? id : server
}

/** Direct conversations are told to the first alone: https://docs.discord.com/developers/events/gateway#sharding */
function onShard([id, count]: Shard, server: string | undefined): boolean {
  return id === (server === undefined ? 0 : Number((BigInt(server) >> 22n) % BigInt(count)))
}

function parsed(text: string): { op: number; d: Record<string, unknown> } | undefined {
  try {
    const packet: unknown = JSON.parse(text)
    return typeof packet === 'object' && packet !== null && 'op' in packet
      ? (packet as { op: number; d: Record<string, unknown> })
      : undefined
  } catch {
    return undefined
  }
}

function send(socket: WebSocket | undefined, packet: unknown): void {
  if (socket?.readyState === 1) socket.send(JSON.stringify(packet))
}
