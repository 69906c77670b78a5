import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROJECT, type Ran, run } from './run-command.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sounding-cli-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function file(name: string, text: string): Promise<string> {
  const target = path.join(folder, name)
  await writeFile(target, text)
  return target
}

function linesOf({ err }: Ran): readonly string[] {
  return err.trimEnd().split('\n')
}

function expectOneLine(ran: Ran, line: RegExp): void {
  expect(ran.code).toBe(1)
  expect(linesOf(ran)).toEqual([expect.stringMatching(line)])
  expect(ran.out).toBe('')
}

describe('a bad option or command', () => {
  it.each([
    [['nonsense'], /unknown command 'nonsense'/],
    [['demo', '--limit', 'many'], /--limit <n>.*whole number from 1/],
    [['demo', '--limit', '0'], /--limit <n>.*whole number from 1/],
    [['demo', '--seed', '1.5'], /--seed <n>.*whole number from 0/],
    [['demo', '--platform', 'teams'], /--platform <name>.*slack, discord, both/],
    [['demo', '--colour'], /unknown option '--colour'/],
    [['study', 'load'], /missing required argument 'file'/],
  ])('%j gets one line and exit code 1', async (words, line) => {
    expectOneLine(await run(words), line)
  })
})

describe('a bad file', () => {
  it('of people gets one line with the place of the fault, and nothing is written', async () => {
    const people = await file('people.csv', 'transcript_id,text\np1,"User: hello\n')
    const out = path.join(folder, 'out')
    expectOneLine(await run(['demo', '--people', people, '--out', out]), /people\.csv:2: a quote is opened/)
    expect(existsSync(out)).toBe(false)
  })

  it('of people that is not there gets one line', async () => {
    expectOneLine(await run(['demo', '--people', path.join(folder, 'none.csv')]), /none\.csv.*cannot be read/)
  })

  it('of a study gets a line for each fault, with its place', async () => {
    const study = await file('study.yaml', 'title: A study\ngoal: ""\nminutes: 500\n')
    const ran = await run(['study', 'load', study, '--check'])
    expect(ran.code).toBe(1)
    expect(linesOf(ran).length).toBeGreaterThan(2)
    expect(ran.err).toMatch(/study\.yaml:2: goal: /)
    expect(ran.err).toMatch(/study\.yaml:3: minutes: /)
    expect(ran.err).not.toMatch(/^\s+at /m)
  })

  it.each([
    ['broken.yaml', 'title: [unclosed', /broken\.yaml:\d+: not valid YAML/],
    ['binary.yaml', '\u00ff\u00fe', /binary\.yaml: not UTF-8 text/],
  ])('of a study that cannot be parsed (%s) gets one line', async (name, text, line) => {
    const study = path.join(folder, name)
    await writeFile(study, text, 'latin1')
    expectOneLine(await run(['study', 'load', study]), line)
  })
})

describe('the folder of a demo', () => {
  it('is refused when it holds something', async () => {
    await file('kept.txt', 'kept')
    expectOneLine(await run(['demo', '--out', folder]), /--out .*is not empty/)
    expect(await readdir(folder)).toContain('kept.txt')
  })

  it('is refused when git would track what real people said', async () => {
    const people = await file('good.csv', 'transcript_id,text\np1,"User: hello"\n')
    const out = path.join(PROJECT, 'docs', 'answers')
    expectOneLine(await run(['demo', '--people', people, '--out', out]), /--out .*git would track it/)
    expect(existsSync(out)).toBe(false)
  })
})

describe('a bad setting', () => {
  it('ends start with every problem at once, before it connects to anything', async () => {
    const ran = await run(['start'], { NIGHTLY_AT: 'noon', LOG_LEVEL: 'loud' })
    expect(ran.code).toBe(1)
    expect(linesOf(ran).map((line) => line.split(' ')[0])).toEqual([
      'NIGHTLY_AT',
      'LOG_LEVEL',
      'No',
      'ANTHROPIC_API_KEY',
    ])
  })

  it('is never shown', async () => {
    const canary = 'canary-51c7'
    const settings = {
      SLACK_BOT_TOKEN: canary,
      DATABASE_URL: `mysql://u:${canary}@h/d`,
      ANTHROPIC_API_KEY: canary,
    }
    for (const words of [['start'], ['doctor'], ['migrate'], ['doctor', '--json']]) {
      const { code, out, err } = await run(words, settings)
      expect(code).toBe(1)
      expect(out + err).not.toContain(canary)
    }
  })

  it('lets start say how to configure a platform or run the demo when there is none', async () => {
    const { code, err } = await run(['start'])
    expect(code).toBe(1)
    expect(err).toContain('docs/slack-setup.md')
    expect(err).toContain('docs/discord-setup.md')
    expect(err).toContain('npm run demo')
  })

  it('ends a demo with the real model when the key is missing', async () => {
    expectOneLine(await run(['demo', '--model', 'claude']), /^ANTHROPIC_API_KEY is missing/)
  })
})
