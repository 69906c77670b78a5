import type { App, Receiver } from '@slack/bolt'
import type { InboundEvent, InboundSink } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Envelope, Way } from './inbound/way.ts'

/** Of the three seconds that Slack gives, what storing a gesture may take; the rest is for what is shown then. */
const STORE_WITHIN_MS = 2_000

export interface ReceiverOptions {
  /** Opens the way by which envelopes come in. Throws PlatformError if it cannot be. */
  readonly open: (onEnvelope: (envelope: Envelope) => void) => Promise<Way>
  readonly clock: Clock
  readonly log: Log
  readonly sink: InboundSink
  /** It is of a workspace in which the app is installed. */
  readonly isOurs: (envelope: Envelope) => Promise<boolean>
  /** What an envelope means; undefined if nothing. */
  readonly read: (envelope: Envelope) => Promise<InboundEvent | undefined>
  /** A gesture could not be stored, or not in time: it is acknowledged by telling the person to try again. */
  readonly refuse: (envelope: Envelope) => Promise<void>
  /** A gesture that is acknowledged already could not be stored after all. */
  readonly regret: (envelope: Envelope) => Promise<void>
}

/**
 * Bolt receiver that stores before it hands on. Bolt acknowledges events before any listener runs, so what must survive
 * a crash has to be stored before Bolt sees it. An event that could not be stored is not acknowledged, and Slack
 * delivers it again; a gesture comes once and is acknowledged in time, however slow the store.
 */
export class StoringReceiver implements Receiver {
  readonly #options: ReceiverOptions
  readonly #inHand = new Set<Promise<void>>()
  #way: Way | undefined
  #app: App | undefined

  constructor(options: ReceiverOptions) {
    this.#options = options
  }

  init(app: App): void {
    this.#app = app
  }

  /** Resolves when the way is open; throws PlatformError if it cannot be. */
  async start(): Promise<void> {
    this.#way = await this.#options.open((envelope) => this.#take(envelope))
  }

  /** Resolves once the way is closed; it stays so. */
  get ended(): Promise<void> {
    return this.#way?.ended ?? Promise.resolve()
  }

  /** What is in hand is stored and acknowledged first. */
  async stop(): Promise<void> {
    await this.#way?.close(async () => {
      while (this.#inHand.size > 0) await Promise.all(this.#inHand)
    })
  }

  #take(envelope: Envelope): void {
    const watched = this.#receive(envelope)
      .catch((error: unknown) => {
        this.#options.log.error('slack-receive-failed', error, { type: envelope.type })
        envelope.decline()
      })
      .finally(() => this.#inHand.delete(watched))
    this.#inHand.add(watched)
  }

  #receive(envelope: Envelope): Promise<void> {
    return envelope.type === 'events_api' ? this.#receiveEvent(envelope) : this.#receiveGesture(envelope)
  }

  async #receiveEvent(envelope: Envelope): Promise<void> {
    if (!(await this.#options.isOurs(envelope))) return this.#notOurs(envelope)
    if (await this.#store(envelope)) await this.#handOn(envelope)
    else envelope.decline()
  }

  async #receiveGesture(envelope: Envelope): Promise<void> {
    const { isOurs, refuse, regret, clock } = this.#options
    const settled = new AbortController()
    const late = clock.sleep(STORE_WITHIN_MS, settled.signal).then(() => 'late' as const)
    try {
      const ours = await Promise.race([isOurs(envelope), late])
      // Without its installation nothing can be said there: Slack itself tells the person that it failed.
      if (ours === 'late') return envelope.decline()
      if (!ours) return this.#notOurs(envelope)
      const storing = this.#store(envelope)
      const stored = await Promise.race([storing, late])
      // A form that is late stays open with what was entered; sent in again it is the same event.
      if (stored === false || (stored === 'late' && isSubmission(envelope))) return await refuse(envelope)
      await this.#handOn(envelope)
      if (stored === 'late' && !(await storing)) await regret(envelope)
    } finally {
      settled.abort()
    }
  }

  #notOurs(envelope: Envelope): Promise<void> {
    this.#options.log.warn('slack-not-installed', { type: envelope.type })
    return envelope.ack()
  }

  /** @returns whether it was stored, or meant nothing. */
  async #store(envelope: Envelope): Promise<boolean> {
    const { read, sink, log } = this.#options
    try {
      const event = await read(envelope)
      if (event !== undefined) await sink(event)
      return true
    } catch (error) {
      log.error('slack-event-not-stored', error, { type: envelope.type, attempt: envelope.retry_num })
      return false
    }
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

function isSubmission({ body }: Envelope): boolean {
  return body.type === 'view_submission'
}
