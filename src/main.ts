import { hostname } from 'node:os'
import { createClaudeModel } from './adapters/claude/index.ts'
import { createConnectionStore } from './adapters/postgres/conversations/connection-store.ts'
import { startEmbeddedPostgres } from './adapters/postgres/embedded/launcher.ts'
import { migrateToLatest } from './adapters/postgres/migrate.ts'
import { type Database, openDatabase } from './adapters/postgres/pool.ts'
import type { StatementObserver } from './adapters/postgres/statements.ts'
import { createWorkspaceStore } from './adapters/postgres/studies/run-store.ts'
import { resealTokens } from './adapters/postgres/studies/sealed-tokens.ts'
import { createStudyStore } from './adapters/postgres/studies/study-store.ts'
import { createChartPainter } from './adapters/report/charts.ts'
import { createReportRenderer } from './adapters/report/html.ts'
import { createSystemClock } from './adapters/system/clock.ts'
import { createIds } from './adapters/system/ids.ts'
import { createSeal } from './adapters/system/seal.ts'
import type { Config } from './config.ts'
import { ConfigError, InvalidInputError } from './core/errors.ts'
import type { Happening } from './core/health.ts'
import { sayIn } from './core/interview/words/catalogue.ts'
import type { Chat, Platform } from './core/ports/chat.ts'
import type { Clock } from './core/ports/clock.ts'
import type { CrashPoints } from './core/ports/crash-points.ts'
import type { Log } from './core/ports/log.ts'
import type { InterviewPlan } from './core/study/interview-plan.ts'
import { storeStudy } from './core/study/store-study.ts'
import { createQueues, type QueueOperation } from './jobs/backend.ts'
import { keepConnected } from './jobs/connections/keep-connected.ts'
import { type CrashMarks, crashMarks } from './jobs/crash-marks.ts'
import { workLane } from './jobs/lane-work.ts'
import { startSweeper } from './jobs/sweep.ts'
import { createEngine } from './main/engine.ts'
import { watchHealth } from './main/health.ts'
import { researchPlaces } from './main/research-places.ts'
import { installationsIn, slackChat } from './main/slack-chat.ts'

const ids = createIds()

export interface StartDeps {
  readonly log: Log
  /** The machine's own time unless a test hands in another. */
  readonly clock?: Clock
  /** Told of each own statement and queue operation, so that a test can count them. */
  readonly onStatement?: StatementObserver
  readonly onQueueOperation?: (operation: QueueOperation) => void
  /** How long a participant waits for the model in one turn, ms; 25 s unless a test shortens it. */
  readonly turnDeadlineMs?: number
  /** After how long a wait a participant is told that the reply takes a moment, ms; 8 s unless a test shortens it. */
  readonly holdingAfterMs?: number
  /** After how long without a sign of life a socket of Slack's counts as dead, ms; 5 s unless a test shortens it. */
  readonly slackPingTimeoutMs?: number
  /** Told of each pass of a crash point, so that a test can end the process there. */
  readonly crashPoints?: CrashPoints
}

/**
 * Starts everything in order: database, migrations, queues, workers, platforms. Resolves when events are received, here
 * or by another process that holds the platform's connections.
 * `stop` ends it in the opposite order: nothing new comes in, what is in hand is finished, connections close.
 */
export async function startSounding(config: Config, deps: StartDeps): Promise<{ stop(): Promise<void> }> {
  const { log, clock = createSystemClock() } = deps
  const undo: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const postgres = await openPostgres(config, { log, clock }, undo)
    const db = openDatabase(postgres, { log, ...(deps.onStatement ? { onStatement: deps.onStatement } : {}) })
    undo.push(() => db.destroy())
    const { applied } = await migrateToLatest(db, log)
    if (applied.length > 0) log.info('migrations.applied', { count: applied.length })
    const queues = await createQueues(
      config.redis.url ? { redisUrl: config.redis.url } : { postgresUrl: postgres },
      { log, clock, ...(deps.onQueueOperation ? { onOperation: deps.onQueueOperation } : {}) },
    )
    undo.push(() => queues.close())
    if (!config.model) throw new ConfigError(['ANTHROPIC_API_KEY: is missing'])
    const marks = crashMarks(deps.crashPoints)
    if (config.keys) await resealTokens(db, createSeal(config.keys))
    const chats = await createChats(config, db, { ...deps, clock }, marks)
    const holder = `${hostname()}:${process.pid}`
    const engine = createEngine({
      config,
      db,
      chats,
      queue: marks.queue(queues.queue),
      model: createClaudeModel(config.model.interviewer, { clock, log }),
      analyst: createClaudeModel(config.model.analyst, { clock, log }),
      charts: createChartPainter(),
      render: createReportRenderer(),
      clock,
      ids,
      log,
      holder,
      marks,
      ...(deps.turnDeadlineMs ? { turnDeadlineMs: deps.turnDeadlineMs } : {}),
      ...(deps.holdingAfterMs ? { holdingAfterMs: deps.holdingAfterMs } : {}),
    })
    for (const chat of chats.values()) {
      await chat.identify()
      await engine.identified(chat)
    }
    await queues.startWorkers({
      lane: (lane) => workLane(lane, engine.work),
      study: (lane) => workLane(lane, engine.work),
    })
    const sweeper = startSweeper(engine.work)
    undo.push(() => sweeper.stop())
    undo.push(() => engine.catchUp.end())
    const endRotation = engine.rotate()
    undo.push(async () => endRotation())
    const health = await watchHealth(config.health, chats.keys(), { db, clock, log })
    undo.push(() => health.close())
    const store = createConnectionStore(db)
    for (const chat of chats.values()) {
      const readMissed = (since: Date, signal: AbortSignal) => engine.readMissed(chat.platform, since, signal)
      const readAhead = (since: Date, signal: AbortSignal) => engine.readAhead(chat.platform, since, signal)
      const note = (happening: Happening) => health.note(chat.platform, happening)
      const { sink, formFor } = engine
      const receiving = { chat, store, sink, formFor, readMissed, readAhead, note, clock, log, holder }
      const connections = await keepConnected(receiving)
      undo.push(() => connections.stop())
    }
    return { stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openPostgres(
  config: Config,
  deps: { readonly log: Log; readonly clock: Clock },
  undo: (() => Promise<void>)[],
): Promise<string> {
  if (config.database.url) return config.database.url
  const own = await startEmbeddedPostgres({ dataDir: config.dataDir, ...deps })
  undo.push(() => own.stop())
  return own.url
}

/** Only what is configured is loaded: each platform's library takes time and memory. */
async function createChats(
  config: Config,
  db: Database,
  { log, clock, slackPingTimeoutMs: pingTimeoutMs }: StartDeps & { readonly clock: Clock },
  marks: CrashMarks,
): Promise<ReadonlyMap<Platform, Chat>> {
  const { commands } = config
  const tryAgain = (locale: string) => sayIn(locale)('tryAgain')
  const chats: Chat[] = []
  if (config.slack) {
    const more = { commands, tryAgain, ...(pingTimeoutMs ? { pingTimeoutMs } : {}) }
    chats.push(await slackChat(config.slack, installationsIn(db, config), more, { clock, log }))
  }
  if (config.discord) {
    const { createDiscordChat } = await import('./adapters/discord/index.ts')
    chats.push(createDiscordChat({ ...config.discord, commands, tryAgain }, { clock, log }))
  }
  return new Map(chats.map((chat) => [chat.platform, marks.chat(chat)]))
}

/**
 * Stores a study file as a draft in the first research channel of each configured platform. Needs a bot that has run
 * once, since that is how the workspaces are known. Throws InvalidInputError otherwise.
 */
export async function loadStudy(
  config: Config,
  plan: InterviewPlan,
  log: Log,
): Promise<{ study: string; places: readonly string[] }> {
  const undo: (() => Promise<void>)[] = []
  const clock = createSystemClock()
  try {
    const db = openDatabase(await openPostgres(config, { log, clock }, undo), { log, max: 2 })
    undo.push(() => db.destroy())
    await migrateToLatest(db, log)
    const known = await createWorkspaceStore(db).known()
    const sites = researchPlaces(config).flatMap((place, index, all) => {
      const workspace = known.find(
        (each) =>
          each.platform === place.platform &&
          (place.workspace === undefined || each.workspace === place.workspace),
      )
      const first = all.findIndex((each) => each.platform === place.platform) === index
      return workspace && first ? [{ ...place, workspace: workspace.workspace }] : []
    })
    if (sites.length === 0)
      throw new InvalidInputError(
        'no workspace is known yet: run `npm start` once, then load the study again',
      )
    const study = await storeStudy(createStudyStore(db), plan, {
      sites,
      createdBy: 'command line',
      origin: 'file',
      now: clock.now(),
      ids,
    })
    return { study, places: sites.map((site) => `${site.platform} ${site.conversation}`) }
  } finally {
    for (const step of undo.reverse()) await step()
  }
}
