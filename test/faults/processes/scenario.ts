import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { type Chance, chance } from '../../../sim/people/random.ts'
import type { Verdict } from '../oracle/judge.ts'
import type { Untold } from '../oracle/look-ups.ts'
import { type Combination, commandFor, isPoint, nameOf } from './combinations.ts'
import { takeItsCourse } from './course.ts'
import type { Doom } from './death.ts'
import { livedThroughAway } from './measures/away.ts'
import { recovered } from './measures/recovery.ts'
import { fourPeople } from './people.ts'
import { type BrokenWay, createBrokenWay } from './proxy.ts'
import { type OwnRedis, startOwnRedis } from './redis.ts'
import { judged, putUp } from './rig.ts'

/** What came of a run. */
export interface Lived extends Verdict, Untold {
  /** How many processes died. */
  readonly deaths: number
  /** Figures of its own, by what they are. */
  readonly measured?: Readonly<Record<string, number>>
}

export interface RunResult extends Omit<Combination, 'fault'>, Lived {
  readonly fault: string
  readonly name: string
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
  /** How long PostgreSQL stays away where it does; a minute if absent. */
  readonly awayMs?: number
  /** Folder for the logs of runs. */
  readonly folder: string
}

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
    const outcome = await live(combination, ground, folder, undo)
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

function live(
  combination: Combination,
  ground: Ground,
  folder: string,
  undo: (() => Promise<void>)[],
): Promise<Lived> {
  switch (combination.fault) {
    case 'recovery':
      return recovered(combination, ground, folder, undo)
    case 'postgres-away':
      return livedThroughAway(combination, ground, folder, undo)
    default:
      return livedThrough(combination, ground, folder, undo)
  }
}

async function livedThrough(
  combination: Combination,
  ground: Ground,
  folder: string,
  undo: (() => Promise<void>)[],
): Promise<Lived> {
  const { platform, processes, seed, fault } = combination
  const source = chance(seed).branch(nameOf(combination))
  const { url, close } = await ground.createDatabase()
  undo.push(close)
  let onFirstQuestion: (() => void) | undefined
  const people = fourPeople(platform, () => {
    onFirstQuestion?.()
    onFirstQuestion = undefined
  })
  const historyLagMs = platform === 'slack' ? source.pick([0, 2_000, 6_000]) : 0
  const redis = fault.startsWith('redis-') ? await startOwnRedis() : undefined
  if (redis) undo.push(() => redis.stop())
  let broken: BrokenWay | undefined
  const breaking = async (origin: string) => {
    const way = await createBrokenWay(origin)
    undo.push(() => way.close())
    broken = way
    return way.origin
  }
  const rig = await putUp(
    {
      databaseUrl: url,
      platform,
      people,
      seed,
      folder,
      historyLagMs,
      doom: doomOf(combination, source, folder),
      ...(fault === 'I8' ? { cardsSeenAfterMs: CARDS_SEEN_AFTER_MS } : {}),
      settings: {
        ...(redis ? { REDIS_URL: redis.url } : {}),
        ...(fault === 'I8' ? { REMIND_AFTER_HOURS: '0.0003' } : {}),
      },
      ...(fault === 'posts-reset' ? { way: breaking } : {}),
    },
    undo,
  )
  const { database, stage, bots } = rig
  const trouble = troubleOf(combination, ground, redis, broken)
  const troubles: Promise<void>[] = []
  onFirstQuestion = () => {
    bots.count()
    if (trouble) troubles.push(trouble())
  }
  if (COUNTS_FROM_THE_START.test(fault)) bots.count()
  await bots.start(processes)
  const notEnded = await takeItsCourse(stage, database, { wantsReport: fault.startsWith('A') })
  await Promise.all([bots.settled(), ...troubles])
  await bots.stop()
  const verdict = await judged(rig, { ended: true })
  return {
    ...verdict,
    broken: [
      ...notEnded,
      ...diedAsMeant(combination, bots.deaths),
      ...(broken ? hotLoops(broken) : []),
      ...bots.troubles,
      ...verdict.broken,
    ],
    deaths: bots.deaths,
  }
}

/** What was stored when the process died is not done again: of the launch, the report and the one deletion there is one. */
const PASSED_ONCE: readonly string[] = ['I1', 'A7', 'E1', 'E2', 'E5']

function diedAsMeant({ fault, twice }: Combination, deaths: number): readonly string[] {
  const meant = isPoint(fault) ? (twice && !PASSED_ONCE.includes(fault) ? 2 : 1) : 0
  return deaths === meant ? [] : [`${deaths} deaths where ${meant} were meant`]
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

function hotLoops({ calls }: BrokenWay): readonly string[] {
  if (calls.size === 0) return ['no post met a reset']
  return [...calls].flatMap(([what, count]) =>
    count > CALLS_AT_MOST ? [`${count} ${what} in ${RESETS_FOR_MS / 1000} s`] : [],
  )
}
