import { hostname } from 'node:os'
import { createClaudeModel } from './adapters/claude/index.ts'
import { createAnalysisStore } from './adapters/postgres/analysis/analysis-store.ts'
import { createInboxStore } from './adapters/postgres/conversations/inbox-store.ts'
import { createLaneStore } from './adapters/postgres/conversations/lane-store.ts'
import { createOutboxStore } from './adapters/postgres/conversations/outbox-store.ts'
import { startEmbeddedPostgres } from './adapters/postgres/embedded/launcher.ts'
import { createFieldworkStore } from './adapters/postgres/interviews/fieldwork-store.ts'
import { createInterviewStore } from './adapters/postgres/interviews/interview-store.ts'
import { migrateToLatest } from './adapters/postgres/migrate.ts'
import { type Database, openDatabase } from './adapters/postgres/pool.ts'
import type { StatementObserver } from './adapters/postgres/statements.ts'
import { createRunStore, createWorkspaceStore } from './adapters/postgres/studies/run-store.ts'
import { createStudyStore } from './adapters/postgres/studies/study-store.ts'
import { createChartPainter } from './adapters/report/charts.ts'
import { createReportRenderer } from './adapters/report/html.ts'
import { createSystemClock } from './adapters/system/clock.ts'
import { createIds } from './adapters/system/ids.ts'
import type { Config } from './config.ts'
import { createAnalysis } from './core/analysis/run.ts'
import { ConfigError, InvalidInputError } from './core/errors.ts'
import { participantFormFor } from './core/interview/words/forms.ts'
import type { Chat, FormChooser, InboundSink, Platform } from './core/ports/chat.ts'
import type { CrashPoints } from './core/ports/crash-points.ts'
import type { Log } from './core/ports/log.ts'
import type { Queue } from './core/ports/queue.ts'
import { createDesk } from './core/study/desk.ts'
import { studyFormFor } from './core/study/forms.ts'
import type { InterviewPlan } from './core/study/interview-plan.ts'
import { nextNightly } from './core/study/nightly.ts'
import { storeStudy } from './core/study/store-study.ts'
import { createQueues, type QueueOperation } from './jobs/backend.ts'
import { catchUp } from './jobs/catch-up.ts'
import { type CrashMarks, crashMarks } from './jobs/crash-marks.ts'
import type { Delivering } from './jobs/deliver.ts'
import { type LaneWork, workLane } from './jobs/lane-work.ts'
import { workParticipant } from './jobs/participant-lane.ts'
import { workPlace } from './jobs/place-lane.ts'
import { createSink } from './jobs/receive.ts'
import { workStudy } from './jobs/study-lane.ts'
import { startSweeper } from './jobs/sweep.ts'

/** A participant waits for the model no longer than this; the plan's own words go out instead. */
const TURN_DEADLINE_MS = 25_000
const DRAFT_DEADLINE_MS = 180_000

const clock = createSystemClock()
const ids = createIds()

export interface StartDeps {
  readonly log: Log
  /** Told of each own statement and queue operation, so that a test can count them. */
  readonly onStatement?: StatementObserver
  readonly onQueueOperation?: (operation: QueueOperation) => void
  /** Told of each pass of a crash point, so that a test can end the process there. */
  readonly crashPoints?: CrashPoints
}

/**
 * Starts everything in order: database, migrations, queues, workers, platforms. Resolves when events are received.
 * `stop` ends it in the opposite order: nothing new comes in, what is in hand is finished, connections close.
 */
export async function startSounding(config: Config, deps: StartDeps): Promise<{ stop(): Promise<void> }> {
  const { log } = deps
  const undo: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const postgres = await openPostgres(config, log, undo)
    const db = openDatabase(postgres, { log, ...(deps.onStatement ? { onStatement: deps.onStatement } : {}) })
    undo.push(() => db.destroy())
    const { applied } = await migrateToLatest(db, log)
    if (applied.length > 0) log.info('migrations.applied', { count: applied.length })
    const queues = await createQueues(
      config.redis.url ? { redisUrl: config.redis.url } : { postgresUrl: postgres },
      { log, clock, ...(deps.onQueueOperation ? { onOperation: deps.onQueueOperation } : {}) },
    )
    undo.push(() => queues.close())
    const marks = crashMarks(deps.crashPoints)
    const queue = marks.queue(queues.queue)
    const chats = await createChats(config, log, marks)
    const work = laneWork(config, db, chats, queue, log, marks)
    await queues.startWorkers({
      lane: (lane) => workLane(lane, work),
      study: (lane) => workLane(lane, work),
    })
    const sweeper = startSweeper(work)
    undo.push(() => sweeper.stop())
    await connect(config, db, chats, queue, log, undo, marks)
    return { stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openPostgres(config: Config, log: Log, undo: (() => Promise<void>)[]): Promise<string> {
  if (config.database.url) return config.database.url
  const own = await startEmbeddedPostgres({ dataDir: config.dataDir, log, clock })
  undo.push(() => own.stop())
  return own.url
}

/** Only what is configured is loaded: each platform's library takes time and memory. */
async function createChats(
  config: Config,
  log: Log,
  marks: CrashMarks,
): Promise<ReadonlyMap<Platform, Chat>> {
  const { commands } = config
  const chats = new Map<Platform, Chat>()
  if (config.slack) {
    const { createSlackChat } = await import('./adapters/slack/index.ts')
    chats.set('slack', marks.chat(createSlackChat({ ...config.slack, commands }, { clock, log })))
  }
  if (config.discord) {
    const { createDiscordChat } = await import('./adapters/discord/index.ts')
    chats.set('discord', marks.chat(createDiscordChat({ ...config.discord, commands }, { clock, log })))
  }
  return chats
}

function laneWork(
  config: Config,
  db: Database,
  chats: ReadonlyMap<Platform, Chat>,
  queue: Queue,
  log: Log,
  marks: CrashMarks,
): LaneWork {
  if (!config.model) throw new ConfigError(['ANTHROPIC_API_KEY: is missing'])
  const model = marks.interviewer(createClaudeModel(config.model.interviewer, { clock, log }))
  const analyst = marks.analyst(createClaudeModel(config.model.analyst, { clock, log }))
  const lanes = marks.lanes(createLaneStore(db))
  const interviews = marks.interviews(createInterviewStore(db))
  const fieldwork = marks.fieldwork(createFieldworkStore(db))
  const runStore = createRunStore(db)
  const delivering: Delivering = { outbox: marks.outbox(createOutboxStore(db)), chats, clock, log }
  const analysis = createAnalysis({
    store: marks.analysis(createAnalysisStore(db)),
    model: analyst,
    charts: createChartPainter(),
    render: createReportRenderer(),
    clock,
    ids,
    log,
  })
  const { nightlyAt, zone } = config.analysis
  const desk = createDesk({
    store: marks.studies(createStudyStore(db)),
    model,
    chats,
    clock,
    ids,
    log,
    settings: {
      researchPlaces: researchPlaces(config),
      researchers: { slack: config.slack?.researchers ?? [], discord: config.discord?.researchers ?? [] },
      commandName: `/${config.commands.study}`,
      modelDeadlineMs: DRAFT_DEADLINE_MS,
      nightlyAt,
      zone,
    },
  })
  const conducting = {
    idle: { nudgeMs: config.interview.nudgeMs, closeMs: config.interview.closeMs },
    modelDeadlineMs: TURN_DEADLINE_MS,
  }
  return {
    lanes,
    queue,
    clock,
    log,
    holder: `${hostname()}:${process.pid}`,
    work: {
      participant: (lease, stillOurs) =>
        workParticipant(lease, stillOurs, {
          ...delivering,
          interviews,
          lanes,
          store: fieldwork,
          model,
          ids,
          conducting,
        }),
      place: (lease, stillOurs) => workPlace(lease, stillOurs, { ...delivering, lanes, desk }),
      study: (lease, stillOurs) =>
        workStudy(lease, stillOurs, {
          store: fieldwork,
          chats,
          model,
          clock,
          ids,
          log,
          lanes,
          queue,
          zone,
          hours: config.fieldwork.hours,
          perMinute: config.fieldwork.perMinute,
          runs: {
            waiting: (study) => runStore.waiting(study),
            work: (run, stillMine) => analysis.work(run, { stillMine }),
            beginNightly: (held, study, timer) => {
              const now = clock.now()
              const next = { id: ids.next(), at: nextNightly(now, nightlyAt, zone) }
              return runStore.beginNightly(held, study, { timer, run: ids.next(), next }, now)
            },
          },
        }),
    },
  }
}

async function connect(
  config: Config,
  db: Database,
  chats: ReadonlyMap<Platform, Chat>,
  queue: Queue,
  log: Log,
  undo: (() => Promise<void>)[],
  marks: CrashMarks,
): Promise<void> {
  const workspaces = createWorkspaceStore(db)
  const startedAt = clock.now()
  // Where to read on is what was stored before: what comes in live meanwhile must not hide what was missed.
  const readMissed = async (platform: Platform, before: Date) => {
    const chat = chats.get(platform)
    if (chat) await catchUp(chat, await workspaces.openConversations(platform, before), sink, log)
  }
  const receive = createSink({
    inbox: marks.inbox(createInboxStore(db)),
    queue,
    clock,
    ids,
    log,
    burst: { quietMs: config.interview.quietMs, capMs: config.interview.capMs },
    catchUp: ({ platform, from }) => {
      const before = new Date(Math.max(Date.parse(from), startedAt.getTime()))
      readMissed(platform, before).catch((error: unknown) =>
        log.error('catch-up.failed', error, { platform }),
      )
    },
  })
  const sink: InboundSink = marks.sink(receive)
  const formFor: FormChooser = (gesture) => studyFormFor(gesture) ?? participantFormFor(gesture)
  for (const chat of chats.values()) {
    await chat.start(sink, formFor)
    undo.push(() => chat.stop())
    await workspaces.seen(chat.platform, chat.workspaces, clock.now())
    await readMissed(chat.platform, startedAt)
  }
}

function researchPlaces(config: Config) {
  const of = (platform: Platform, channels: readonly string[] = []) =>
    channels.map((conversation) => ({ platform, conversation }))
  return [...of('slack', config.slack?.researchChannels), ...of('discord', config.discord?.researchChannels)]
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
  try {
    const db = openDatabase(await openPostgres(config, log, undo), { log, max: 2 })
    undo.push(() => db.destroy())
    await migrateToLatest(db, log)
    const known = await createWorkspaceStore(db).known()
    const sites = researchPlaces(config).flatMap((place, index, all) => {
      const workspace = known.find((each) => each.platform === place.platform)
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
