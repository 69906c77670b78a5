import { setMaxListeners } from 'node:events'
import type { Chat, ConversationRef, InboundSink, Platform } from '../core/ports/chat.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import { createPace, type Pace } from './pace.ts'

/** A direct conversation, and after which of its messages to read on. */
export interface ReadableConversation extends ConversationRef {
  readonly after: string | undefined
}

/** What may not have come in. */
export interface Missed {
  readonly platform: Platform
  /** What was stored by then tells where to read on: what comes in live meanwhile must not hide what was missed. */
  readonly before: Date
  /** In this conversation alone; absent: in any. */
  readonly conversation?: string
}

export interface CatchUp {
  /**
   * Resolves when everything was read and stored, however long that takes; false if it ended or a conversation was given
   * up before. Never rejects. Whoever starts or works meanwhile need not wait for it.
   */
  read(missed: Missed): Promise<boolean>
  end(): Promise<void>
}

export interface CatchingUp {
  readonly chats: ReadonlyMap<Platform, Pick<Chat, 'backfill' | 'capabilities'>>
  /** Those a person may have written in; first to be read comes first. Rejects while the store is away. */
  readonly conversations: (platform: Platform, before: Date) => Promise<readonly ReadableConversation[]>
  readonly sink: InboundSink
  readonly clock: Clock
  readonly log: Log
}

const AGAIN = { firstMs: 1_000, mostMs: 60_000 } as const
const LIST_AGAIN = { firstMs: 500, mostMs: 3_000 } as const
/** About an hour. Whoever cannot be read for so long is read again when the connection or the process comes back. */
const MOST_TRIES = 65

interface Asked extends Missed {
  /** Conversations still to be read. */
  readonly left: Set<string>
  /** One of them was given up. */
  givenUp: boolean
  readonly answered: Promise<boolean>
  readonly done: (whole: boolean) => void
}

interface ToRead extends ReadableConversation {
  readonly before: Date
  readonly tries: number
  readonly notBefore: number
}

/**
 * Reads what was written in direct conversations while nobody listened or nothing could be stored, and hands it on
 * the way live events go; what was stored already is known by its key. Goes no faster than the platform's budget allows
 * and comes back to what could not be read. A conversation in which nothing was said yet is left alone: there is no
 * telling which of its messages are meant for an interview.
 */
export function createCatchUp(catchingUp: CatchingUp): CatchUp {
  const ending = new AbortController()
  const readings = new Map<Platform, Reading>()
  return {
    async read(missed) {
      const chat = catchingUp.chats.get(missed.platform)
      if (!chat || ending.signal.aborted) return false
      const known = readings.get(missed.platform)
      const reading = known ?? new Reading(missed.platform, chat, catchingUp, ending.signal)
      readings.set(missed.platform, reading)
      return reading.ask(missed)
    },
    async end() {
      ending.abort()
      await Promise.all([...readings.values()].map((reading) => reading.ended))
    },
  }
}

/** What is read of one platform: one conversation at a time. */
class Reading {
  readonly #platform: Platform
  readonly #chat: Pick<Chat, 'backfill'>
  readonly #with: CatchingUp
  readonly #ending: AbortSignal
  readonly #pace: Pace
  /** Not listed yet. */
  #asked: Asked[] = []
  #listed: Asked[] = []
  #queue: ToRead[] = []
  #nudge = new AbortController()
  ended: Promise<void> = Promise.resolve()
  #running = false

  constructor(
    platform: Platform,
    chat: Pick<Chat, 'backfill' | 'capabilities'>,
    catchingUp: CatchingUp,
    ending: AbortSignal,
  ) {
    this.#platform = platform
    this.#chat = chat
    this.#with = catchingUp
    this.#ending = ending
    this.#pace = createPace(chat.capabilities.historyReads, catchingUp.clock)
    setMaxListeners(0, ending)
  }

  ask(missed: Missed): Promise<boolean> {
    const same = this.#asked.find(
      ({ conversation, before }) => conversation === missed.conversation && before <= missed.before,
    )
    if (same) return same.answered
    const { promise: answered, resolve: done } = Promise.withResolvers<boolean>()
    this.#asked.push({ ...missed, left: new Set(), givenUp: false, answered, done })
    this.#nudge.abort()
    if (!this.#running) {
      this.#running = true
      this.ended = this.#work()
    }
    return answered
  }

  async #work(): Promise<void> {
    const { clock } = this.#with
    for (let failures = 0; !this.#ending.aborted; ) {
      if (this.#asked.length > 0) {
        failures = (await this.#list()) ? 0 : failures + 1
        if (failures > 0) await clock.sleep(waitAfter(failures, LIST_AGAIN), this.#ending)
        continue
      }
      const next = this.#next()
      if (!next) break
      const waitMs = Math.max(next.notBefore - clock.now().getTime(), this.#pace.waitMs())
      if (waitMs > 0) {
        await this.#sleep(waitMs)
        continue
      }
      this.#queue = this.#queue.filter((each) => each !== next)
      this.#pace.take()
      await this.#read(next)
    }
    this.#running = false
    for (const { done } of [...this.#asked, ...this.#listed]) done(false)
  }

  /** Puts the conversations of what was asked for before those that wait already. */
  async #list(): Promise<boolean> {
    const asked = this.#asked
    const before = new Date(Math.min(...asked.map((each) => each.before.getTime())))
    let open: readonly ReadableConversation[]
    try {
      open = await this.#with.conversations(this.#platform, before)
    } catch (error) {
      this.#with.log.error('catch-up.not-listed', error, { platform: this.#platform })
      return false
    }
    this.#asked = this.#asked.filter((each) => !asked.includes(each))
    const said = open.filter(({ after }) => after !== undefined)
    const wanted = said.filter(({ conversation }) => asked.some((each) => covers(each, conversation)))
    for (const each of asked) {
      for (const { conversation } of wanted) if (covers(each, conversation)) each.left.add(conversation)
      if (each.left.size === 0) each.done(true)
      else this.#listed.push(each)
    }
    const queued = new Map(this.#queue.map((each) => [each.conversation, each]))
    const first = wanted.map((each) => {
      const known = queued.get(each.conversation)
      queued.delete(each.conversation)
      const from = known && known.before <= before ? known : { ...each, before }
      return { ...from, tries: 0, notBefore: 0 }
    })
    this.#queue = [...first, ...queued.values()]
    if (wanted.length > 0)
      this.#with.log.info('catch-up.began', { platform: this.#platform, conversations: wanted.length })
    return true
  }

  #next(): ToRead | undefined {
    return this.#queue.reduce<ToRead | undefined>(
      (first, each) => (first && first.notBefore <= each.notBefore ? first : each),
      undefined,
    )
  }

  async #read(reading: ToRead): Promise<void> {
    const { clock, log, sink } = this.#with
    const { after, tries } = reading
    try {
      for (const event of await this.#chat.backfill(reading, after)) await sink(event)
    } catch (error) {
      if (tries + 1 < MOST_TRIES) {
        log.error('catch-up.put-off', error, { platform: this.#platform, tries: tries + 1 })
        const notBefore = clock.now().getTime() + waitAfter(tries + 1, AGAIN)
        this.#queue.push({ ...reading, tries: tries + 1, notBefore })
        return
      }
      log.error('catch-up.given-up', error, { platform: this.#platform })
      this.#settle(reading.conversation, true)
      return
    }
    this.#settle(reading.conversation, false)
  }

  #settle(conversation: string, givenUp: boolean): void {
    for (const each of this.#listed) {
      if (!each.left.delete(conversation)) continue
      each.givenUp ||= givenUp
      if (each.left.size === 0) each.done(!each.givenUp)
    }
    this.#listed = this.#listed.filter(({ left }) => left.size > 0)
  }

  /** Until then, or until something else is asked for. */
  async #sleep(ms: number): Promise<void> {
    this.#nudge = new AbortController()
    await this.#with.clock.sleep(ms, AbortSignal.any([this.#ending, this.#nudge.signal]))
  }
}

function covers({ conversation }: Missed, open: string): boolean {
  return conversation === undefined || conversation === open
}

function waitAfter(failures: number, { firstMs, mostMs }: { firstMs: number; mostMs: number }): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 20))
}
