import type { Pool } from 'pg'
import { readLog } from '../../../sim/checker/log-reader.ts'
import { type ClaudeStandIn, createClaudeStandIn } from '../../../sim/claude/stand-in.ts'
import { judge, type Verdict } from '../oracle/judge.ts'
import { keysMadeStale, type Untold, untold } from '../oracle/look-ups.ts'
import { type BotProcesses, createBotProcesses } from './bot-processes.ts'
import type { Doom } from './death.ts'
import { lookUps } from './look-ups.ts'
import { type Stage, type StageOptions, setStage } from './stage.ts'
import { poolOn, storeApprovedStudy } from './study.ts'

/** Everything a run needs, put up and connected; an approved study waits to be launched. */
export interface Rig {
  readonly database: Pool
  readonly claude: ClaudeStandIn
  readonly stage: Stage
  readonly bots: BotProcesses
}

export interface RigOptions extends StageOptions {
  /** Of a fresh, migrated database. */
  readonly databaseUrl: string
  readonly doom?: Doom | undefined
  readonly settings?: Readonly<Record<string, string>>
  /** Where the bot reaches the platform; undefined: the stand-in itself. */
  readonly way?: (origin: string) => Promise<string>
}

const KEY = 'sk-ant-simulated-faults'
const SETTINGS = {
  ANTHROPIC_API_KEY: KEY,
  SOUNDING_MODEL: 'simulated-interviewer',
  SOUNDING_ANALYSIS_MODEL: 'simulated-interviewer',
  QUIET_SECONDS: '0.3',
  BURST_CAP_SECONDS: '2',
  INVITE_HOURS: 'Mon-Sun 00:00-24:00',
  INVITES_PER_MINUTE: '6000',
  UNASKED_GAP_HOURS: '0',
}
const MODEL_MS = 40

/** Adds to `undo` what takes it down again. */
export async function putUp(options: RigOptions, undo: (() => Promise<void>)[]): Promise<Rig> {
  const { databaseUrl, doom, settings, way, folder, platform, seed } = options
  const database = poolOn(databaseUrl)
  undo.push(() => database.end())
  const claude = await createClaudeStandIn({ apiKey: KEY, seed, delayMs: MODEL_MS })
  undo.push(() => claude.close())
  const stage = await setStage(options)
  undo.push(() => stage.close())
  const bots = createBotProcesses({
    settings: {
      ...SETTINGS,
      DATABASE_URL: databaseUrl,
      DATA_DIR: folder,
      ANTHROPIC_BASE_URL: claude.url,
      ...settings,
      ...stage.env((await way?.(stage.origin)) ?? stage.origin),
    },
    doom,
    folder,
  })
  undo.push(() => bots.stop())
  await storeApprovedStudy(database, { platform, workspace: stage.workspace, place: stage.place })
  return { database, claude, stage, bots }
}

/** `ended`: every interview is to have ended as its person meant it to. */
export async function judged(
  { database, stage, bots }: Rig,
  { ended }: { ended: boolean },
): Promise<Verdict & Untold> {
  const { platform } = stage.researcher
  const lines = await readLog(stage.log)
  const verdict = await judge({
    database,
    platform,
    lines,
    people: ended
      ? stage.scripts.map(({ person, user }) => ({ platform, user, expected: person.expected }))
      : [],
    clocksJump: false,
    mayDouble: keysMadeStale(lines),
  })
  return { ...verdict, ...untold(await lookUps(bots.logs)) }
}
