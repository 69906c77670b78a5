import type { App, Receiver } from '@slack/bolt'
import type { Connection, InboundEvent, InboundSink } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { type Envelope, openSocket, type SocketOptions } from './inbound/socket.ts'

export interface ReceiverOptions {
  readonly socket: Pick<SocketOptions, 'appToken' | 'apiUrl' | 'pingTimeoutMs'>
  readonly clock: Clock
  readonly log: Log
  readonly sink: InboundSink
  /** What an envelope means; undefined if nothing. */
  readonly read: (envelope: Envelope) => Promise<InboundEvent | undefined>
  /** A gesture could not be stored: the person is told to try again. */
  readonly refuse: (envelope: Envelope) => Promise<void>
}

/**
 * Bolt receiver over one Socket Mode connection that stores before it hands on. Bolt acknowledges events before
 * any listener runs, so what must survive a crash has to be stored before Bolt sees it. An event that could not be
 * stored is not acknowledged, and Slack delivers it again.
 */
export class StoringReceiver implements Receiver {
  readonly #options: ReceiverOptions
  readonly #inHand = new Set<Promise<void>>()
  #socket: Connection | undefined
  #app: App | undefined
  #stopping = false

  constructor(options: ReceiverOptions) {
    this.#options = options
  }

  init(app: App): void {
    this.#app = app
  }

  /** Resolves when the socket is open; throws PlatformError if it cannot be. */
  async start(): Promise<void> {
    const { socket, clock, log } = this.#options
    this.#socket = await openSocket({
      ...socket,
      clock,
      log,
      onEnvelope: (envelope) => this.#take(this.#receive(envelope)),
    })
  }

  /** Resolves once the socket is closed; it stays so. */
  get ended(): Promise<void> {
    return this.#socket?.ended ?? Promise.resolve()
  }

  /** What arrives from now on is left to be delivered again; what is in hand is stored and acknowledged first. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#inHand)
    await this.#socket?.close()
  }

  #take(work: Promise<void>): void {
    const watched = work
      .catch((error: unknown) => this.#options.log.error('slack-receive-failed', error))
      .finally(() => this.#inHand.delete(watched))
    this.#inHand.add(watched)
  }

  async #receive(envelope: Envelope): Promise<void> {
    if (this.#stopping) return
    const { read, sink, refuse, log } = this.#options
    try {
      const event = await read(envelope)
      if (event !== undefined) await sink(event)
    } catch (error) {
      log.error('slack-event-not-stored', error, { type: envelope.type, attempt: envelope.retry_num })
      if (envelope.type !== 'events_api') await refuse(envelope)
      return
    }
    await this.#handOn(envelope)
  }

  /** What no listener of Bolt's acknowledges, nobody wants again either: it is stored, or meant nothing. */
  async #handOn(envelope: Envelope): Promise<void> {
    let acknowledged = false
    const ack: Envelope['ack'] = async (response) => {
      acknowledged = true
      try {
        await envelope.ack(response)
      } catch (error) {
        // The socket closed meanwhile. An event comes again under the same key; a form can still be opened.
        this.#options.log.error('slack-ack-lost', error, { type: envelope.type })
      }
    }
    await this.#app?.processEvent({
      body: envelope.body,
      ack,
      ...(envelope.retry_num === undefined ? {} : { retryNum: envelope.retry_num }),
      ...(envelope.retry_reason === undefined ? {} : { retryReason: envelope.retry_reason }),
    })
    if (!acknowledged) await ack()
  }
}
