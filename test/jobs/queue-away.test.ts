import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { createQueues } from '../../src/jobs/backend.ts'
import { createEmptyDatabase } from '../harness/database.ts'
import { silentLog } from '../harness/silent-log.ts'

const undo: (() => Promise<unknown>)[] = []
let door: Awaited<ReturnType<typeof doorTo>>
beforeEach(async () => {
  const database = await createEmptyDatabase()
  undo.push(() => database.close())
  door = await doorTo(new URL(database.url))
  undo.push(() => door.close())
})
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** A way to the server that can be shut: whoever comes then is let in and thrown out. */
async function doorTo(server: URL) {
  const sockets = new Set<Socket>()
  let shut = false
  let thrownOut = 0
  const door = createServer((socket) => {
    socket.on('error', () => undefined)
    if (shut) {
      thrownOut++
      socket.destroy()
      return
    }
    const inside = connect(Number(server.port), server.hostname)
    inside.on('error', () => socket.destroy())
    for (const each of [socket, inside]) sockets.add(each)
    socket.pipe(inside).pipe(socket)
    socket.on('close', () => inside.destroy())
    inside.on('close', () => socket.destroy())
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  const address = door.address()
  const url = new URL(server)
  url.port = String(address !== null && typeof address === 'object' ? address.port : 0)
  return {
    url: url.href,
    get thrownOut() {
      return thrownOut
    },
    shut() {
      shut = true
      for (const socket of sockets) socket.destroy()
    },
    open() {
      shut = false
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      door.close()
      await once(door, 'close')
    },
  }
}

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
