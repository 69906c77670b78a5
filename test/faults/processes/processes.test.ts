import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../harness/database.ts'
import { type Ground, run } from './scenario.ts'

let folder: string
let ground: Ground
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sounding-faults-'))
  ground = {
    folder,
    createDatabase: () => createTestDatabase(),
    restartPostgres: () => Promise.reject(new Error('the server is shared with other tests')),
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A sample; `npm run faults` does them all. */
const SAMPLE = [
  { fault: 'T8', platform: 'discord', processes: 1, twice: false, seed: 1 },
  { fault: 'I7', platform: 'slack', processes: 1, twice: false, seed: 1 },
] as const

describe('a bot process that is killed', () => {
  for (const combination of SAMPLE) {
    const { fault, platform, processes } = combination
    it.concurrent(`at ${fault} on ${platform}, being ${processes}, loses and doubles nothing`, async () => {
      const { broken, lost, doubled, deaths } = await run(combination, ground)
      expect({ broken, lost, doubled, deaths }).toEqual({ broken: [], lost: 0, doubled: 0, deaths: 1 })
    }, 60_000)
  }
})
