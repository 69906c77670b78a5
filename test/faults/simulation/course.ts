import type { PersonScript } from '../../../sim/people/script.ts'
import { unfinished } from '../processes/study.ts'
import type { Case } from './case.ts'
import type { SimulatedDatabase } from './surroundings/database.ts'
import type { Scheduler } from './surroundings/scheduler.ts'
import type { Weather } from './surroundings/weather.ts'

/** Nothing goes wrong any more after so long. */
const FAULTS_LAST_MS = 90_000
/** Faults over, everything is at rest within this: a look-up's slowest pace, a lane's longest rest, the slowest retry. */
const END_WITHIN_MS = 1_500_000
const LOOK_EVERY_MS = 2_000
const TYPES_AGAIN_MS = 20_000
const STEPS_AT_MOST = 60_000

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
export async function takeItsCourse(course: Course): Promise<readonly string[]> {
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
