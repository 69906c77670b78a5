import { spawnSync } from 'node:child_process'
import { Redis } from 'ioredis'
import { startRedis } from '../../harness/redis.ts'

/** A Redis of one run's own; undefined where there is no `redis-server`. */
export interface OwnRedis {
  readonly url: string
  /** Killed as if its machine had failed, and started again empty. */
  restart(): Promise<void>
  flush(): Promise<void>
  stop(): Promise<void>
}

export async function startOwnRedis(): Promise<OwnRedis | undefined> {
  let server = await startRedis()
  if (!server) return undefined
  const { url } = server
  return {
    url,
    async restart() {
      await server?.kill()
      server = await startRedis(Number(new URL(url).port))
    },
    async flush() {
      const client = new Redis(url)
      await client.flushall()
      await client.quit()
    },
    stop: async () => server?.stop(),
  }
}

export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0
}
