import { SocketModeClient } from '@slack/socket-mode'
import { PlatformError } from '../../../core/errors.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Log } from '../../../core/ports/log.ts'
import { clientOptions, sdkLogger } from '../outbound/web-client.ts'

/** One Socket Mode delivery as the SDK hands it over. */
export interface Envelope {
  readonly type: string
  readonly body: Readonly<Record<string, unknown>>
  readonly ack: (response?: Readonly<Record<string, unknown>>) => Promise<void>
  readonly retry_num?: number
  readonly retry_reason?: string
}

export interface ConnectionOptions {
  readonly appToken: string
  readonly apiUrl: string
  readonly clock: Clock
  readonly log: Log
  readonly onEnvelope: (envelope: Envelope) => void
  /** Connected again. Events since `from` may be lost. */
  readonly onReturn: (from: Date, to: Date) => void
}

/** An open socket; `closed` resolves when it is not any more. */
interface Opened {
  readonly closed: Promise<void>
}

const HELLO_MS = 15_000
const CLOSE_MS = 1_000
const FIRST_BACKOFF_MS = 500
const MAX_BACKOFF_MS = 30_000
/** A dead socket is noticed only when a ping stays unanswered: what came before that may be lost too. */
const UNNOTICED_MS = 30_000

/**
 * One socket that is opened again whenever it closes. The SDK's own reconnecting is off: it waits five seconds
 * before the first try, and an answer of 5xx or a revoked token ends the process with an unhandled rejection.
 */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #stopped = new AbortController()
  #client: SocketModeClient | undefined
  #running: Promise<void> | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  /** Throws PlatformError if the first connection fails. */
  async start(): Promise<void> {
    this.#running = this.#keepOpen(await this.#connect())
  }

  /** Connects as soon as it can, without telling when. */
  startLater(delayMs: number): void {
    const { clock } = this.#options
    this.#running = clock.sleep(delayMs, this.#stopped.signal).then(async () => {
      const opened = await this.#connectSometime()
      if (opened !== undefined) await this.#keepOpen(opened)
    })
  }

  async stop(): Promise<void> {
    const { clock } = this.#options
    this.#stopped.abort()
    if (this.#client !== undefined) {
      const closed = new AbortController()
      await Promise.race([this.#client.disconnect(), clock.sleep(CLOSE_MS, closed.signal)])
      closed.abort()
    }
    await this.#running
  }

  async #connect(): Promise<Opened> {
    const { appToken, apiUrl, clock, log, onEnvelope } = this.#options
    const client = new SocketModeClient({
      appToken,
      autoReconnectEnabled: false,
      logger: sdkLogger(log, 'socket-mode'),
      clientOptions: clientOptions(apiUrl),
    })
    client.on('slack_event', onEnvelope)
    const closed = new Promise<void>((resolve) => client.once('disconnected', () => resolve()))
    this.#client = client
    const late = new AbortController()
    try {
      await Promise.race([client.start(), noHello(clock, late.signal)])
      if (this.#stopped.signal.aborted) throw new Error('Stopped while connecting')
    } catch (cause) {
      this.#client = undefined
      client.disconnect().catch(() => undefined)
      throw new PlatformError('slack', 'Slack could not be connected to by Socket Mode', { cause })
    } finally {
      late.abort()
    }
    return { closed }
  }

  async #keepOpen(first: Opened): Promise<void> {
    const { clock, log, onReturn } = this.#options
    let opened: Opened | undefined = first
    while (opened !== undefined) {
      await opened.closed
      if (this.#stopped.signal.aborted) return
      const from = new Date(clock.now().getTime() - UNNOTICED_MS)
      log.info('slack-socket-closed')
      opened = await this.#connectSometime()
      if (opened !== undefined) onReturn(from, clock.now())
    }
  }

  /** Tries until it succeeds; undefined when stopped. */
  async #connectSometime(): Promise<Opened | undefined> {
    const { clock, log } = this.#options
    for (let backoff = FIRST_BACKOFF_MS; !this.#stopped.signal.aborted; ) {
      try {
        return await this.#connect()
      } catch (error) {
        if (this.#stopped.signal.aborted) break
        log.error('slack-connect-failed', error, { retryInMs: backoff })
        await clock.sleep(backoff, this.#stopped.signal)
        backoff = Math.min(backoff * 2, MAX_BACKOFF_MS)
      }
    }
    return undefined
  }
}

async function noHello(clock: Clock, signal: AbortSignal): Promise<never> {
  await clock.sleep(HELLO_MS, signal)
  throw new Error('Slack sent no hello')
}
