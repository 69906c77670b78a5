import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { environmentWith } from '../../src/config.ts'
import { ENTRY, PROJECT, run } from './run-command.ts'

let folder: string
let out: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sounding-demo-test-'))
  // The demo makes its database in here, and PostgreSQL's own account has to pass through.
  await chmod(folder, 0o711)
  out = path.join(folder, 'out')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

describe('a demo', () => {
  it('takes a study through its stages and counts what happened', { timeout: 120_000 }, async () => {
    const words = ['demo', '--platform', 'slack', '--limit', '6', '--out', out, '--json']
    const ran = await run(words, { TMPDIR: folder })
    expect(ran.err).not.toContain('PROBLEM')
    const result = JSON.parse(ran.out.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>
    expect(result).toMatchObject({
      model: 'simulated-interviewer',
      people: 6,
      invited: 6,
      open: 0,
      lost: 0,
      doubled: 0,
      reportPosted: true,
    })
    expect(ran.code).toBe(0)
    expect(await readdir(out)).toEqual(expect.arrayContaining(['report.html', 'pages', 'slack.jsonl']))
    expect(await databasesLeft()).toEqual([])
  })
})

describe.runIf(process.platform === 'linux')('the processes of a demo', () => {
  it.each(['SIGKILL', 'SIGINT'] as const)('are gone after it got %s', { timeout: 60_000 }, async (signal) => {
    const demo = spawn(process.execPath, [ENTRY, 'demo', '--limit', '6', '--out', out], {
      cwd: PROJECT,
      env: environmentWith({ TMPDIR: folder }),
      stdio: 'ignore',
    })
    const ended = once(demo, 'exit')
    const children = await vi.waitUntil(
      async () => {
        const pids = await childrenOf(demo.pid ?? 0)
        return pids.length === 3 && pids
      },
      { timeout: 30_000, interval: 50 },
    )
    demo.kill(signal)
    expect(await ended).toEqual(signal === 'SIGKILL' ? [null, signal] : [1, null])
    await vi.waitUntil(() => children.every((pid) => !isAlive(pid)), { timeout: 30_000, interval: 50 })
    expect(await databasesLeft()).toEqual([])
  })
})

async function databasesLeft(): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('sounding-demo-'))
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return listed.split(' ').filter(Boolean).map(Number)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
