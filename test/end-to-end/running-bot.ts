import { createLaneStore } from '../../src/adapters/postgres/lane-store.ts'
import type { StatementObserver } from '../../src/adapters/postgres/statements.ts'
import { loadConfig } from '../../src/config.ts'
import { studyLane } from '../../src/core/lane.ts'
import type { Platform } from '../../src/core/ports/chat.ts'
import type { QueueOperation } from '../../src/jobs/backend.ts'
import { startSounding } from '../../src/main.ts'
import { createClaudeStandIn } from '../../sim/claude/stand-in.ts'
import { createDiscordStandIn } from '../../sim/discord/index.ts'
import type { LogLine, Seat } from '../../sim/seat.ts'
import { createSlackStandIn } from '../../sim/slack/index.ts'
import { AT, runningStudy } from '../adapters/postgres/seed.ts'
import { createTestDatabase } from '../harness/database.ts'
import { silentLog } from '../harness/silent-log.ts'

/** The whole bot in this process: real SDKs, real queues and database, stand-ins on loopback. */
export interface RunningBot {
  readonly platform: Platform
  readonly workspace: string
  readonly seat: Seat
  readonly study: string
  readonly database: Awaited<ReturnType<typeof createTestDatabase>>
  readonly claude: Awaited<ReturnType<typeof createClaudeStandIn>>
  /** Lines of the platform's log so far. */
  readonly lines: readonly Omit<LogLine, 'seq' | 'at'>[]
  readonly operations: readonly QueueOperation[]
  /** Launches the study's site so that the person is invited. */
  launch(): Promise<void>
  close(): Promise<void>
}

const KEY = 'sk-ant-simulated-test'

export async function runBot(
  platform: Platform,
  options: { readonly onStatement?: StatementObserver; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<RunningBot> {
  const database = await createTestDatabase()
  const lines: Omit<LogLine, 'seq' | 'at'>[] = []
  const operations: QueueOperation[] = []
  const claude = await createClaudeStandIn({ apiKey: KEY })
  const stage = platform === 'slack' ? await slackStage(lines) : await discordStage(lines)
  const config = loadConfig({
    DATABASE_URL: database.url,
    ANTHROPIC_API_KEY: KEY,
    ANTHROPIC_BASE_URL: claude.url,
    SOUNDING_MODEL: 'simulated-interviewer',
    SOUNDING_ANALYSIS_MODEL: 'simulated-interviewer',
    QUIET_SECONDS: '0.2',
    BURST_CAP_SECONDS: '1',
    INVITE_HOURS: 'Mon-Sun 00:00-24:00',
    INVITES_PER_MINUTE: '6000',
    ...stage.env,
    ...options.env,
  })
  const bot = await startSounding(config, {
    log: silentLog,
    onQueueOperation: (operation) => operations.push(operation),
    ...(options.onStatement ? { onStatement: options.onStatement } : {}),
  })
  const study = await runningStudy(database.db)
  return {
    platform,
    workspace: stage.workspace,
    seat: stage.seat,
    study,
    database,
    claude,
    lines,
    operations,
    async launch() {
      await database.db
        .insertInto('study_site')
        .values({
          study_id: study,
          platform,
          workspace: stage.workspace,
          place: stage.place,
          launched_at: AT,
          audience: JSON.stringify([{ cohort: 'all', place: stage.audience }]),
          invited_until: 0,
          inviting_done_at: null,
        })
        .execute()
      await createLaneStore(database.db).ensure(studyLane(study), 'study')
    },
    async close() {
      await bot.stop()
      await stage.close()
      await claude.close()
      await database.close()
    },
  }
}

async function slackStage(lines: Omit<LogLine, 'seq' | 'at'>[]) {
  const tokens = { botToken: 'xoxb-simulated-1', appToken: 'xapp-simulated-1' }
  const slack = await createSlackStandIn({ log: { write: (line) => lines.push(line) }, ...tokens })
  const person = slack.addPerson({ name: 'Ines Novak' })
  const audience = slack.addChannel({ name: 'all', members: [slack.botUser, person] })
  const place = slack.addChannel({ name: 'research', private: true, members: [slack.botUser] })
  return {
    workspace: slack.workspace,
    seat: slack.seat(person),
    audience,
    place,
    close: slack.close,
    env: {
      SLACK_BOT_TOKEN: tokens.botToken,
      SLACK_APP_TOKEN: tokens.appToken,
      SLACK_API_URL: slack.apiUrl,
      SLACK_RESEARCH_CHANNELS: place,
    },
  }
}

async function discordStage(lines: Omit<LogLine, 'seq' | 'at'>[]) {
  const discord = await createDiscordStandIn({ log: { write: (line) => lines.push(line) }, token: 'simulated.token' })
  const server = discord.addServer('Harbour')
  const person = discord.addPerson({ name: 'Ines Novak', servers: [server] })
  const audience = discord.addChannel({ server, name: 'all' })
  const place = discord.addChannel({ server, name: 'research' })
  return {
    workspace: discord.application,
    seat: discord.seat(person),
    audience,
    place,
    close: discord.close,
    env: { DISCORD_TOKEN: 'simulated.token', DISCORD_API_URL: discord.apiUrl, DISCORD_RESEARCH_CHANNELS: place },
  }
}

/** Everything one person sees, with a way to wait for what they are to see next. */
export function watching(seat: Seat) {
  const sights: Parameters<Parameters<Seat['watch']>[0]>[0][] = []
  const waiting = new Set<() => void>()
  const end = seat.watch((sight) => {
    sights.push(sight)
    for (const wake of waiting) wake()
  })
  let read = 0
  return {
    end,
    sights,
    /** The next sight that `fits`, of those not looked at yet. Rejects after ten seconds. */
    async next<T>(fits: (sight: (typeof sights)[number]) => T | undefined, what: string): Promise<T> {
      const deadline = AbortSignal.timeout(10_000)
      for (;;) {
        while (read < sights.length) {
          const sight = sights[read++]
          const found = sight ? fits(sight) : undefined
          if (found !== undefined) return found
        }
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        waiting.add(resolve)
        deadline.addEventListener('abort', () => reject(new Error(`did not see ${what}`)), { once: true })
        await promise.finally(() => waiting.delete(resolve))
      }
    },
  }
}

export async function interviewOf(bot: RunningBot) {
  return bot.database.db.selectFrom('interview').selectAll().where('study_id', '=', bot.study).executeTakeFirst()
}

