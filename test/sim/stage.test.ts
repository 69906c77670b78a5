import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { readLog } from '../../sim/checker/log-reader.ts'
import { StageConfig } from '../../sim/protocol.ts'
import { setStage } from '../../sim/stage.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sounding-stage-'))
})

describe('the stage', () => {
  it('seats everyone on both platforms, a channel a cohort, and tells only addresses and invented secrets', async () => {
    const stage = await setStage(StageConfig.parse({ platforms: ['slack', 'discord'], out: folder }))
    try {
      expect(stage.platforms.map(({ places }) => Object.keys(places).length)).toEqual([3, 3])
      expect(stage.platforms.flatMap(({ scripts }) => scripts)).toHaveLength(48)
      expect(stage.ready.slack?.apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/$/)
      expect(stage.ready.claude.apiKey).toContain('simulated')
      const people = (await readLog(join(folder, 'slack.jsonl'))).filter((line) => line.kind === 'person')
      // The researcher is a person too.
      expect(people.length).toBeGreaterThan(stage.platforms[0]?.scripts.length ?? 0)
    } finally {
      await stage.close()
    }
  })

  it('starts and writes nothing for a file of people that cannot be used', async () => {
    const peopleFile = join(folder, 'people.csv')
    await writeFile(peopleFile, 'id,words\n1,hello\n')
    const out = join(folder, 'out')
    const config = StageConfig.parse({ platforms: ['slack'], peopleFile, out })
    await expect(setStage(config)).rejects.toThrow(`${peopleFile}:1: there is no column "transcript_id"`)
    expect(existsSync(out)).toBe(false)
  })
})
