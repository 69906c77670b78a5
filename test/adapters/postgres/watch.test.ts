import { describe, expect, it, type TestContext } from 'vitest'
import { openDatabase } from '../../../src/adapters/postgres/pool.ts'
import { databaseWatch } from '../../../src/adapters/postgres/watch.ts'
import { manualClock } from '../../fakes/clock.ts'
import { createEmptyDatabase } from '../../harness/database.ts'
import { doorTo } from '../../harness/door.ts'
import { silentLog } from '../../harness/silent-log.ts'

const LATE = 'it did not answer within 2 s'

/** A database that was asked once and answered. */
async function watched({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const database = await createEmptyDatabase()
  const door = await doorTo(new URL(database.url))
  const opened = openDatabase(door.url, { log: silentLog })
  let asked = 0
  const db = opened.withPlugin({
    transformQuery({ node }) {
      asked += 1
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const clock = manualClock()
  const trouble = databaseWatch(db, clock)
  onTestFinished(async () => {
    await door.close()
    await opened.destroy()
    await database.close()
  })
  expect(await trouble()).toBeUndefined()
  return {
    door,
    clock,
    trouble,
    asked: () => asked,
    /** The connections that stand go dead, and whoever asks then waits in vain. */
    async hang() {
      door.deaden()
      const waiting = trouble()
      clock.pass(2_000)
      expect(await waiting).toBe(LATE)
    },
  }
}

describe('the watch on the database', () => {
  it('waits for one answer, however many ask', async (context) => {
    const { door, clock, trouble, asked, hang } = await watched(context)
    await hang()
    const others = [trouble(), trouble()]
    clock.pass(2_000)
    expect(await Promise.all(others)).toEqual([LATE, LATE])
    expect(asked()).toBe(2)
    door.shut()
  })

  it('asks anew when a connection died without a word', async (context) => {
    const { clock, trouble, hang } = await watched(context)
    await hang()
    clock.pass(8_000)
    expect(await trouble()).toBeUndefined()
  })

  it('leaves a few questions open at most, and asks again as soon as one of them has come to an end', async (context) => {
    const { door, clock, trouble, asked, hang } = await watched(context)
    for (let open = 1; open <= 3; open++) {
      await hang()
      clock.pass(8_000)
      if (open < 3) expect(await trouble()).toBeUndefined()
    }
    const before = asked()
    const waiting = trouble()
    clock.pass(2_000)
    expect(await waiting).toBe(LATE)
    expect(asked()).toBe(before)
    door.shut()
    door.open()
    await expect.poll(trouble).toBeUndefined()
  })

  it('tells a connection that broke from one that could not be made, and gives no address', async (context) => {
    const { door, trouble, asked, hang } = await watched(context)
    await hang()
    const waiting = trouble()
    door.shut()
    expect(await waiting).toBe('it cannot be used: the connection was lost')
    expect(asked()).toBe(2)
  })
})
