import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { readLog } from '../../../sim/checker/log-reader.ts'
import { createClaudeStandIn } from '../../../sim/claude/stand-in.ts'
import { type Chance, chance } from '../../../sim/people/random.ts'
import { judge, type Verdict } from '../oracle/judge.ts'
import { createBotProcesses } from './bot-processes.ts'
import { type Combination, commandFor, isPoint, nameOf } from './combinations.ts'
import { NotEnded, takeItsCourse } from './course.ts'
import type { Doom } from './death.ts'
import { lookUps } from './look-ups.ts'
import { fourPeople } from './people.ts'
import { type BrokenWay, createBrokenWay } from './proxy.ts'
import { type OwnRedis, startOwnRedis } from './redis.ts'
import { type Stage, setStage } from './stage.ts'
import { poolOn, storeApprovedStudy } from './study.ts'

export interface RunResult extends Omit<Combination, 'fault'>, Verdict {
  readonly fault: string
  readonly name: string
  /** How many processes died. */
  readonly deaths: number
  readonly seconds: number
  /** Does the run again. */
  readonly command: string
}

/** What a run stands on. */
export interface Ground {
  /** A fresh, migrated database. */
  createDatabase(): Promise<{ readonly url: string; close(): Promise<void> }>
  /** Ends every session and starts the server again; resolves when it answers. */
  restartPostgres(): Promise<void>
  /** Folder for the logs of runs. */
  readonly folder: string
}

const KEY = 'sk-ant-simulated-faults'
/** Invitations come before anybody reads a question, and some of the rest is passed once only. */
const COUNTS_FROM_THE_START = /^[IAE]/
/** Time for a reminder, which the sweep finds. */
const CARDS_SEEN_AFTER_MS = 8_000
const RESETS_FOR_MS = 5_000
/** Of tries of one message, or look-ups in one conversation, while posts are reset: two a second. */
const CALLS_AT_MOST = 10

/**
 * One study lived through by four people while one thing goes wrong, and then judged. What breaks is in the result;
 * it rejects only if the run itself could not be made.
 */
export async function run(combination: Combination, ground: Ground): Promise<RunResult> {
  const startedAt = performance.now()
  const name = nameOf(combination)
  const folder = path.join(ground.folder, `${name}-${Date.now()}`)
  await mkdir(folder, { recursive: true })
  const undo: (() => Promise<void>)[] = []
  try {
    const outcome = await livedThrough(combination, ground, folder, undo)
    return {
      ...combination,
      ...outcome,
      name,
      seconds: Math.round((performance.now() - startedAt) / 100) / 10,
      command: commandFor(combination),
    }
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

async function livedThrough(
  combination: Combination,
  ground: Ground,
  folder: string,
  undo: (() => Promise<void>)[],
): Promise<Verdict & { readonly deaths: number }> {
  const { platform, processes, seed, fault } = combination
  const source = chance(seed).branch(nameOf(combination))
  const { url, close } = await ground.createDatabase()
  undo.push(close)
  const database = poolOn(url)
  undo.push(() => database.end())
  const claude = await createClaudeStandIn({ apiKey: KEY, seed, delayMs: 40 })
  undo.push(() => claude.close())
  let onFirstQuestion: (() => void) | undefined
  const people = fourPeople(platform, () => {
    onFirstQuestion?.()
    onFirstQuestion = undefined
  })
  const historyLagMs = platform === 'slack' ? source.pick([0, 2_000, 6_000]) : 0
  const cardsSeenAfterMs = fault === 'I8' ? CARDS_SEEN_AFTER_MS : 0
  const stage = await setStage({ platform, people, seed, folder, historyLagMs, cardsSeenAfterMs })
  undo.push(() => stage.close())
  const redis = fault.startsWith('redis-') ? await startOwnRedis() : undefined
  if (redis) undo.push(() => redis.stop())
  const way = fault === 'posts-reset' ? await createBrokenWay(stage.origin) : undefined
  if (way) undo.push(() => way.close())
  const bots = createBotProcesses({
    settings: {
      ...SETTINGS,
      ...(fault === 'I8' ? { REMIND_AFTER_HOURS: '0.0003' } : {}),
      DATABASE_URL: url,
      DATA_DIR: folder,
      ANTHROPIC_BASE_URL: claude.url,
      ...(redis ? { REDIS_URL: redis.url } : {}),
      ...stage.env(way?.origin ?? stage.origin),
    },
    doom: doomOf(combination, source, folder),
    folder,
  })
  undo.push(() => bots.stop())
  const trouble = troubleOf(combination, ground, redis, way)
  const troubles: Promise<void>[] = []
  onFirstQuestion = () => {
    bots.count()
    if (trouble) troubles.push(trouble())
  }
  if (COUNTS_FROM_THE_START.test(fault)) bots.count()
  await storeApprovedStudy(database, { platform, workspace: stage.workspace, place: stage.place })
  await bots.start(processes)
  const broken: string[] = []
  await takeItsCourse(stage, database, fault.startsWith('A')).catch((error: unknown) => {
    if (!(error instanceof NotEnded)) throw error
    broken.push(error.message)
  })
  await Promise.all([bots.settled(), ...troubles])
  await bots.stop()
  const deaths = isPoint(fault) ? (combination.twice ? 2 : 1) : 0
  if (bots.deaths !== deaths) broken.push(`${bots.deaths} deaths where ${deaths} were meant`)
  if (way) broken.push(...hotLoops(way))
  const verdict = await judged(stage, database, platform, bots.logs)
  return { ...verdict, broken: [...broken, ...bots.troubles, ...verdict.broken], deaths: bots.deaths }
}

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

function doomOf({ fault, twice }: Combination, source: Chance, deaths: string): Doom | undefined {
  if (!isPoint(fault)) return undefined
  const pass = fault.startsWith('T') ? source.integer(1, 3) : 1
  return { point: fault, pass, atMost: twice ? 2 : 1, deaths }
}

/** What goes wrong outside the bot, once people answer. */
function troubleOf(
  { fault }: Combination,
  ground: Ground,
  redis: OwnRedis | undefined,
  way: BrokenWay | undefined,
): (() => Promise<void>) | undefined {
  switch (fault) {
    case 'postgres-restart':
      return () => ground.restartPostgres()
    case 'redis-restart':
      return () => redis?.restart() ?? Promise.resolve()
    case 'redis-flushall':
      return () => redis?.flush() ?? Promise.resolve()
    case 'posts-reset':
      return async () => way?.resetPosts(RESETS_FOR_MS)
    default:
      return undefined
  }
}

async function judged(
  stage: Stage,
  database: ReturnType<typeof poolOn>,
  platform: Combination['platform'],
  botLogs: readonly string[],
): Promise<Verdict> {
  return judge({
    database,
    platform,
    lines: await readLog(stage.log),
    people: stage.scripts.map(({ person, user }) => ({ platform, user, expected: person.expected })),
    lookUps: await lookUps(botLogs),
    suspended: new Set(),
    clocksJump: false,
    excusesLookUps: true,
  })
}

function hotLoops({ calls }: BrokenWay): readonly string[] {
  if (calls.size === 0) return ['no post met a reset']
  return [...calls].flatMap(([what, count]) =>
    count > CALLS_AT_MOST ? [`${count} ${what} in ${RESETS_FOR_MS / 1000} s`] : [],
  )
}
