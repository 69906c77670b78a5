import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../harness/database.ts'
import { GUARDS } from './guards.ts'
import { patched } from './patch.ts'
import { tryWithout } from './without.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const PATCHES = GUARDS.flatMap(({ name, patches = [] }) => patches.map((patch) => ({ name, ...patch })))

describe('the place of a guard', () => {
  it.each(PATCHES)('stands in the source once: $name in $file', (patch) => {
    const source = readFileSync(path.join(ROOT, patch.file), 'utf8')
    expect(patched(source, patch)).not.toBe(source)
  })

  it('is asked for where it is gone', () => {
    expect(() => patched('nothing here', { file: 'a.ts', find: 'guard()', replace: '' })).toThrow(
      'found 0 times',
    )
  })
})

/** A sample; `npm run faults -- --layer guards` takes all of them out. */
const SAMPLE = ['gesture key', 'look-up before resend']

describe('without a guard', () => {
  it.each(GUARDS.filter(({ name }) => SAMPLE.includes(name)))(
    'something breaks: $name',
    async (guard) => {
      const databases = await Promise.all([createTestDatabase(), createTestDatabase()])
      const left = [...databases]
      const { caught } = await tryWithout(guard, 1, async () => ({ url: left.shift()?.url ?? '' }))
      await Promise.all(databases.map((each) => each.close()))
      expect(caught?.broken.length).toBeGreaterThan(0)
    },
    60_000,
  )
})
