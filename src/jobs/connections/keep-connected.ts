import { PlatformError } from '../../core/errors.ts'
import type { Happening } from '../../core/health.ts'
import type { Chat, Connection, InboundSink } from '../../core/ports/chat.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { ConnectionLease, ConnectionStore, ConnectionTaken } from '../../core/ports/connection-store.ts'
import type { FormChooser } from '../../core/ports/form.ts'
import type { Log } from '../../core/ports/log.ts'
import { CONNECTION_LEASE_MS, CONNECTION_OVERDUE_MS, holdConnection } from './hold.ts'
import { type LeasedWay, listen } from './listen.ts'
import { waitOut } from './wait-out.ts'

export interface Connecting {
  readonly chat: Chat
  readonly store: ConnectionStore
  readonly sink: InboundSink
  readonly formFor: FormChooser
  /** Reads what was said since then from the history. False if it was given up by `signal` before all was read. */
  readonly readMissed: (since: Date, signal: AbortSignal) => Promise<boolean>
  /** Told of what comes of the connections. */
  readonly note?: (happening: Happening) => void
  /** The same for as long as it is left to this process to read it, by `signal`. */
  readonly readAhead: (since: Date, signal: AbortSignal) => Promise<unknown>
  readonly clock: Clock
  readonly log: Log
  /** Names this process as the holder of its connections. */
  readonly holder: string
  /** How much later a process wants its next connection, so that others get their first before. Default 30 s. */
  readonly nextAfterMs?: number
}

export interface Connections {
  /** Takes nothing more in, stores what is in hand, and gives the connections back for others to take at once. */
  stop(): Promise<void>
}

const NEXT_AFTER_MS = 30_000
const TAKE_AGAIN_MS = 1_000
/** Who has a connection leaves a free one to those who have none. */
const TAKE_NEXT_AGAIN_MS = 5_000
const READ_AGAIN_MS = 2_000
const FIRST_BACKOFF_MS = 1_000
const MOST_BACKOFF_MS = 60_000
/** A connection that ends so soon has failed: making one after another would use up what a platform allows a day. */
const SHORT_LIVED_MS = 10_000
/** A dead connection is noticed only when a sign of life is missing: what came before that may be lost too. */
const UNNOTICED_MS = 30_000

/**
 * Has this process receive a platform's events whenever one of the connections is free for it: takes it, connects, and
 * takes another one when it ended. Resolves when events are received, here or by another process, or only time must pass
 * until they are; rejects with a PlatformError if this process was to connect and could not.
 */
export async function keepConnected(connecting: Connecting): Promise<Connections> {
  const { chat, sink, formFor } = connecting
  const { inAll, each } = chat.capabilities.connections
  if (!Number.isFinite(inAll)) {
    const { note, ...reading } = connecting
    return listen(noting(chat, note), { sink, formFor }, (way) => takeSeats(reading, way))
  }
  const { received, stop } = await takeSeats(connecting, {
    inAll,
    each,
    connect: () => chat.connect(sink, formFor),
  })
  try {
    await received
  } catch (error) {
    await stop()
    throw error
  }
  return { stop }
}

/** Who comes to us does so whatever becomes of the lease for the history. */
function noting(chat: Chat, note: Connecting['note']): Pick<Chat, 'connect'> {
  return {
    async connect(...to) {
      const connection = await chat.connect(...to)
      note?.({ kind: 'opened' })
      void connection.ended.then(() => note?.({ kind: 'closed' }))
      return connection
    },
  }
}

/** Takes connections from now on. `received` settles as `keepConnected` says. */
async function takeSeats(
  connecting: Connecting,
  { inAll, each, connect }: LeasedWay,
): Promise<Connections & { readonly received: Promise<void> }> {
  const { chat, store, clock, nextAfterMs = NEXT_AFTER_MS } = connecting
  const [workspace = ''] = chat.workspaces
  const stopping = new AbortController()
  const post: Post = {
    ...connecting,
    connect,
    of: { platform: chat.platform, workspace, inAll },
    open: new Set(),
    stopping: stopping.signal,
  }
  await store.ensure(post.of, inAll)
  const { promise: received, resolve, reject } = Promise.withResolvers<void>()
  const seats = Array.from({ length: each }, async (_, at) => {
    if (at > 0) await clock.sleep(at * nextAfterMs, stopping.signal)
    await keepOne(post, at === 0 ? TAKE_AGAIN_MS : TAKE_NEXT_AGAIN_MS, { received: resolve, failed: reject })
  })
  return {
    received,
    async stop() {
      stopping.abort()
      await Promise.all(seats)
    },
  }
}

interface Post extends Connecting {
  readonly connect: LeasedWay['connect']
  readonly of: Pick<ConnectionLease, 'platform' | 'workspace'> & { readonly inAll: number }
  /** Connections of this process that are open. */
  readonly open: Set<Connection>
  readonly stopping: AbortSignal
}

interface Told {
  received(): void
  failed(error: unknown): void
}

async function keepOne(post: Post, takeAgainMs: number, told: Told): Promise<void> {
  const { clock, log, stopping, of, note } = post
  let failures = 0
  let heldUntil: number | undefined
  let ahead = new AbortController()
  while (!stopping.aborted) {
    const taken = await take(post)
    if (taken?.outcome !== 'taken') {
      // Only somebody alive renews.
      const until = taken?.heldUntil?.getTime()
      if (heldUntil !== undefined && until !== undefined && until > heldUntil) {
        ahead.abort()
        note?.({ kind: 'elsewhere' })
        told.received()
      }
      heldUntil = until ?? heldUntil
      if (taken?.readAhead) {
        ahead = new AbortController()
        void readMeanwhile(post, ahead.signal)
      }
      await clock.sleep(takeAgainMs, stopping)
      continue
    }
    try {
      await receive(post, taken, told)
      failures = 0
    } catch (error) {
      const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** failures++, MOST_BACKOFF_MS)
      const { retryAfterMs = 0, mendsItself = false } = error instanceof PlatformError ? error : {}
      const retryInMs = Math.max(backoffMs, retryAfterMs)
      note?.({ kind: 'failed', reason: reasonOf(error) })
      log.error('connection.failed', error, { platform: of.platform, number: taken.lease.number, retryInMs })
      // A process that ended here would be started again, and come to the same.
      if (mendsItself) told.received()
      else told.failed(error)
      await waitOut(retryInMs, post)
    }
  }
}

/** Of what was not foreseen only the log tells. */
function reasonOf(error: unknown): string {
  return error instanceof PlatformError ? error.message : 'an error that only the log tells'
}

async function take({ store, of, holder, clock, log, open }: Post): Promise<ConnectionTaken | undefined> {
  try {
    return await store.take({
      ...of,
      holder,
      leaseMs: CONNECTION_LEASE_MS,
      overdueMs: CONNECTION_OVERDUE_MS,
      missedSince: unnoticedAt(clock),
      further: open.size > 0,
    })
  } catch (error) {
    log.error('connection.not-taken', error, { platform: of.platform })
    return undefined
  }
}

type Taken = Extract<ConnectionTaken, { outcome: 'taken' }>

/** Connects by a connection taken, for as long as it is held and lasts, and gives it back. Throws PlatformError. */
async function receive(post: Post, { lease, lapsed, unreadSince }: Taken, told: Told): Promise<void> {
  const { connect, store, clock, log, stopping, open, note } = post
  const fields = { platform: lease.platform, number: lease.number }
  log.info(lapsed ? 'connection.taken-over' : 'connection.taken', fields)
  const hold = holdConnection(lease, post)
  let missedSince: Date | undefined
  try {
    const connection = await connect()
    const openedAt = clock.now().getTime()
    open.add(connection)
    note?.({ kind: 'opened' })
    told.received()
    const over = new AbortController()
    const reading = readUnread(post, lease, unreadSince, over.signal)
    const end = await Promise.race([
      connection.ended.then(() => 'ended' as const),
      hold.lost.then(() => 'lost' as const),
      aborted(stopping),
    ])
    open.delete(connection)
    note?.({ kind: 'closed' })
    over.abort()
    await Promise.all([connection.close(), reading])
    log.info(`connection.${end}`, fields)
    if (end !== 'ended') return
    missedSince = unnoticedAt(clock)
    if (clock.now().getTime() - openedAt < SHORT_LIVED_MS)
      throw new PlatformError(lease.platform, 'the connection ended soon after it was made')
  } finally {
    hold.end()
    await store
      .release(lease, missedSince)
      .catch((error: unknown) => log.error('connection.not-given-back', error, fields))
  }
}

/**
 * Until the lease of a holder that died has run out nobody listens, and what was said by now can be read already. Whoever
 * takes the connection reads all once more; if that is another process, it is left to that one.
 */
async function readMeanwhile({ readAhead, clock, log, of }: Post, elsewhere: AbortSignal): Promise<void> {
  try {
    await readAhead(unnoticedAt(clock), elsewhere)
  } catch (error) {
    log.error('connection.not-read-ahead', error, { platform: of.platform })
  }
}

async function readUnread(
  { readMissed, store, clock, log }: Post,
  lease: ConnectionLease,
  since: Date | undefined,
  over: AbortSignal,
): Promise<void> {
  while (since !== undefined && !over.aborted)
    try {
      if (await readMissed(since, over)) await store.caughtUp(lease)
      return
    } catch (error) {
      log.error('connection.not-caught-up', error, { platform: lease.platform, number: lease.number })
      await clock.sleep(READ_AGAIN_MS, over)
    }
}

function aborted(signal: AbortSignal): Promise<'stopped'> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve('stopped')
    signal.addEventListener('abort', () => resolve('stopped'), { once: true })
  })
}

function unnoticedAt(clock: Clock): Date {
  return new Date(clock.now().getTime() - UNNOTICED_MS)
}
