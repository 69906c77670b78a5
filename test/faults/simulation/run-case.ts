import { chance } from '../../../sim/people/random.ts'
import type { LogLine } from '../../../sim/seat.ts'
import { ALL_WEEK, SILENCE } from '../../fakes/silence.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { judge, type Verdict } from '../oracle/judge.ts'
import { type Untold, untold } from '../oracle/look-ups.ts'
import { PLAN, storeApprovedStudy } from '../processes/study.ts'
import { SimulatedBot, type Surroundings } from './bot.ts'
import type { Case } from './case.ts'
import { isReminded, populate } from './cast.ts'
import { takeItsCourse } from './course.ts'
import { deathOf } from './death.ts'
import { canaryOf } from './people.ts'
import { strike } from './strikes.ts'
import type { SimulatedDatabase } from './surroundings/database.ts'
import { seededIds } from './surroundings/ids.ts'
import type { FaultKind } from './surroundings/kinds.ts'
import { SimulatedModel } from './surroundings/model.ts'
import { SimulatedPlatform } from './surroundings/platform.ts'
import { SimulatedQueue } from './surroundings/queue.ts'
import { Scheduler } from './surroundings/scheduler.ts'
import { Weather } from './surroundings/weather.ts'
import { traces } from './traces.ts'

export interface CaseResult extends Verdict, Untold {
  readonly deaths: number
  /** Processes that stood still instead. */
  readonly halts: number
  /** Faults that befell something. */
  readonly faults: number
  readonly steps: number
  readonly statements: number
  /** What people and bot did, as the platform has it. */
  readonly lines: readonly LogLine[]
}

/** A process that was started again has read by then what it missed. */
const ARRIVES_WITHIN_MS = 6_000

/** A clock that jumps must not use up an interview's time. */
const UNHURRIED = { ...PLAN, minutes: 60 }

const LATE_KINDS = new Set<FaultKind>(['clock-jumps'])
/** After these an answer is rightly read by the model again. */
const INTERRUPTING_KINDS = new Set<FaultKind>([
  'clock-jumps',
  'suspended',
  'stands-still',
  'statement-fails',
  'outcome-unknown',
  'database-away',
])

const CONFIG: Surroundings['config'] = {
  interview: { quietMs: 300, capMs: 2_000, nudgeMs: 86_400_000, closeMs: 259_200_000 },
  fieldwork: {
    hours: ALL_WEEK,
    perMinute: 6_000,
    gapMs: 0,
    remindMs: SILENCE.invitation.remindMs,
    againMs: SILENCE.invitation.againMs,
    expireMs: SILENCE.invitation.expireMs,
  },
  analysis: { nightlyAt: '02:00', zone: 'Europe/London' },
  commands: { study: 'study', interview: 'interview' },
}

/** Where a process dies with a reminder on its way, people see their invitation only after it. */
const REMIND_MS = 2_000

function configOf(one: Case): Surroundings['config'] {
  return isReminded(one) ? { ...CONFIG, fieldwork: { ...CONFIG.fieldwork, remindMs: REMIND_MS } } : CONFIG
}

/** Lives one case through and judges it. What breaks is in the result. */
export async function runCase(one: Case, database: SimulatedDatabase): Promise<CaseResult> {
  const source = chance(one.chance)
  const scheduler = new Scheduler(source.branch('order'))
  const weather = new Weather(one.kinds, source.branch('weather'))
  await database.begin(scheduler, weather)
  const lines: LogLine[] = []
  const platform = new SimulatedPlatform(one.platform, scheduler, weather, (line) =>
    lines.push({ ...line, seq: lines.length, at: new Date(scheduler.now).toISOString() }),
  )
  const queue = new SimulatedQueue(scheduler, weather)
  const model = new SimulatedModel(scheduler, weather)
  const { place, researcher, scripts, membersPlace } = populate(one, platform, scheduler)
  const death = deathOf(one)
  let started = 0
  let deaths = 0
  let halts = 0
  const around: Surroundings = {
    scheduler,
    database,
    platform,
    queue,
    model,
    ids: seededIds(scheduler, source.branch('ids')),
    log: silentLog,
    config: { ...configOf(one), [one.platform]: { researchChannels: [place], researchers: [] } } as never,
    passes: death.passes,
    standsStillFor: () => {
      if (!weather.befalls('stands-still')) return 0
      halts++
      return weather.between(15_000, 35_000)
    },
    died: () => {
      deaths++
      platform.delivery.stir()
      scheduler.later('start again', weather.between(200, 4_000), startOne)
    },
  }
  const bots: SimulatedBot[] = []
  const startOne = () => {
    const bot = new SimulatedBot(`bot-${++started}`, around)
    bots.push(bot)
    bot.start()
  }
  await storeApprovedStudy(database.direct, { platform: one.platform, workspace: 'W1', place }, UNHURRIED, {
    ids: around.ids,
    at: new Date(scheduler.now),
  })
  for (let count = 0; count < one.processes; count++) startOne()
  if (one.death && /^[IAE]/.test(one.death.point)) death.count()
  strike({ scheduler, weather, database, platform, queue, bots })
  const broken = await takeItsCourse({
    one,
    scheduler,
    weather,
    database,
    scripts,
    onQuestion: death.count,
    arrived: () => platform.delivery.isQuietFor(ARRIVES_WITHIN_MS),
    launch: () => researcher.command(place, '/study', `launch all=<#${membersPlace}>`),
    report: () => researcher.command(place, '/study', 'report now'),
  })
  const people = scripts.map(({ person, user }) => ({
    platform: one.platform,
    user,
    expected: person.expected,
  }))
  const verdict = await judge({
    database: database.direct,
    platform: one.platform,
    lines,
    people,
    clocksJump: one.kinds.includes('clock-jumps'),
    // The history lags by less than is waited for; only this makes a look-up come too early.
    mayDouble: one.kinds.some((kind) => LATE_KINDS.has(kind))
      ? new Set([...platform.suspended, ...platform.toldAbsent])
      : platform.suspended,
  })
  const overpaid = one.kinds.some((kind) => INTERRUPTING_KINDS.has(kind))
    ? []
    : await paidTwice(database, model.calls.get('interview-turn') ?? 0, deaths * one.manners.length)
  const left = await traces(
    database.direct,
    one.manners.flatMap((manner, index) => (manner === 'deletes' ? [canaryOf(manner, index)] : [])),
  )
  for (const bot of bots) bot.dead = true
  for (const script of scripts) script.close()
  return {
    ...verdict,
    ...untold(platform.lookUps),
    broken: [...broken, ...verdict.broken, ...overpaid, ...left],
    deaths,
    halts,
    faults: weather.count,
    steps: scheduler.taken,
    statements: database.statements,
    lines,
  }
}

/** An answer is read by the model once; once more if a process dies over it, which may be over everybody's. */
async function paidTwice(
  database: SimulatedDatabase,
  calls: number,
  interrupted: number,
): Promise<readonly string[]> {
  const { rows } = await database.direct.query<{ answers: number }>(
    `select count(*)::int as answers from turn where speaker = 'participant' and kind = 'answer'`,
  )
  const most = (rows[0]?.answers ?? 0) + interrupted
  return calls > most ? [`the model read ${calls} answers of ${most}`] : []
}
