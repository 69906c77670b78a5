import { describe, expect, it } from 'vitest'
import { casesWithoutTest } from './boundaries/cases.ts'
import { readSources, source } from './boundaries/source.ts'

/** Put together, so that no search for skipped tests finds one here. */
const SKIPPED = ['it', 'skip'].join('.')

describe('the edge cases of the platforms', () => {
  it('have each a test that names it, on each platform it applies to', () => {
    expect(casesWithoutTest(readSources(['test/adapters', 'test/end-to-end']))).toEqual([])
  })

  it.each([
    ["describe('a bot on slack', () => {\n  it('case 7: waits', async () => {", ['discord']],
    [
      "describe.each(['slack', 'discord'] as const)('on %s', (platform) => {\n  it('case 7: waits', async",
      [],
    ],
    ["it.for(['discord'] as const)(\n  'case 7: waits on %s',", ['slack']],
    ["it('waits on discord', () => {})\nit('case 7: waits', async () => {", ['slack', 'discord']],
    [`${SKIPPED}('case 7: waits on slack', async () => {`, ['slack', 'discord']],
    ['// case 7: waits on slack and discord', ['slack', 'discord']],
  ])('are looked for by title: %s', (text, missing) => {
    const left = casesWithoutTest([source('test/a.test.ts', text)]).filter((each) => /^case 7 /.test(each))
    expect(left).toEqual(missing.map((platform) => `case 7 on ${platform}`))
  })

  it('are looked for in an adapter’s own folder', () => {
    const file = 'test/adapters/slack/cases.test.ts'
    const left = casesWithoutTest([source(file, "it('case 12: is no edit', () => {})")])
    expect(left).not.toContain('case 12 on slack')
    expect(left).toContain('case 12 on discord')
  })
})
