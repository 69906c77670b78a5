import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commitHere } from './commit.ts'
import { addResult, heldAt } from './results.ts'
import type { RunResult } from './scenario.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sounding-results-'))
  file = path.join(folder, 'results.jsonl')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const run = (name: string, broken: readonly string[] = []): RunResult => ({
  name,
  broken,
  fault: 'T8',
  platform: 'slack',
  processes: 1,
  twice: false,
  seed: 1,
  deaths: 1,
  lost: 0,
  doubled: 0,
  stale: 0,
  ambiguous: 0,
  reconciled: 0,
  seconds: 1,
  command: '',
})
const held = (commit: string | undefined) => [...heldAt(file, commit).keys()]

describe('a run of the faults that goes on where another stopped', () => {
  it('leaves out what held at the same commit, and nothing of another one', () => {
    addResult(file, 'a1', run('T8-slack'))
    addResult(file, 'b2', run('T8-discord'))
    expect(held('a1')).toEqual(['T8-slack'])
    expect(held('c3')).toEqual([])
  })

  it('makes again what broke there last', () => {
    addResult(file, 'a1', run('T8-slack'))
    addResult(file, 'a1', run('T8-slack', ['lost: m1']))
    expect(held('a1')).toEqual([])
  })

  it('trusts no line of files that differed from their commit, or whose commit nobody knew', () => {
    addResult(file, 'a1+', run('T8-slack'))
    addResult(file, undefined, run('T8-discord'))
    expect([held('a1+'), held('a1'), held(undefined)]).toEqual([[], [], []])
  })

  it('leaves a line out that was cut off', async () => {
    addResult(file, 'a1', run('T8-slack'))
    await appendFile(file, '{"commit":"a1","name":"T8-disc')
    expect(held('a1')).toEqual(['T8-slack'])
  })
})

describe('the commit that is tried', () => {
  it('is unknown where git knows none', () => {
    expect(commitHere(folder)).toBeUndefined()
  })
})
