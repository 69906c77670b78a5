import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { participantLane } from '../../src/core/lane.ts'
import { startSweeper } from '../../src/jobs/sweep.ts'
import { AT, runningStudy, said } from '../adapters/postgres/seed.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { createLaneBench } from './lane-bench.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const person = { platform: 'slack' as const, workspace: 'T1', person: 'U-swept' }

describe('the sweeper', () => {
  it('does what is due though every wake was lost, and leaves what is not due yet', async () => {
    const bench = createLaneBench(database.db)
    const study = await runningStudy(database.db)
    await bench.invite(person, study, new Date(AT.getTime() + 60_000))
    const early = startSweeper(bench.process('sweeper'))
    await early.stop()
    expect(bench.sends).toEqual([])
    bench.pass(62_000)
    const sweeper = startSweeper(bench.process('sweeper'))
    await expect.poll(() => bench.sends).toHaveLength(1)
    await sweeper.stop()
    await bench.sink(said(person, 'hello?'))
    bench.pass(10_000)
    const again = startSweeper(bench.process('sweeper'))
    await expect.poll(() => bench.sends).toHaveLength(2)
    await again.stop()
    expect((await bench.lanes.waiting(participantLane(person), bench.clock.now())).events).toEqual([])
  })
})
