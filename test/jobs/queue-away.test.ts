import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { createQueues } from '../../src/jobs/backend.ts'
import { createEmptyDatabase } from '../harness/database.ts'
import { type Door, doorTo } from '../harness/door.ts'
import { silentLog } from '../harness/silent-log.ts'

const undo: (() => Promise<unknown>)[] = []
let door: Door
beforeEach(async () => {
  const database = await createEmptyDatabase()
  undo.push(() => database.close())
  door = await doorTo(new URL(database.url))
  undo.push(() => door.close())
})
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

describe('workers whose server breaks every connection while they have work', () => {
  it('ask a few times a second, and go on once it is back', async () => {
    const queues = await createQueues(
      { postgresUrl: door.url },
      { log: silentLog, clock: createSystemClock() },
    )
    undo.push(() => queues.close())
    const done: string[] = []
    let shutAt = 0
    await queues.startWorkers({
      study: async () => {},
      async lane(id) {
        if (id === 'first') {
          door.shut()
          shutAt = performance.now()
        }
        done.push(id)
      },
    })
    await queues.queue.wake('lane', 'first')
    await expect.poll(() => performance.now() - shutAt > 2_000 && shutAt > 0, { timeout: 8_000 }).toBe(true)
    expect(door.thrownOut).toBeGreaterThan(0)
    expect(door.thrownOut).toBeLessThan(60)
    door.open()
    await expect
      .poll(
        async () => {
          await queues.queue.wake('lane', 'second')
          return done.includes('second')
        },
        { timeout: 10_000 },
      )
      .toBe(true)
  })
})
