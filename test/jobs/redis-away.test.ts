import { fork } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { JOB_NAMES } from '../../src/core/ports/queue.ts'
import type { Queues } from '../../src/jobs/backend.ts'
import { freePort } from '../harness/free-port.ts'
import { type KeptLine, keptLog } from '../harness/kept-log.ts'
import { queueOpener } from '../harness/queues.ts'
import { startRedis, type TestRedis } from '../harness/redis.ts'

const idle = { lane: async () => {}, study: async () => {} }
const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function redisAt(port: number): Promise<TestRedis> {
  const redis = await startRedis(port)
  if (redis === undefined) throw new Error('there is no redis-server')
  undo.push(() => redis.stop())
  return redis
}

/** Where a connection is taken and nothing more happens. */
async function silentPort(): Promise<number> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    sockets.push(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  undo.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function queuesAt(port: number): Promise<{ queues: Queues; lines: readonly KeptLine[] }> {
  const { log, lines } = keptLog()
  const opener = queueOpener(() => ({ redisUrl: `redis://127.0.0.1:${port}` }), { log })
  undo.push(() => opener.reset())
  return { queues: await opener.connect(), lines }
}

/** Queues with workers in a process of their own, which ends by itself once nothing of theirs is open any more. */
async function processWithQueues(port: number) {
  const child = fork(new URL('queues-process.ts', import.meta.url), [`redis://127.0.0.1:${port}`])
  const exited = once(child, 'exit')
  undo.push(async () => {
    child.kill('SIGKILL')
    await exited
  })
  expect(await once(child, 'message')).toContain('ready')
  return {
    /** Resolves with the exit code. */
    async stop(): Promise<unknown> {
      child.send('stop')
      const [code] = await exited
      return code
    },
  }
}

describe('queues on a Redis that is not there', () => {
  it('are ready all the same, say so, and hold no wake up', async () => {
    const { queues, lines } = await queuesAt(await freePort())
    await queues.startWorkers(idle)
    expect(lines.filter(({ event }) => event === 'queue.away')).toHaveLength(1)
    const before = performance.now()
    await queues.queue.wake('lane', 'lost')
    expect(performance.now() - before).toBeLessThan(500)
    expect(lines).toContainEqual(expect.objectContaining({ event: 'queue.wake-lost', id: 'lost' }))
  })

  it.each([
    ['refuses', freePort],
    ['never answers', silentPort],
  ])('leave nothing open when they are closed (its port %s)', async (_how, port) => {
    const child = await processWithQueues(await port())
    expect(await child.stop()).toBe(0)
  })
})

describe.skipIf(inject('redisUrl') === '')('queues whose Redis', () => {
  it('comes after them take up by themselves', async () => {
    const port = await freePort()
    const ids: string[] = []
    const { queues, lines } = await queuesAt(port)
    await queues.startWorkers({ ...idle, lane: async (id) => void ids.push(id) })
    await queues.queue.wake('lane', 'lost')
    await redisAt(port)
    const heard = async () => {
      await queues.queue.wake('lane', 'heard')
      return ids.includes('heard')
    }
    await expect.poll(heard, { timeout: 15_000, interval: 200 }).toBe(true)
    expect(ids).not.toContain('lost')
    // Of each queue once, though each of its connections was tried several times.
    expect(lines.filter(({ event }) => event === 'queue.trouble')).toHaveLength(JOB_NAMES.length)
    expect(lines.filter(({ event }) => event === 'queue.back')).toHaveLength(1)
  })

  it('is killed finish the job in hand and close', async () => {
    const port = await freePort()
    const redis = await redisAt(port)
    const { queues } = await queuesAt(port)
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    const done: string[] = []
    let begun = false
    await queues.startWorkers({
      ...idle,
      async lane(id) {
        begun = true
        await gate
        done.push(id)
      },
    })
    await queues.queue.wake('lane', 'in hand')
    await expect.poll(() => begun).toBe(true)
    await redis.kill()
    const closing = queues.close()
    open()
    await closing
    expect(done).toEqual(['in hand'])
  })

  it('is killed leave nothing open when they are closed', async () => {
    const port = await freePort()
    const redis = await redisAt(port)
    const child = await processWithQueues(port)
    await redis.kill()
    expect(await child.stop()).toBe(0)
  })
})
