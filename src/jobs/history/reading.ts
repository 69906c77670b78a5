import { setMaxListeners } from 'node:events'
import { PlatformError } from '../../core/errors.ts'
import { missingFrom, type StoredMessage } from '../../core/missing.ts'
import type { Chat, ConversationRef, Platform } from '../../core/ports/chat.ts'
import { deletionKey, type HistoryPage } from '../../core/ports/history-page.ts'
import type { ReadableConversation } from '../../core/ports/history-store.ts'
import type { CatchingUp, Missed } from './catch-up.ts'
import type { Pace } from './pace.ts'
import { gesturesIn, inOrder, type Pages, withPage } from './pages.ts'

const AGAIN = { firstMs: 1_000, mostMs: 60_000 } as const
const LIST_AGAIN = { firstMs: 500, mostMs: 3_000 } as const
/** About an hour. Whoever cannot be read for so long is read again when the connection or the process comes back. */
const MOST_TRIES = 65
/** Pages that were read before so many failures may no longer fit those to come. */
const KEPT_TRIES = 3
/** Of one conversation at a time; a later reading goes on from what was stored. */
const MOST_PAGES = 50
/** Where each call takes a while, one at a time would be far slower than the platform allows. */
const AT_A_TIME = 5
/** A history may show a message later than it was delivered: only after so long nothing of it is missed. */
const YOUNG_MS = 30_000
/** By then it shows what was written just before it was read first. */
const LAGS_MS = 15_000
/** What is missing is looked for once more before it counts as deleted: its words are gone for good then. */
const SURE_AFTER_MS = 5_000

/** Somebody who waits for conversations to be read. */
interface Waiter {
  /** Conversations still to be read. */
  readonly left: Set<string>
  /** One of them was given up. */
  givenUp: boolean
  readonly done: (whole: boolean) => void
}

interface Ask extends Missed {
  readonly until: AbortSignal | undefined
  readonly answered: Promise<boolean>
  readonly waiter: Waiter
}

/** A conversation to be read: what was `said` last, then the `whole` of its interviews. */
interface Task extends ReadableConversation {
  readonly stage: 'said' | 'whole'
  readonly before: Date
  readonly tries: number
  readonly notBefore: number
  readonly pages: Pages | undefined
  /** What was missing when it was read before. */
  readonly suspects?: ReadonlySet<string>
}

type With = Omit<CatchingUp, 'chats' | 'paces'> & {
  readonly chat: Pick<Chat, 'backfill'>
  readonly pace: Pace
}

const FRESH = { tries: 0, notBefore: 0, pages: undefined } as const

/**
 * What is read of one platform: of one conversation a page at a time, of a few of them at once, and what was said before
 * what may have been edited or deleted.
 */
export class Reading {
  readonly #platform: Platform
  readonly #with: With
  readonly #ending: AbortSignal
  /** Not listed yet. */
  #asked: Ask[] = []
  #waiters: Waiter[] = []
  #tasks: Task[] = []
  /** Until when the platform wants to be asked for nothing in a workspace. */
  readonly #heldUntil = new Map<string, number>()
  /** Conversations of which a page is on its way. */
  readonly #inHand = new Map<string, Promise<void>>()
  #nudge = new AbortController()
  ended: Promise<void> = Promise.resolve()
  #running = false

  constructor(platform: Platform, given: With, ending: AbortSignal) {
    this.#platform = platform
    this.#with = given
    this.#ending = ending
    setMaxListeners(0, ending)
  }

  get isIdle(): boolean {
    return !this.#running
  }

  ask(missed: Missed, until?: AbortSignal): Promise<boolean> {
    const same = this.#asked.find(
      (each) =>
        each.conversation === missed.conversation && each.before <= missed.before && each.until === until,
    )
    if (same) return same.answered
    const { answered, waiter } = waiting([])
    this.#asked.push({ ...missed, until, answered, waiter })
    until?.addEventListener('abort', () => this.#leave(waiter), { once: true })
    this.#goOn()
    return answered
  }

  /** What nobody else waits for is read no more. */
  #leave(waiter: Waiter): void {
    this.#asked = this.#asked.filter((each) => each.waiter !== waiter)
    this.#waiters = this.#waiters.filter((each) => each !== waiter)
    const wanted = new Set(this.#waiters.flatMap(({ left }) => [...left]))
    this.#tasks = this.#tasks.filter(
      ({ conversation }) => wanted.has(conversation) || !waiter.left.has(conversation),
    )
    waiter.done(false)
    this.#nudge.abort()
  }

  compare(conversations: readonly ReadableConversation[]): Promise<boolean> {
    const readable = conversations.filter(({ from }) => from !== undefined)
    if (readable.length === 0) return Promise.resolve(true)
    const { answered, waiter } = waiting(readable.map(({ conversation }) => conversation))
    this.#waiters.push(waiter)
    for (const each of readable)
      this.#put({ ...each, ...FRESH, after: each.from, stage: 'whole', before: this.#with.clock.now() })
    this.#goOn()
    return answered
  }

  #goOn(): void {
    this.#nudge.abort()
    if (this.#running) return
    this.#running = true
    this.ended = this.#work()
  }

  async #work(): Promise<void> {
    const { clock, pace } = this.#with
    for (let failures = 0; !this.#ending.aborted; ) {
      if (this.#asked.length > 0) {
        // A page on its way may be older than what is asked for.
        await Promise.all(this.#inHand.values())
        failures = (await this.#list()) ? 0 : failures + 1
        if (failures > 0) await clock.sleep(waitAfter(failures, LIST_AGAIN), this.#ending)
        continue
      }
      const next = this.#inHand.size < AT_A_TIME ? this.#next() : undefined
      if (!next) {
        if (this.#inHand.size === 0) break
        await Promise.race(this.#inHand.values())
        continue
      }
      const waitMs = Math.max(this.#dueAt(next) - clock.now().getTime(), pace.waitMs())
      if (waitMs > 0) {
        await this.#sleep(waitMs)
        continue
      }
      this.#tasks = this.#tasks.filter((each) => each !== next)
      pace.take()
      const { conversation } = next
      const reading = this.#read(next).then(() => {
        this.#inHand.delete(conversation)
        this.#nudge.abort()
      })
      this.#inHand.set(conversation, reading)
    }
    // Only then: whoever asks while this waits would not be heard.
    if (this.#ending.aborted) await Promise.all(this.#inHand.values())
    this.#running = false
    for (const { done } of [...this.#asked.map(({ waiter }) => waiter), ...this.#waiters]) done(false)
  }

  /** Puts the conversations of what was asked for before those that wait already. */
  async #list(): Promise<boolean> {
    const asked = this.#asked
    const before = new Date(Math.min(...asked.map((each) => each.before.getTime())))
    let open: readonly ReadableConversation[]
    try {
      open = await this.#with.history.missed(this.#platform, before)
    } catch (error) {
      this.#with.log.error('catch-up.not-listed', error, { platform: this.#platform })
      return false
    }
    this.#asked = this.#asked.filter((each) => !asked.includes(each))
    const said = open.filter(({ after }) => after !== undefined)
    const wanted = said.filter(({ conversation }) => asked.some((each) => covers(each, conversation)))
    for (const { waiter, ...each } of asked) {
      for (const { conversation } of wanted) if (covers(each, conversation)) waiter.left.add(conversation)
      if (waiter.left.size === 0) waiter.done(true)
      else this.#waiters.push(waiter)
    }
    const waits = this.#tasks.filter(({ stage }) => stage === 'said')
    const known = new Map(waits.map((task, place) => [task.conversation, { task, place }]))
    const afresh = wanted.map((each): Task => {
      const task = known.get(each.conversation)?.task
      return { ...(task && task.before <= before ? task : { ...each, before }), ...FRESH, stage: 'said' }
    })
    // Who waits already keeps their place in front: however often all are asked for, everybody's turn comes.
    const place = ({ conversation }: Task) => known.get(conversation)?.place ?? Number.POSITIVE_INFINITY
    const first = afresh.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0))
    const isAfresh = new Set(first.map(({ conversation }) => conversation))
    this.#tasks = [...first, ...this.#tasks.filter(({ conversation }) => !isAfresh.has(conversation))]
    if (wanted.length > 0)
      this.#with.log.info('catch-up.began', { platform: this.#platform, conversations: wanted.length })
    return true
  }

  #put(task: Task): void {
    this.#tasks = this.#tasks.filter(
      ({ conversation, stage }) => conversation !== task.conversation || stage !== task.stage,
    )
    this.#tasks.push(task)
  }

  /** Of those whose time has come one that was said something in; else the one whose time comes first. */
  #next(): Task | undefined {
    const now = this.#with.clock.now().getTime()
    const free = this.#tasks.filter(({ conversation }) => !this.#inHand.has(conversation))
    const due = free.filter((task) => this.#dueAt(task) <= now)
    return (
      due.find(({ stage }) => stage === 'said') ??
      due[0] ??
      free.toSorted((a, b) => this.#dueAt(a) - this.#dueAt(b))[0]
    )
  }

  async #read(task: Task): Promise<void> {
    const askedAt = this.#with.clock.now()
    let page: HistoryPage
    try {
      page = await this.#with.chat.backfill(task, task.after, task.pages?.next)
    } catch (error) {
      if (error instanceof PlatformError && error.retryAfterMs !== undefined)
        return this.#holdUp(task, error.retryAfterMs, error.message)
      this.#putOff({ ...task, pages: task.tries < KEPT_TRIES ? task.pages : undefined }, error)
      return
    }
    const pages = withPage(task.pages, page, askedAt)
    // The next page has its turn after the others' first.
    if (pages.next !== undefined && pages.count < MOST_PAGES) this.#put({ ...task, tries: 0, pages })
    else
      await this.#take(task, pages).catch((error: unknown) =>
        this.#putOff({ ...task, pages: undefined }, error),
      )
  }

  /** All that is to be read of it was read: hands on what is not known, then what is missing. */
  async #take(task: Task, pages: Pages): Promise<void> {
    const { history, sink, clock } = this.#with
    const { askedAt } = pages
    const stored = await history.stored(task)
    for (const event of inOrder(pages)) if (!stored.keys.has(event.key)) await sink(event)
    const now = clock.now().getTime()
    if (task.stage === 'said') {
      const after = task.from ?? task.after
      this.#put({ ...task, ...FRESH, after, stage: 'whole', notBefore: now + LAGS_MS })
      return
    }
    if (pages.next !== undefined) {
      this.#with.log.warn('catch-up.too-long', { platform: this.#platform, pages: pages.count })
      this.#settle(task.conversation, true)
      return
    }
    const missing = missingFrom({ messages: pages.messages, gestures: gesturesIn(pages) }, stored.standing)
    if (missing.length > 0 && !task.suspects) {
      const suspects = new Set(missing.map(({ message }) => message))
      const youngest = Math.max(...missing.map(({ at }) => at.getTime()))
      this.#put({
        ...task,
        ...FRESH,
        suspects,
        notBefore: Math.max(now + SURE_AFTER_MS, youngest + YOUNG_MS),
      })
      return
    }
    await this.#tellDeleted(
      task,
      missing.filter(({ message }) => task.suspects?.has(message)),
    )
    await history.compared(task, askedAt)
    this.#settle(task.conversation, false)
  }

  async #tellDeleted(
    { workspace, conversation }: ConversationRef,
    gone: readonly StoredMessage[],
  ): Promise<void> {
    const { sink, clock, log } = this.#with
    const platform = this.#platform
    for (const { message, person } of gone)
      await sink({
        kind: 'message-deleted',
        platform,
        workspace,
        conversation,
        message,
        key: deletionKey({ conversation, message }),
        direct: true,
        platformAt: clock.now().toISOString(),
        ...(person === undefined ? {} : { person }),
      })
    if (gone.length > 0) log.info('catch-up.deletions-found', { platform, messages: gone.length })
  }

  #dueAt({ workspace, notBefore }: Task): number {
    return Math.max(notBefore, this.#heldUntil.get(workspace) ?? 0)
  }

  /** The platform wants to be asked later: nothing in this workspace is read until then, and everybody keeps their place. */
  #holdUp(task: Task, forMs: number, reason: string): void {
    const { workspace, conversation, stage } = task
    this.#with.log.info('catch-up.held-up', { platform: this.#platform, forMs, reason })
    this.#heldUntil.set(workspace, this.#with.clock.now().getTime() + forMs)
    if (this.#tasks.some((each) => each.conversation === conversation && each.stage === stage)) return
    const first = this.#tasks.findIndex((each) => each.workspace === workspace)
    const place = first < 0 ? this.#tasks.length : first
    this.#tasks = this.#tasks.toSpliced(place, 0, task)
  }

  #putOff(task: Task, error: unknown): void {
    const { clock, log } = this.#with
    const tries = task.tries + 1
    if (tries < MOST_TRIES) {
      log.error('catch-up.put-off', error, { platform: this.#platform, tries })
      this.#put({ ...task, tries, notBefore: clock.now().getTime() + waitAfter(tries, AGAIN) })
      return
    }
    log.error('catch-up.given-up', error, { platform: this.#platform })
    this.#settle(task.conversation, true)
  }

  #settle(conversation: string, givenUp: boolean): void {
    for (const each of this.#waiters) {
      if (!each.left.delete(conversation)) continue
      each.givenUp ||= givenUp
      if (each.left.size === 0) each.done(!each.givenUp)
    }
    this.#waiters = this.#waiters.filter(({ left }) => left.size > 0)
  }

  /** Until then, or until something else is asked for. */
  async #sleep(ms: number): Promise<void> {
    this.#nudge = new AbortController()
    await this.#with.clock.sleep(ms, AbortSignal.any([this.#ending, this.#nudge.signal]))
  }
}

function waiting(conversations: readonly string[]) {
  const { promise: answered, resolve: done } = Promise.withResolvers<boolean>()
  const waiter: Waiter = { left: new Set(conversations), givenUp: false, done }
  return { answered, waiter }
}

function covers({ conversation }: Missed, open: string): boolean {
  return conversation === undefined || conversation === open
}

function waitAfter(failures: number, { firstMs, mostMs }: { firstMs: number; mostMs: number }): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 20))
}
