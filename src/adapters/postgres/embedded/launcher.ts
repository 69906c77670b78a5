import { StoreError } from '../../../core/errors.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Log } from '../../../core/ports/log.ts'
import { type Binaries, embeddedBinaries } from './binaries.ts'
import { dataOwner, ensureCluster, SUPERUSER } from './cluster.ts'
import { choosePlace, type Place, readPassword } from './place.ts'
import { lastWords, readPostmaster, spawnPostmaster, stopPostmaster } from './postmaster.ts'
import { type Account, unprivilegedAccount } from './privileges.ts'
import { openSession, type Session } from './session.ts'

export interface EmbeddedPostgresOptions {
  /** Folder of the server's files; made if missing. */
  readonly dataDir: string
  readonly log: Log
  readonly clock: Clock
  /** For tests: nothing is forced to disk, so a power cut may spoil the data. */
  readonly fast?: boolean
}

export interface EmbeddedPostgres {
  readonly url: string
  /** The server was running already. */
  readonly adopted: boolean
  /**
   * Stops the server if this process started it. Who adopted it leaves it running while the process that started it,
   * or another that adopted it, is there.
   */
  stop(): Promise<void>
}

const GONE_WITHIN_MS = 600
const START_WITHIN_MS = 60_000
const LOOK_AGAIN_MS = 25
const SPAWN_AGAIN_MS = 300
const FAILURES_AT_MOST = 5

interface Installation {
  readonly place: Place
  readonly binaries: Binaries
  readonly account: Account | undefined
  readonly fast: boolean
}

/**
 * Starts PostgreSQL on 127.0.0.1 from the installed binaries, or takes over the server that already runs on this
 * folder. Throws ConfigError if there are no binaries for this machine, StoreError if the server does not come up.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const preferred = await unprivilegedAccount()
  const binaries = await embeddedBinaries(preferred)
  const place = await choosePlace(options.dataDir, preferred, options.log)
  const fast = options.fast ?? false
  await ensureCluster(place, binaries, preferred, fast)
  const installation = { place, binaries, account: await dataOwner(place, preferred), fast }
  const { url, session, started } = await reach(installation, options.clock)
  // Only the starter owns it, and an heir takes it when leaving: taken any earlier, it could be taken from a starter.
  const owned = started && (await session.own())
  options.log.info('postgres.ready', { started, owned, account: installation.account?.name })
  return {
    url,
    adopted: !started,
    stop: () => leave(installation, url, session, owned, options.clock),
  }
}

/**
 * PostgreSQL's own lock file decides who starts: a server that finds another on its data ends at once, and the loop
 * then meets that other one. After a server was killed, its orphans block a new one for a moment.
 */
async function reach(
  installation: Installation,
  clock: Clock,
): Promise<{ url: string; session: Session; started: boolean }> {
  const { place, binaries, account, fast } = installation
  const password = await readPassword(place)
  const giveUpAt = clock.now().getTime() + START_WITHIN_MS
  let spawnFrom = 0
  let failures = 0
  let child: { pid: number | undefined; alive: boolean } | undefined
  while (clock.now().getTime() < giveUpAt) {
    const running = await readPostmaster(place.data)
    if (running?.ready === true) {
      const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${running.port}/postgres`
      const session = await openSession(url)
      if (session !== undefined) return { url, session, started: running.pid === child?.pid }
    }
    if (child?.alive !== true && clock.now().getTime() >= spawnFrom) {
      // One that ends without meeting another server fails for a reason that stays.
      if (child !== undefined && running === undefined) failures += 1
      if (failures === FAILURES_AT_MOST) break
      spawnFrom = clock.now().getTime() + SPAWN_AGAIN_MS
      const spawned = await spawnPostmaster(place, binaries, account, fast)
      const state = { pid: spawned.pid, alive: true }
      spawned.ended.then(() => {
        state.alive = false
      })
      child = state
    }
    await clock.sleep(LOOK_AGAIN_MS)
  }
  throw new StoreError(`PostgreSQL did not start on ${place.data}:\n${await lastWords(place)}`)
}

async function leave(
  installation: Installation,
  url: string,
  session: Session,
  owned: boolean,
  clock: Clock,
): Promise<void> {
  const current = session.broken ? await openSession(url) : session
  if (current === undefined) return
  try {
    // The server notices only after a moment that a killed launcher is gone.
    const giveUpAt = clock.now().getTime() + GONE_WITHIN_MS
    let mayStop = await isAlone(current, owned)
    while (!mayStop && clock.now().getTime() < giveUpAt) {
      await clock.sleep(LOOK_AGAIN_MS)
      mayStop = await isAlone(current, owned)
    }
    if (mayStop) await stopPostmaster(installation.place, installation.binaries, installation.account)
  } finally {
    await current.end()
  }
}

async function isAlone(session: Session, owned: boolean): Promise<boolean> {
  return (await session.own()) && (owned || (await session.others()) === 0)
}
