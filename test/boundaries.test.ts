import { describe, expect, it } from 'vitest'
import { PLATFORMS } from '../src/core/ports/chat.ts'
import { findings } from './boundaries/rules.ts'
import { readSources, source } from './boundaries/source.ts'
import { vocabularyFindings } from './boundaries/vocabulary.ts'

describe('the dependency rule', () => {
  const all = readSources(['src', 'migrations', 'sim', 'test', 'bench'])

  it('reads the files it judges', () => {
    expect(all.map(({ file }) => file)).toContain('src/core/ports/chat.ts')
    expect(all.flatMap(({ imports }) => imports).length).toBeGreaterThan(100)
  })

  it('holds in every file', () => {
    expect(findings(all)).toEqual([])
  })

  it('lets no platform leak past its adapter', () => {
    expect(vocabularyFindings(all, PLATFORMS)).toEqual([])
  })
})

describe('the judge of the dependency rule', () => {
  const judge = (file: string, text: string) =>
    findings([source(file, text)]).map((line) => line.split(': ')[1])

  it.each([
    ['src/core/study/study.ts', `import { Kysely } from 'kysely'`],
    ['src/core/study/study.ts', `import type { App } from '@slack/bolt'`],
    ['src/core/study/study.ts', `import { readFile } from 'node:fs/promises'`],
    ['src/core/study/study.ts', `import type { Queues } from '../../jobs/backend.ts'`],
    ['src/core/study/study.ts', `import { start } from '#adapters/slack/index.ts'`],
    ['src/core/study/study.ts', `const load = () => import('../../cli/sounding.ts')`],
    ['src/jobs/worker.ts', `import { openDatabase } from '../adapters/postgres/pool.ts'`],
    ['src/jobs/worker.ts', `import { sql } from 'kysely'`],
    ['src/adapters/slack/send.ts', `import { parse } from '../discord/parse.ts'`],
    ['src/adapters/slack/send.ts', `import { createIds } from '../system/ids.ts'`],
    ['src/adapters/slack/send.ts', `import { decide } from '../../core/interview/decide.ts'`],
    [
      'src/adapters/slack/send.ts',
      `import {\n  type Facts,\n  decide,\n} from '../../core/interview/decide.ts'`,
    ],
    ['src/adapters/slack/send.ts', `import { Client } from 'discord.js'`],
    ['src/adapters/slack/send.ts', `import { loadConfig } from '../../config.ts'`],
    ['src/adapters/claude/index.ts', `import { Queue } from 'bullmq'`],
    ['src/adapters/claude/index.ts', `import { Redis } from 'ioredis'`],
    ['src/adapters/postgres/pool.ts', `import * as echarts from 'echarts/core'`],
    ['src/cli/start.ts', `import Anthropic from '@anthropic-ai/sdk'`],
    ['src/config/settings.ts', `import { start } from '../main.ts'`],
    ['migrations/0001_a.ts', `import { run } from '../src/cli/sounding.ts'`],
    ['src/core/lane.ts', `import { world } from '../../sim/slack/world.ts'`],
    ['src/cli/demo/run.ts', `import { startRedis } from '../../../test/harness/redis.ts'`],
    ['sim/slack/world.ts', `import { PLATFORMS } from '../../src/core/ports/chat.ts'`],
    ['sim/slack/world.ts', `import type { Facts } from '../../src/adapters/slack/parse.ts'`],
    ['sim/check/replay.ts', `import type { Chat } from '../../src/core/ports/chat.ts'`],
    ['src/core/lane.ts', 'const secret = process.env.SECRET'],
    ['src/adapters/slack/env.ts', `import { env } from 'node:process'`],
    ['src/core/lane.ts', 'const now = Date.now()'],
    ['src/core/lane.ts', 'const now = new Date()'],
    ['src/core/lane.ts', 'const n = Math.random()'],
    ['src/adapters/slack/send.ts', 'setTimeout(again, 5)'],
    ['src/jobs/worker.ts', 'setInterval(again, 5)'],
    ['src/cli/start.ts', 'const id = crypto.randomUUID()'],
    ['src/adapters/postgres/interviews/erase.ts', 'sql`update turn set deleted_at = now()`'],
    ['src/adapters/postgres/interviews/erase.ts', 'sql`update turn set deleted_at = CURRENT_TIMESTAMP`'],
    ['src/adapters/postgres/interviews/erase.ts', 'sql`select clock_timestamp()`'],
    ['src/adapters/postgres/interviews/erase.ts', 'sql`select id from turn order by random()`'],
    ['src/adapters/postgres/interviews/erase.ts', "sql`update turn set deleted_at = 'now'::timestamptz`"],
    ['src/adapters/postgres/conversations/lane-store.ts', 'sql`where answer_after <= now()`'],
    ['src/adapters/postgres/conversations/inbox-store.ts', 'sql`where lease_until < now()`'],
    ['migrations/0009_a.ts', 'sql`alter table lane add column since timestamptz default now()`'],
    ['migrations/0009_a.ts', 'sql`create table a (id uuid default gen_random_uuid())`'],
  ])('finds in %s: %s', (file, text) => {
    expect(judge(file, text)).not.toEqual([])
  })

  it.each([
    ['src/main.ts', `import { openDatabase } from './adapters/postgres/pool.ts'`],
    ['src/cli/demo/run.ts', `import { world } from '../../../sim/slack/world.ts'`],
    ['src/core/study/study.ts', `import { z } from 'zod'\nimport { createHash } from 'node:crypto'`],
    ['src/adapters/slack/send.ts', `import type { Facts } from '../../core/interview/facts.ts'`],
    ['src/adapters/slack/send.ts', `import { type Facts, type Move } from '../../core/interview/facts.ts'`],
    ['src/adapters/slack/send.ts', `import { PLATFORMS } from '../../core/ports/chat.ts'`],
    ['src/adapters/slack/send.ts', `import { PlatformError } from '../../core/errors.ts'`],
    ['src/adapters/system/clock.ts', 'const now = Date.now()'],
    ['src/core/lane.ts', '// never Date.now()\n/** nor setTimeout */\nconst at = new Date(0)'],
    ['sim/slack/world.ts', `import type { Chat } from '../../src/core/ports/chat.ts'`],
    [
      'src/adapters/postgres/conversations/lane-store.ts',
      'sql`set lease_until = now() where lease_until < now()`',
    ],
    ['src/adapters/postgres/embedded/session.ts', 'const at = clock.now()'],
    ['migrations/0009_a.ts', 'sql`alter table lane add column failures integer default 0`'],
    ['sim/slack/http.ts', `import { METHODS } from '../../src/adapters/slack/scopes.ts'`],
  ])('lets pass in %s: %s', (file, text) => {
    expect(judge(file, text)).toEqual([])
  })

  it('finds a file of more than 400 lines', () => {
    expect(judge('test/long.test.ts', 'x\n'.repeat(400))).toEqual([])
    expect(judge('test/long.test.ts', 'x\n'.repeat(401))).toEqual(['has 401 lines, more than 400'])
  })

  it('finds files that import one another in a circle, unless only for types', () => {
    const a = source('src/core/a.ts', `import { b } from './b.ts'`)
    const b = source('src/core/b.ts', `export { c } from './c.ts'`)
    const c = source('src/core/c.ts', `import { a } from './a.ts'`)
    expect(findings([a, b, c])).toEqual([
      'src/core/a.ts: imports in a circle: src/core/a.ts → src/core/b.ts → src/core/c.ts',
    ])
    expect(findings([a, b, source('src/core/c.ts', `import type { A } from './a.ts'`)])).toEqual([])
  })
})

describe('the judge of the vocabulary', () => {
  const five = ['index', 'parse', 'receive', 'render', 'send'].map((name) =>
    source(`src/adapters/slack/${name}.ts`, ''),
  )
  const judge = (file: string, text: string) =>
    vocabularyFindings([...five, ...five.map(otherPlatform), source(file, text)], ['slack', 'discord'])

  it.each([
    ['src/core/study/status.ts', `const name = place.platform === 'slack' ? 1 : 2`],
    ['src/core/study/help.ts', 'const text = `people by mention also work on Slack`'],
    ['src/jobs/sweep.ts', 'const most = { slack: 2 }'],
    ['src/main/engine.ts', `chats.get('discord')`],
    ['src/adapters/postgres/a.ts', "sql`where platform = 'slack'`"],
    ['src/adapters/slack/send.ts', `const other = 'discord'`],
  ])('finds in %s: %s', (file, text) => {
    expect(judge(file, text)).not.toEqual([])
  })

  it.each([
    ['src/main.ts', `const { make } = await import('./adapters/slack/index.ts')\nuse(config.slack)`],
    ['src/core/route.ts', '// a deletion on Discord names nobody\nconst createSlackLike = 1'],
    ['src/cli/demo.ts', `choices(['slack', 'discord'])`],
    ['src/adapters/slack/send.ts', `const platform = 'slack'`],
    ['test/a.test.ts', `const platform = 'slack'`],
  ])('lets pass in %s: %s', (file, text) => {
    expect(judge(file, text)).toEqual([])
  })

  it('finds a port of more than ten methods, and one it cannot read', () => {
    const port = (methods: number) =>
      `export interface Chat {\n  readonly platform: Platform\n\n${'  send(what: string): void\n'.repeat(methods)}}\n`
    expect(judge('src/core/ports/chat.ts', port(10))).toEqual([])
    expect(judge('src/core/ports/chat.ts', port(11))).toHaveLength(1)
    expect(judge('src/core/ports/chat.ts', 'export interface Talk {}')).toHaveLength(1)
  })

  it('finds an adapter that lacks one of the five files', () => {
    expect(vocabularyFindings([...five, ...five.map(otherPlatform).slice(1)], ['slack', 'discord'])).toEqual([
      'src/adapters/discord/: has no index.ts',
    ])
  })

  function otherPlatform({ file }: { readonly file: string }) {
    return source(file.replace('slack', 'discord'), '')
  }
})
