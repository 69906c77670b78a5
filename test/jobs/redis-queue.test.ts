import { Redis } from 'ioredis'
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { queueContract } from '../contracts/queue.ts'
import { queueOpener } from '../harness/queues.ts'
import { startRedis, type TestRedis } from '../harness/redis.ts'

const redisUrl = inject('redisUrl')
const idle = { lane: async () => {}, study: async () => {} }

describe.skipIf(redisUrl === '')('on Redis', () => {
  let prefix = ''
  beforeEach(() => {
    prefix = `test-${crypto.randomUUID()}`
  })
  afterAll(async () => {
    const client = new Redis(redisUrl)
    const keys = await client.keys('test-*')
    if (keys.length > 0) await client.del(keys)
    await client.quit()
  })

  queueContract('queues on Redis', { shared: true, ...queueOpener(() => ({ redisUrl, prefix })) })

  describe('a Redis that fails', () => {
    const own: TestRedis[] = []
    const opener = queueOpener(() => ({ redisUrl: own[0]?.url ?? '' }))
    const startOwn = async (port?: number) => {
      const redis = await startRedis(port)
      if (redis !== undefined) own.push(redis)
      return redis as TestRedis
    }

    it('that is killed holds nobody up, and serves again once it is back', async () => {
      const redis = await startOwn()
      const ids: string[] = []
      const queues = await opener.connect()
      await queues.startWorkers({ ...idle, lane: async (id) => void ids.push(id) })
      await redis.kill()
      own.pop()
      const before = performance.now()
      await queues.queue.wake('lane', 'lost')
      expect(performance.now() - before).toBeLessThan(3_000)
      await startOwn(Number(new URL(redis.url).port))
      const heard = async () => {
        await queues.queue.wake('lane', 'back')
        return ids.includes('back')
      }
      await expect.poll(heard, { timeout: 15_000, interval: 200 }).toBe(true)
      await opener.reset()
      await own.pop()?.stop()
    })
  })
})
