import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded/launcher.ts'
import { migrateToLatest } from '../../src/adapters/postgres/migrate.ts'
import { openDatabase } from '../../src/adapters/postgres/pool.ts'
import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { TEMPLATE } from './provided.ts'
import { startRedis } from './redis.ts'
import { silentLog } from './silent-log.ts'

const PREFIX = 'sounding-test-'

/** Starts the servers that all test files share, and stops them at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepDeadRuns()
  const stops: (() => Promise<void>)[] = []
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    const redis = await findRedis()
    stops.push(async () => redis?.stop())
    const postgres = await startPostgres(`${PREFIX}${process.pid}`)
    stops.push(postgres.remove)
    await makeTemplate(postgres.url)
    project.provide('postgresUrl', postgres.url)
    project.provide('redisUrl', redis?.url ?? '')
  } catch (error) {
    await stopAll()
    throw error
  }
  return stopAll
}

async function startPostgres(name: string): Promise<{ url: string; remove(): Promise<void> }> {
  const dataDir = path.join(tmpdir(), name)
  await mkdir(dataDir, { recursive: true })
  // PostgreSQL's own account passes through it, whatever the umask.
  await chmod(dataDir, 0o711)
  const server = await startEmbeddedPostgres({
    dataDir,
    log: silentLog,
    clock: createSystemClock(),
    fast: true,
  })
  return {
    url: server.url,
    async remove() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`create database ${TEMPLATE}`)
  await client.end()
  const template = new URL(url)
  template.pathname = `/${TEMPLATE}`
  const db = openDatabase(template.href, { log: silentLog, max: 2 })
  await migrateToLatest(db, silentLog)
  await db.destroy()
}

async function findRedis(): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  const given = process.env.SOUNDING_TEST_REDIS_URL
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} }
  const started = await startRedis()
  if (started !== undefined) return started
  if (process.env.CI === 'true') throw new Error('CI=true, but there is no redis-server on the PATH')
  process.stdout.write(
    'No redis-server on the PATH and no SOUNDING_TEST_REDIS_URL: tests on Redis are skipped.\n',
  )
  return undefined
}

/** A run that was killed leaves its server behind: taken over and stopped here. */
async function sweepDeadRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length) : Number.NaN)
    if (!Number.isInteger(pid) || isAlive(pid)) continue
    // Another run may be at the same one.
    await startPostgres(name)
      .then(({ remove }) => remove())
      .catch(() => {})
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
