import type { LogLine, Seat, SeenMessage, Sight } from '../../../sim/seat.ts'
import { createSlackStandIn, type SlackStandIn, type SlackStandInOptions } from '../../../sim/slack/index.ts'
import { createSlackChat, type SlackSettings } from '../../../src/adapters/slack/index.ts'
import { sayIn } from '../../../src/core/interview/words/catalogue.ts'
import type { Chat, Connection, InboundEvent, InboundSink } from '../../../src/core/ports/chat.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import type { FormChooser } from '../../../src/core/ports/form.ts'
import type { InstallationStore } from '../../../src/core/ports/installation-store.ts'
import type { Log } from '../../../src/core/ports/log.ts'
import { freePort } from '../../harness/free-port.ts'

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const timer = setTimeout(resolve, ms)
      timer.unref()
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    }),
  every: (ms, tick) => {
    const timer = setInterval(tick, ms)
    return () => clearInterval(timer)
  },
}

/** Log lines the adapter wrote, as text, to look for what must not be there. */
function collectingLog(lines: string[]): Log {
  const write = (...parts: unknown[]) => {
    lines.push(JSON.stringify(parts))
  }
  const log: Log = {
    debug: write,
    info: write,
    warn: write,
    error: (event, error, fields) => write(event, error instanceof Error ? error.message : error, fields),
    child: () => log,
  }
  return log
}

export interface Stage {
  readonly slack: SlackStandIn
  readonly chat: Chat
  /** Where Slack sends its requests; empty with sockets. */
  readonly requestUrl: string
  /** The adapter as another process has it, not connected. */
  another(): Chat
  /** Opens one more connection. */
  connect(): Promise<Connection>
  readonly events: InboundEvent[]
  readonly record: Omit<LogLine, 'seq' | 'at'>[]
  readonly logged: string[]
  /** Resolves with the first event, past or future, that fits. */
  event<K extends InboundEvent['kind']>(
    kind: K,
    fits?: (event: Extract<InboundEvent, { kind: K }>) => boolean,
  ): Promise<Extract<InboundEvent, { kind: K }>>
  close(): Promise<void>
}

export interface StageOptions {
  readonly standIn?: Partial<SlackStandInOptions>
  readonly formFor?: FormChooser
  /** Called before an event is stored; throwing refuses it. */
  readonly onEvent?: InboundSink
  readonly connect?: boolean
  readonly clock?: Clock
  readonly settings?: { readonly pingTimeoutMs?: number }
  /** The app is installed by these, which needs HTTP; by the bot token unless told. */
  readonly installations?: (slack: SlackStandIn) => InstallationStore
  /** By which way Slack delivers; by sockets unless told. */
  readonly way?: 'sockets' | 'http'
}

export const SIGNING_SECRET = '5ecf03ae77d5c2a19be04f6a1d8370c9'

/** The same way to be told of events, for the stand-in and for the adapter. */
export async function wayOf(way: 'sockets' | 'http' = 'sockets') {
  const app = { appToken: 'xapp-test' } as const
  if (way === 'sockets') return { standIn: app, adapter: app, requestUrl: '' }
  const address = { signingSecret: SIGNING_SECRET, host: '127.0.0.1', port: await freePort() }
  const requestUrl = `http://127.0.0.1:${address.port}/slack/events`
  return {
    standIn: { ...app, http: { signingSecret: SIGNING_SECRET, requestUrl } },
    adapter: { http: address },
    requestUrl,
  }
}

const BOUND_MS = 8_000

/** Resolves when `ready` gives something; looks again at each `poke`. */
class Watcher {
  readonly #checks = new Set<() => void>()

  poke(): void {
    for (const check of this.#checks) check()
  }

  until<T>(what: string, ready: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        this.#checks.delete(check)
      }
      const check = () => {
        const value = ready()
        if (value === undefined) return
        end()
        resolve(value)
      }
      const timer = setTimeout(() => {
        end()
        reject(new Error(`Waited ${BOUND_MS} ms for ${what}`))
      }, BOUND_MS)
      this.#checks.add(check)
      check()
    })
  }
}

/** The real adapter with the real SDKs, before a stand-in of Slack. */
export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const record: Stage['record'] = []
  const logged: string[] = []
  const way = await wayOf(options.way)
  const slack = await createSlackStandIn({
    log: { write: (line) => record.push(line) },
    botToken: 'xoxb-test',
    ...way.standIn,
    timing: { retryDelaysMs: [0, 20, 50] },
    ...options.standIn,
  })
  const access = () => {
    if (options.installations === undefined) return { botToken: 'xoxb-test', ...way.adapter }
    if (!('http' in way.adapter)) throw new TypeError('an app that is installed needs HTTP')
    const installations = options.installations(slack)
    return { oauth: { clientId: 'c', clientSecret: 's', installations: () => installations }, ...way.adapter }
  }
  const settings: SlackSettings = {
    ...access(),
    apiUrl: slack.apiUrl,
    commands: { study: 'study', interview: 'interview' },
    tryAgain: (locale) => sayIn(locale)('tryAgain'),
    ...options.settings,
  }
  const another = () =>
    createSlackChat(settings, { clock: options.clock ?? systemClock, log: collectingLog(logged) })
  const chat = another()
  const events: InboundEvent[] = []
  const watcher = new Watcher()
  const sink: InboundSink = async (event) => {
    await options.onEvent?.(event)
    events.push(event)
    watcher.poke()
  }
  const connections: Connection[] = []
  const connect = async () => {
    const connection = await chat.connect(sink, options.formFor ?? (() => undefined))
    connections.push(connection)
    return connection
  }
  if (options.connect !== false) await connect()
  return {
    slack,
    chat,
    requestUrl: way.requestUrl,
    another,
    connect,
    events,
    record,
    logged,
    event: (kind, fits) =>
      watcher.until(`an event ${kind}`, () =>
        events.find(
          (each): each is Extract<InboundEvent, { kind: typeof kind }> =>
            each.kind === kind &&
            (fits === undefined || fits(each as Extract<InboundEvent, { kind: typeof kind }>)),
        ),
      ),
    async close() {
      await Promise.all(connections.map((connection) => connection.close()))
      await slack.close()
    },
  }
}

type SightOf<K extends Sight['kind']> = K extends 'message' | 'edited'
  ? SeenMessage
  : Extract<Sight, { kind: K }>

export interface Eyes {
  readonly sights: Sight[]
  /** Resolves with the first sight, past or future, that fits. */
  see<K extends Sight['kind']>(kind: K, fits?: (sight: SightOf<K>) => boolean): Promise<SightOf<K>>
}

export function watch(seat: Seat): Eyes {
  const sights: Sight[] = []
  const watcher = new Watcher()
  seat.watch((sight) => {
    sights.push(sight)
    watcher.poke()
  })
  return {
    sights,
    see: (kind, fits) =>
      watcher.until(`a sight ${kind}`, () =>
        sights.find(
          (each): each is SightOf<typeof kind> =>
            each.kind === kind && (fits === undefined || fits(each as SightOf<typeof kind>)),
        ),
      ),
  }
}
