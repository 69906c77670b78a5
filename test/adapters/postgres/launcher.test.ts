import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../../src/adapters/postgres/embedded/launcher.ts'
import { readPostmaster } from '../../../src/adapters/postgres/embedded/postmaster.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { silentLog } from '../../harness/silent-log.ts'

const clock = createSystemClock()
let dataDir: string

const start = () => startEmbeddedPostgres({ dataDir, log: silentLog, clock, fast: true })
const data = () => path.join(dataDir, 'cluster', 'data')

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'sounding-launcher-'))
  await chmod(dataDir, 0o711)
})
afterEach(async () => {
  await (await start()).stop()
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query({ text: statement, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}

/** Another process that starts the server and stays until it is killed or told to stop. */
async function starter(): Promise<{
  url: string
  adopted: boolean
  stop(): Promise<unknown>
  kill(): Promise<unknown>
}> {
  const program = path.resolve(import.meta.dirname, '../../harness/hold-postgres.ts')
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const [line] = await once(createInterface(child.stdout), 'line')
  return {
    ...JSON.parse(line),
    stop: () => {
      child.stdin.end()
      return exited
    },
    kill: () => {
      child.kill('SIGKILL')
      return exited
    },
  }
}

describe('the embedded server', () => {
  it('starts on loopback with a password of its own, and stops', async () => {
    const server = await start()
    expect(server.adopted).toBe(false)
    expect(await ask(server.url, 'show listen_addresses')).toBe('127.0.0.1')
    const open = new URL(server.url)
    open.password = 'guess'
    await expect(ask(open.href, 'select 1')).rejects.toThrow('password authentication failed')
    expect((await stat(path.join(dataDir, 'cluster', 'password'))).mode & 0o777).toBe(0o600)
    await server.stop()
    await expect(ask(server.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
  })

  it('keeps data and port over a restart', async () => {
    const first = await start()
    await ask(first.url, 'create table kept as select 42 as n')
    await first.stop()
    const second = await start()
    expect(second.url).toBe(first.url)
    expect(await ask(second.url, 'select n from kept')).toBe(42)
    await second.stop()
  })

  it('is adopted when the process that started it was killed', async () => {
    const killed = await starter()
    await killed.kill()
    const heir = await start()
    expect(heir).toMatchObject({ adopted: true, url: killed.url })
    await heir.stop()
    expect(await readPostmaster(data())).toBeUndefined()
  })

  it('starts again after the server itself was killed, and has what was committed', async () => {
    const first = await start()
    await ask(first.url, 'create table if not exists survived as select 7 as n')
    await ask(first.url, 'checkpoint')
    process.kill((await readPostmaster(data()))?.pid ?? Number.NaN, 'SIGKILL')
    const second = await start()
    expect(second.adopted).toBe(false)
    expect(await ask(second.url, 'select n from survived')).toBe(7)
    await second.stop()
    await first.stop()
  })

  it('is started by one of two that race, adopted by the other', async () => {
    const servers = await Promise.all([starter(), starter()])
    expect(servers.map((server) => server.adopted).sort()).toEqual([false, true])
    expect(servers[0].url).toBe(servers[1].url)
    await Promise.all(servers.map((server) => server.stop()))
    expect(await readPostmaster(data())).toBeUndefined()
  })

  it('outlives those who adopted it, and ends with its owner', async () => {
    const owner = await starter()
    const guest = await start()
    expect(guest.adopted).toBe(true)
    await guest.stop()
    expect(await ask(owner.url, 'select 1')).toBe(1)
    await owner.stop()
    await expect(ask(owner.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
  })

  it('is left running by one who adopted it while another still uses it, even with its owner dead', async () => {
    const owner = await starter()
    const [first, second] = [await start(), await start()]
    await owner.kill()
    await first.stop()
    expect(await ask(second.url, 'select 1')).toBe(1)
    await second.stop()
    await expect(ask(second.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
  })

  it('is laid out once when two race on an empty folder', async () => {
    const before = dataDir
    dataDir = await mkdtemp(path.join(tmpdir(), 'sounding-launcher-'))
    await chmod(dataDir, 0o711)
    const servers = await Promise.all([starter(), starter()])
    expect(servers.map((server) => server.adopted).sort()).toEqual([false, true])
    await Promise.all(servers.map((server) => server.stop()))
    expect(await readdir(dataDir)).toEqual(['cluster'])
    await rm(dataDir, { recursive: true, force: true })
    dataDir = before
  })

  it.skipIf(process.getuid?.() !== 0)(
    'runs for root from a closed folder, with its data elsewhere',
    async () => {
      const closed = await mkdtemp(path.join(tmpdir(), 'sounding-closed-'))
      const server = await startEmbeddedPostgres({ dataDir: closed, log: silentLog, clock, fast: true })
      expect(String(await ask(server.url, 'show data_directory')).startsWith(closed)).toBe(false)
      await server.stop()
      await rm(await readFile(path.join(closed, 'moved-to'), 'utf8'), { recursive: true, force: true })
      await rm(closed, { recursive: true, force: true })
    },
  )

  it('gives up soon, with the server’s own words, where it cannot start', async () => {
    const spoilt = await mkdtemp(path.join(tmpdir(), 'sounding-spoilt-'))
    await chmod(spoilt, 0o711)
    await mkdir(path.join(spoilt, 'cluster', 'data'), { recursive: true })
    await writeFile(path.join(spoilt, 'cluster', 'password'), 'x')
    const starting = startEmbeddedPostgres({ dataDir: spoilt, log: silentLog, clock, fast: true })
    await expect(starting).rejects.toThrow(/PostgreSQL did not start on .*\n.*postgres/)
    await rm(spoilt, { recursive: true, force: true })
  })

  it('does not write the values of a failing statement into its log', async () => {
    const server = await start()
    await ask(server.url, 'create table if not exists said (words text primary key)')
    await ask(server.url, `insert into said values ('canary-4711')`)
    await expect(ask(server.url, `insert into said values ('canary-4711')`)).rejects.toThrow('duplicate')
    await server.stop()
    const log = await readFile(path.join(dataDir, 'cluster', 'server.log'), 'utf8')
    expect(log).toContain('duplicate key')
    expect(log).not.toContain('canary-4711')
  })
})
