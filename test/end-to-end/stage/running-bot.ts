import { createClaudeStandIn } from '../../../sim/claude/stand-in.ts'
import { createLaneStore } from '../../../src/adapters/postgres/conversations/lane-store.ts'
import type { StatementObserver } from '../../../src/adapters/postgres/statements.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { loadConfig } from '../../../src/config.ts'
import { type LaneKind, laneKind, studyLane } from '../../../src/core/lane.ts'
import type { Platform } from '../../../src/core/ports/chat.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import type { Log } from '../../../src/core/ports/log.ts'
import type { InterviewPlan } from '../../../src/core/study/interview-plan.ts'
import { createQueues, type QueueOperation } from '../../../src/jobs/backend.ts'
import { jobOf } from '../../../src/jobs/lane-jobs.ts'
import { startSounding } from '../../../src/main.ts'
import { AT, runningStudy } from '../../adapters/postgres/seed.ts'
import { createTestDatabase } from '../../harness/database.ts'
import { type Door, doorTo } from '../../harness/door.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { type PlatformStage, type StandInOptions, setStage } from './platform-stage.ts'

/** The whole bot in this process: real SDKs, real queues and database, stand-ins on loopback. */
export interface RunningBot extends Omit<PlatformStage, 'close' | 'env'> {
  readonly database: Awaited<ReturnType<typeof createTestDatabase>>
  /** The bot's way to the database, if asked for; `database` itself goes round it. */
  readonly door?: Door
  readonly claude: Awaited<ReturnType<typeof createClaudeStandIn>>
  readonly operations: readonly QueueOperation[]
  /** What the bot runs with, for another process beside it. */
  readonly settings: Readonly<Record<string, string>>
  /** A study that runs, with an approved plan; launched at this platform for these people or this channel. */
  launchedStudy(audience: Audience, plan?: InterviewPlan): Promise<string>
  /** Wakes a lane now instead of leaving it to the sweep. */
  wake(lane: string): Promise<void>
  /** One more process of the bot on the same database. */
  startAnother(): Promise<void>
  /** Stops every process of the bot as a signal would. */
  stop(): Promise<void>
  close(): Promise<void>
}

export type Audience = { readonly people: readonly string[] } | { readonly place: string }

export interface BotOptions {
  readonly standIn?: StandInOptions
  /** With a door the database can be taken away from the bot and not from the test. */
  readonly door?: boolean
  /** The time the bot goes by; the machine's own unless given. */
  readonly clock?: Clock
  readonly log?: Log
  /** After how long a socket of Slack's that is silent counts as dead; the bot's own time unless told. */
  readonly slackPingTimeoutMs?: number
  readonly onStatement?: StatementObserver
  readonly env?: (stage: PlatformStage) => Readonly<Record<string, string>>
  /** How long the model takes for each call. */
  readonly thinkMs?: number
  /** How long a participant waits for the model in one turn. */
  readonly turnDeadlineMs?: number
  /** After how long a wait people are told that the reply takes a moment; the bot's own time unless told. */
  readonly holdingAfterMs?: number
}

const KEY = 'sk-ant-simulated-test'

export async function runBot(platform: Platform, options: BotOptions = {}): Promise<RunningBot> {
  const database = await createTestDatabase()
  const operations: QueueOperation[] = []
  const claude = await createClaudeStandIn({ apiKey: KEY, delayMs: options.thinkMs ?? 0 })
  const { close, env, ...stage } = await setStage(platform, options.standIn)
  const door = options.door ? await doorTo(new URL(database.url)) : undefined
  const settings = {
    DATABASE_URL: door?.url ?? database.url,
    ANTHROPIC_API_KEY: KEY,
    ANTHROPIC_BASE_URL: claude.url,
    SOUNDING_MODEL: 'simulated-interviewer',
    SOUNDING_ANALYSIS_MODEL: 'simulated-interviewer',
    QUIET_SECONDS: '0.2',
    BURST_CAP_SECONDS: '2',
    INVITE_HOURS: 'Mon-Sun 00:00-24:00',
    INVITES_PER_MINUTE: '6000',
    UNASKED_GAP_HOURS: '0',
    ...env,
    ...options.env?.({ ...stage, close, env }),
  }
  const config = loadConfig(settings)
  const processes: { stop(): Promise<void> }[] = []
  const startAnother = async () => {
    processes.push(
      await startSounding(config, {
        log: options.log ?? silentLog,
        ...(options.clock ? { clock: options.clock } : {}),
        onQueueOperation: (operation) => operations.push(operation),
        ...(options.turnDeadlineMs ? { turnDeadlineMs: options.turnDeadlineMs } : {}),
        ...(options.slackPingTimeoutMs ? { slackPingTimeoutMs: options.slackPingTimeoutMs } : {}),
        ...(options.holdingAfterMs ? { holdingAfterMs: options.holdingAfterMs } : {}),
        ...(options.onStatement ? { onStatement: options.onStatement } : {}),
      }),
    )
  }
  const stop = async () => {
    await Promise.all(processes.splice(0).map((each) => each.stop()))
  }
  await startAnother()
  const queues = await createQueues(
    { postgresUrl: database.url },
    { log: silentLog, clock: createSystemClock() },
  )
  const wake = (lane: string) => queues.queue.wake(jobOf(laneKind(lane)), lane)
  return {
    ...stage,
    ...(door ? { door } : {}),
    settings,
    database,
    claude,
    operations,
    wake,
    startAnother,
    stop,
    async launchedStudy(audience, plan) {
      const study = await runningStudy(database.db, plan)
      const lane = studyLane(study)
      await createLaneStore(database.db).ensure(lane, 'study' satisfies LaneKind)
      await database.db
        .insertInto('study_site')
        .values({
          study_id: study,
          platform,
          workspace: stage.workspace,
          place: stage.place,
          launched_at: AT,
          audience: JSON.stringify([{ cohort: 'all', ...audience }]),
          invited_until: 0,
          inviting_done_at: null,
        })
        .execute()
      await wake(lane)
      return study
    },
    async close() {
      await stop()
      await queues.close()
      await close()
      await claude.close()
      await door?.close()
      await database.close()
    },
  }
}
