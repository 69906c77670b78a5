import { Redis } from 'ioredis'
import type { Config } from '../../config.ts'
import { advice, broken, type Check, fine } from '../../core/ports/check.ts'
import { reason } from './reason.ts'

const CONNECT_WITHIN_MS = 5_000
/** BullMQ starts with nothing older. */
const LEAST_MAJOR = 5

/** Does Redis answer, keep what it has, and never evict? Without it the bot only takes longer: the rows are in PostgreSQL. */
export async function checkRedis(config: Config): Promise<readonly Check[]> {
  if (!config.redis.url) return [fine('Redis', 'not used: the queues live in PostgreSQL')]
  const redis = new Redis(config.redis.url, {
    lazyConnect: true,
    connectTimeout: CONNECT_WITHIN_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let last: unknown
  redis.on('error', (error) => {
    last = error
  })
  try {
    await redis.connect()
    return [versionCheck(await redis.info('server')), ...(await settingsOf(redis))]
  } catch (error) {
    return [
      advice(
        'Redis',
        `does not answer: ${reason(last ?? error)}; until it does, people are answered a few seconds later: start it, ` +
          'check REDIS_URL, or unset it to keep the queues in PostgreSQL',
      ),
    ]
  } finally {
    redis.disconnect()
  }
}

/** @param server the answer to INFO */
function versionCheck(server: string): Check {
  const [, version = '0'] = /^redis_version:(\d+\.\d+)/m.exec(server) ?? []
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < LEAST_MAJOR)
    return broken('Redis', `${version} is too old: ${LEAST_MAJOR}.0 or newer is needed`)
  return major > 6 || (major === 6 && minor >= 2)
    ? fine('Redis', `${version} answers`)
    : advice('Redis', `${version} answers; 6.2 or newer is what the queues are made for`)
}

async function settingsOf(redis: Redis): Promise<readonly Check[]> {
  const setting = async (name: string) => {
    const answer = await redis.config('GET', name).catch(() => [])
    return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : undefined
  }
  const [appendonly, policy] = [await setting('appendonly'), await setting('maxmemory-policy')]
  const hidden = 'cannot be read here (CONFIG is not allowed)'
  return [
    appendonly === 'yes'
      ? fine('Redis persistence', 'append-only file')
      : advice(
          'Redis persistence',
          `${appendonly ? 'no append-only file' : hidden}: set appendonly yes, or a crash delays what was queued`,
        ),
    policy === 'noeviction'
      ? fine('Redis eviction', 'noeviction')
      : advice(
          'Redis eviction',
          `${policy ?? hidden}: set maxmemory-policy noeviction, or queued wake-ups get dropped`,
        ),
  ]
}
