import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import type { Case } from './case.ts'
import { everyPair, furtherSeeds } from './plan.ts'
import { runCase } from './run-case.ts'
import { shrink } from './shrink.ts'
import { SimulatedDatabase } from './surroundings/database.ts'
import { KINDS } from './surroundings/kinds.ts'

let server: TestDatabase
let database: SimulatedDatabase
beforeAll(async () => {
  server = await createTestDatabase()
  database = await SimulatedDatabase.open(server.url)
})
afterAll(async () => {
  await database.close()
  await server.close()
})

const POINT_OF = ['T9', 'T12', 'T5', 'I7'] as const

/** A sample: every kind of fault once, two at a time, and some seeds of chance alone; `npm run faults` does them all. */
const SAMPLE = [
  ...KINDS.filter((_, index) => index % 2 === 0).flatMap((kind, index) =>
    everyPair([POINT_OF[index % 4] ?? 'T9'], [kind], 1, 1).map(({ name, one }) => {
      const [other = kind] = KINDS.slice(2 * index + 1)
      return { name: `${name}, with ${other}`, one: { ...one, kinds: [kind, other] } }
    }),
  ),
  ...furtherSeeds(1, 4),
]

function caseOf(seed: number): Case {
  const [planned] = furtherSeeds(seed, 1)
  if (!planned) throw new Error('no case')
  return planned.one
}

describe('simulated processes', () => {
  it.each(SAMPLE)('lose and double nothing: $name', async ({ one }) => {
    const { broken, lost } = await runCase(one, database)
    expect({ broken, lost }).toEqual({ broken: [], lost: 0 })
  })

  it('do the same again for the same case', async () => {
    const one = caseOf(7)
    const first = await runCase(one, database)
    const second = await runCase(one, database)
    expect(second.lines).toEqual(first.lines)
    expect(second.statements).toBe(first.statements)
  })
})

describe('a broken case', () => {
  it('is made smaller as long as it still breaks', async () => {
    const one = caseOf(3)
    const needed = one.kinds.slice(0, 1)
    const smallest = await shrink(one, async ({ kinds }) => needed.every((kind) => kinds.includes(kind)))
    expect(smallest).toMatchObject({ processes: 1, manners: ['plain'], kinds: needed, death: undefined })
  })
})

describe('time and chance of a simulated run', () => {
  it('come from the scheduler and its source alone', () => {
    const owners = new Set(['scheduler.ts', 'database.ts', 'workers.ts', 'layer.ts'])
    const folder = import.meta.dirname
    const strays = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(
        (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !owners.has(path.basename(file)),
      )
      .filter((file) =>
        /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|\brandomUUID\b|\bperformance\b/.test(
          readFileSync(path.join(folder, file), 'utf8'),
        ),
      )
    expect(strays).toEqual([])
  })
})
