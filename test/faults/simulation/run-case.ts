import { chance } from '../../../sim/people/random.ts'
import { PersonScript } from '../../../sim/people/script.ts'
import type { LogLine, Seat, Sight } from '../../../sim/seat.ts'
import type { CrashPoint } from '../../../src/core/ports/crash-points.ts'
import { ALL_WEEK, SILENCE } from '../../fakes/silence.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { judge, type Verdict } from '../oracle/judge.ts'
import { PLAN, storeApprovedStudy, unfinished } from '../processes/study.ts'
import { SimulatedBot, type Surroundings } from './bot.ts'
import { type Case, happensOn } from './case.ts'
import type { SimulatedDatabase } from './database.ts'
import { seededIds } from './ids.ts'
import type { FaultKind } from './kinds.ts'
import { SimulatedModel } from './model.ts'
import { canaryOf, peopleOf } from './people.ts'
import { SimulatedPlatform } from './platform.ts'
import { SimulatedQueue } from './queue.ts'
import { Scheduler } from './scheduler.ts'
import { traces } from './traces.ts'
import { Weather } from './weather.ts'

export interface CaseResult extends Verdict {
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

const PACE = { reactMs: 400, thinkFactor: 2, pauseFactor: 4 }
/** Nothing goes wrong any more after so long. */
const FAULTS_LAST_MS = 90_000
/** Faults over, everything is at rest within this: a look-up's slowest pace, a lane's longest rest, the slowest retry. */
const END_WITHIN_MS = 1_500_000
const LOOK_EVERY_MS = 2_000
/** A process that was started again has read by then what it missed. */
const ARRIVES_WITHIN_MS = 6_000
const TYPES_AGAIN_MS = 20_000
const STEPS_AT_MOST = 60_000
/** The client tells a person late that something failed, so that their tries outlast what is away. */
const COMPLAINT_AFTER_MS = 6_000

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
const CARDS_SEEN_AFTER_MS = 12_000
const isReminded = ({ death }: Case) => death?.point === 'I8'

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
    lookUps: platform.lookUps,
    suspended: platform.suspended,
    clocksJump: one.kinds.includes('clock-jumps'),
    // The history lags by less than is waited for; only this makes a look-up come too early.
    excusesLookUps: one.kinds.some((kind) => LATE_KINDS.has(kind)),
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

function populate(one: Case, platform: SimulatedPlatform, scheduler: Scheduler) {
  const { side } = platform
  const source = chance(one.chance).branch('people')
  const time = { now: () => scheduler.now, sleep: (ms: number) => scheduler.sleep('person', ms) }
  const researcherId = side.addPerson({ id: 'researcher', name: 'Robin Hale', locale: 'en-US' })
  const people = peopleOf(one.manners, one.platform, source)
  const users = people.map(({ name, zone, locale }, index) =>
    side.addPerson({ id: `person${index + 1}`, name, zone, locale }),
  )
  const place = side.addPlace({ id: 'research', members: [researcherId] })
  const membersPlace = side.addPlace({ id: 'members', members: users })
  const scripts = people.map(
    (person, index) =>
      new PersonScript(
        person,
        patient(side.seat(users[index] ?? ''), scheduler, isReminded(one) ? CARDS_SEEN_AFTER_MS : 0),
        source.branch(person.name),
        PACE,
        time,
      ),
  )
  return { place, membersPlace, scripts, researcher: side.seat(researcherId) }
}

/** A complaint reaches the person late, and what invites them so much later. */
function patient(seat: Seat, scheduler: Scheduler, cardsSeenAfterMs: number): Seat {
  return {
    ...seat,
    watch: (listener) =>
      seat.watch((sight) => {
        const fails =
          sight.kind === 'complaint' ||
          (sight.kind === 'message' && sight.ephemeral && /try again/i.test(sight.text))
        if (fails)
          scheduler.later('a complaint is read', COMPLAINT_AFTER_MS, () =>
            listener({ kind: 'complaint', text: '' }),
          )
        else if (cardsSeenAfterMs > 0 && isCard(sight))
          scheduler.later('a card is seen', cardsSeenAfterMs, () => listener(sight))
        else listener(sight)
      }),
  }
}

function isCard(sight: Sight): boolean {
  return sight.kind === 'message' && sight.controls.some(({ id }) => id.startsWith('consent:'))
}

/** Counts the passes of the point a process dies at. */
function deathOf({ death, kinds, platform }: Case) {
  let counting = false
  let passed = 0
  let left = death && happensOn(death.point, platform) ? (kinds.includes('dies-again') ? 2 : 1) : 0
  return {
    count: () => {
      counting = true
    },
    passes: (point: CrashPoint): boolean => {
      if (!counting || left === 0 || point !== death?.point) return false
      passed++
      if (passed < death.pass) return false
      left--
      return true
    },
  }
}

/** Faults that come at some instant, not when something is done. */
function strike(world: {
  readonly scheduler: Scheduler
  readonly weather: Weather
  readonly database: SimulatedDatabase
  readonly platform: SimulatedPlatform
  readonly queue: SimulatedQueue
  readonly bots: readonly SimulatedBot[]
}): void {
  const { scheduler, weather, database, platform, queue, bots } = world
  const at = (
    times: number,
    kind: Parameters<Weather['befalls']>[0],
    strikes: () => void | Promise<void>,
  ) => {
    if (!weather.has(kind)) return
    for (let count = 0; count < times; count++)
      scheduler.later(`fault: ${kind}`, weather.between(500, 30_000), async () => {
        if (weather.befalls(kind)) await strikes()
      })
  }
  const anyBot = () => bots.filter(({ dead }) => !dead)[weather.between(0, Math.max(0, bots.length - 1))]
  at(2, 'gap', () =>
    platform.delivery.goAway(weather.between(500, 8_000), (from, to) => ({
      kind: 'gap',
      platform: platform.world.platform,
      workspace: platform.world.workspace,
      key: platform.world.nextId('gap:'),
      direct: false,
      platformAt: to,
      from,
      to,
    })),
  )
  at(4, 'queue-emptied', () => queue.empty())
  at(1, 'database-away', () => database.goAway(weather.between(1_000, 12_000)))
  at(3, 'suspended', () => {
    const bot = anyBot()
    if (bot) bot.suspendedUntil = scheduler.now + weather.between(2_000, 20_000)
  })
  at(3, 'clock-jumps', () => {
    const bot = anyBot()
    if (bot) bot.skewMs = weather.between(-300_000, 300_000)
  })
}

interface Course {
  readonly one: Case
  readonly scheduler: Scheduler
  readonly weather: Weather
  readonly database: SimulatedDatabase
  readonly scripts: readonly PersonScript[]
  readonly onQuestion: () => void
  /** Whatever was on its way has arrived. */
  readonly arrived: () => boolean
  launch(): Promise<void>
  report(): Promise<void>
}

/** From the launch to the end of every interview and, if wanted, the report. Returns what did not come about. */
async function takeItsCourse(course: Course): Promise<readonly string[]> {
  const { one, scheduler, weather, database, scripts } = course
  const begunAt = scheduler.now
  let lookAt = begunAt
  let typedAt = Number.NEGATIVE_INFINITY
  let typed = ''
  const type = async (what: 'launch' | 'report') => {
    if (typed === what && scheduler.now - typedAt < TYPES_AGAIN_MS) return
    typed = what
    typedAt = scheduler.now
    await course[what]()
  }
  for (;;) {
    if (scheduler.now >= lookAt) {
      lookAt = scheduler.now + LOOK_EVERY_MS
      if (scripts.some((script) => script.standing().answered > 0)) course.onQuestion()
      if (scheduler.now - begunAt > FAULTS_LAST_MS) weather.clear()
      const now = await unfinished(database.direct, new Date(scheduler.now))
      const resting = scripts.every((script) => script.standing().resting) && course.arrived()
      if (!now.launched) await type('launch')
      else if (now.ended === scripts.length && now.left.length === 0 && resting) {
        if (!one.report || now.reported) return []
        await type('report')
      }
      if (scheduler.now - begunAt > FAULTS_LAST_MS + END_WITHIN_MS || scheduler.taken > STEPS_AT_MOST)
        return [
          `not ended: ${now.left.join(', ') || `${now.ended} of ${scripts.length} interviews`}; ${scheduler.taken} steps`,
        ]
    }
    if (!(await scheduler.step())) return ['nothing is left to do']
  }
}
