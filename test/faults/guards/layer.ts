import type { Figures } from '../figures.ts'
import type { Options } from '../options.ts'
import { startPostgres } from '../processes/postgres.ts'
import { GUARDS } from './guards.ts'
import { type Tried, tryWithout } from './without.ts'

const AT_ONCE = 2

/** Takes each guard out of the simulation in turn: something must break that holds with it. */
export async function runGuards(options: Options, tell: (text: string) => void): Promise<Figures> {
  const startedAt = performance.now()
  const unknown = options.kinds?.filter((name) => !GUARDS.some((guard) => guard.name === name)) ?? []
  if (unknown.length > 0)
    throw new RangeError(
      `no such guard: ${unknown.join(', ')}; there are ${GUARDS.map(({ name }) => name).join(', ')}`,
    )
  const waiting = GUARDS.filter(({ name }) => options.kinds?.includes(name) ?? true)
  const postgres = await startPostgres()
  const tried: Tried[] = []
  try {
    const work = async () => {
      for (let guard = waiting.shift(); guard; guard = waiting.shift()) {
        const one = await tryWithout(guard, options.seed, postgres.createDatabase)
        tried.push(one)
        tell(
          one.caught
            ? `caught: ${guard.name}, after ${one.cases} cases: ${one.caught.broken[0]}`
            : `NOT CAUGHT: ${guard.name}, in ${one.cases} cases`,
        )
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    await postgres.stop()
  }
  return {
    layer: 'guards',
    runs: tried.reduce((sum, { cases }) => sum + cases, 0),
    crashPoints: null,
    faultKinds: null,
    seeds: null,
    lost: null,
    doubled: null,
    ambiguous: null,
    reconciled: null,
    invariantsBroken: null,
    guards: { tried: tried.length, caught: tried.filter(({ caught }) => caught).length },
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  }
}
