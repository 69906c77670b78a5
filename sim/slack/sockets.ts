import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Deliveries, DeliveryTiming, GestureType } from './deliveries.ts'
import { isRecord, type JsonObject, type Loose } from './types.ts'

/** Slack's words for why a socket has to be opened anew. */
export type RefreshReason = 'warning' | 'refresh_requested'
type EnvelopeType = 'events_api' | GestureType

const MOST_SOCKETS = 10
const PING_MS = 10_000

/** Socket Mode: tickets, sockets in turn, envelopes, acknowledgements and the redelivery of events. */
export class Sockets implements Deliveries {
  readonly #timing: DeliveryTiming
  readonly #appId: string
  readonly #server = new WebSocketServer({ noServer: true })
  readonly #tickets = new Set<string>()
  readonly #sockets: WebSocket[] = []
  /** The network lets nothing through to these any more, and Slack does not know it yet. */
  readonly #silent = new WeakSet<WebSocket>()
  readonly #waiting = new Map<string, (payload: Loose | undefined) => void>()
  readonly #timers = new Set<NodeJS.Timeout>()
  /** The most that were open at once. */
  most = 0
  begun = 0
  #turn = 0
  #acksToDrop = 0
  #deliveriesToLose = 0
  #closed = false
  readonly events = { offered: 0, acknowledged: 0 }

  constructor(timing: DeliveryTiming, appId: string) {
    this.#timing = timing
    this.#appId = appId
  }

  /** Those that something still gets through. */
  get open(): number {
    return this.#heard().length
  }

  #heard(): readonly WebSocket[] {
    return this.#sockets.filter((socket) => !this.#silent.has(socket))
  }

  /** Single-use path of a socket address. */
  ticket(): string {
    const ticket = randomUUID()
    this.#tickets.add(ticket)
    return `/link/?ticket=${ticket}&app_id=${this.#appId}`
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      if (!this.#tickets.delete(url.searchParams.get('ticket') ?? '')) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
        return
      }
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#welcome(ws))
    })
  }

  #welcome(ws: WebSocket): void {
    if (this.#sockets.length >= MOST_SOCKETS) {
      ws.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }))
      ws.close()
      return
    }
    this.#sockets.push(ws)
    this.begun += 1
    this.most = Math.max(this.most, this.#sockets.length)
    const ping = setInterval(() => (this.#silent.has(ws) ? this.#end(ws) : ws.ping()), PING_MS)
    ws.on('message', (data) => this.#acknowledged(String(data)))
    ws.on('error', () => ws.terminate())
    ws.on('close', () => {
      clearInterval(ping)
      const at = this.#sockets.indexOf(ws)
      if (at >= 0) this.#sockets.splice(at, 1)
    })
    ws.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.length,
        debug_info: { host: 'stand-in', approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#appId },
      }),
    )
  }

  #acknowledged(data: string): void {
    const frame: unknown = JSON.parse(data)
    if (!isRecord(frame) || typeof frame.envelope_id !== 'string') return
    const waiting = this.#waiting.get(frame.envelope_id)
    if (waiting === undefined) return
    if (this.#acksToDrop > 0) {
      this.#acksToDrop -= 1
      return
    }
    waiting(isRecord(frame.payload) ? frame.payload : {})
  }

  async deliverEvent(payload: JsonObject): Promise<void> {
    if (await this.#isTaken(payload, 0, '')) return
    for (const [index, delay] of this.#timing.retryDelaysMs.entries()) {
      await this.#pause(delay)
      if (this.#closed) return
      if (await this.#isTaken(payload, index + 1, 'timeout')) return
    }
  }

  async #isTaken(payload: JsonObject, attempt: number, reason: string): Promise<boolean> {
    this.events.offered += 1
    const taken = (await this.#offer('events_api', payload, attempt, reason)) !== undefined
    if (taken) this.events.acknowledged += 1
    return taken
  }

  deliverGesture(type: GestureType, payload: JsonObject): Promise<Loose | undefined> {
    return this.#offer(type, payload, undefined, '')
  }

  #offer(
    type: EnvelopeType,
    payload: JsonObject,
    attempt: number | undefined,
    reason: string,
  ): Promise<Loose | undefined> {
    const socket = this.#sockets[this.#turn++ % Math.max(1, this.#sockets.length)]
    if (socket === undefined) return Promise.resolve(undefined)
    const envelope = randomUUID()
    const frame = {
      envelope_id: envelope,
      type,
      payload,
      accepts_response_payload: type !== 'events_api',
      ...(attempt === undefined ? {} : { retry_attempt: attempt, retry_reason: reason }),
    }
    if (this.#deliveriesToLose > 0) this.#deliveriesToLose -= 1
    else if (!this.#silent.has(socket)) socket.send(JSON.stringify(frame))
    return new Promise((resolve) => {
      const settle = (payload: Loose | undefined) => {
        this.#waiting.delete(envelope)
        this.#timers.delete(timer)
        clearTimeout(timer)
        resolve(payload)
      }
      const timer = setTimeout(() => {
        // Slack too learns that a socket is dead when nothing comes back by it.
        if (this.#silent.has(socket)) this.#end(socket)
        settle(undefined)
      }, this.#timing.ackDeadlineMs)
      this.#timers.add(timer)
      this.#waiting.set(envelope, settle)
    })
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer)
        resolve()
      }, ms)
      timer.unref()
      this.#timers.add(timer)
    })
  }

  dropAcks(count: number): void {
    this.#acksToDrop += count
  }

  loseDeliveries(count: number): void {
    this.#deliveriesToLose += count
  }

  /** Slack's own request to reconnect. */
  refresh(count?: number, reason: RefreshReason = 'refresh_requested'): void {
    for (const socket of this.#heard().slice(0, count)) {
      socket.send(JSON.stringify({ type: 'disconnect', reason }))
    }
  }

  /** The sockets look open and nothing gets through them: no event, no ping, no farewell. */
  silence(count?: number): void {
    for (const socket of this.#heard().slice(0, count)) {
      this.#silent.add(socket)
      socket.pause()
    }
  }

  /** The network drops the sockets without a word. */
  cut(count?: number): void {
    for (const socket of this.#heard().slice(0, count)) socket.terminate()
  }

  #end(socket: WebSocket): void {
    socket.resume()
    socket.terminate()
  }

  close(): void {
    this.#closed = true
    for (const timer of this.#timers) clearTimeout(timer)
    for (const socket of [...this.#sockets]) this.#end(socket)
    this.#server.close()
  }
}
