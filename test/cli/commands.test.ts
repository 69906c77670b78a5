import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Stage, setStage } from '../../sim/stage.ts'
import { createEmptyDatabase } from '../harness/database.ts'
import { run } from './run-command.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let folder: string
let stage: Stage

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sounding-doctor-'))
  database = await createEmptyDatabase()
  stage = await setStage({
    platforms: ['slack', 'discord'],
    limit: 2,
    seed: 1,
    out: folder,
    reactMs: 60,
    patienceMs: 1000,
    idleGraceMs: 1000,
    reportMs: 1000,
  })
})

afterAll(async () => {
  await stage.close()
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

function healthySettings(): Record<string, string> {
  const { slack, discord, claude } = stage.ready
  if (!slack || !discord) throw new Error('the stage has both platforms')
  return {
    DATABASE_URL: database.url,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_RESEARCH_CHANNELS: slack.researchChannel,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_TOKEN: discord.token,
    DISCORD_RESEARCH_CHANNELS: discord.researchChannel,
    ANTHROPIC_API_KEY: claude.apiKey,
    ANTHROPIC_BASE_URL: claude.url,
    SOUNDING_MODEL: 'simulated-interviewer',
    SOUNDING_ANALYSIS_MODEL: 'simulated-interviewer',
  }
}

interface Diagnosis {
  readonly ok: boolean
  readonly checks: readonly { readonly name: string; readonly status: string; readonly detail: string }[]
}

async function diagnosis(
  settings: Record<string, string>,
): Promise<Diagnosis & { readonly code: number | null }> {
  const { code, out } = await run(['doctor', '--json'], settings)
  return { code, ...(JSON.parse(out) as Diagnosis) }
}

describe('help', () => {
  it.each([
    [['--help'], ['start', 'demo', 'doctor', 'migrate', 'manifest', 'study', 'Exit codes']],
    [
      ['demo', '--help'],
      ['--people', '--limit', '--platform', '--model', '--out', '--seed', '--json'],
    ],
    [['start', '--help'], ['SIGTERM']],
    [['doctor', '--help'], ['--json']],
    [['migrate', '--help'], ['--json']],
    [
      ['manifest', '--help'],
      ['--http', '--installs'],
    ],
    [
      ['study', 'load', '--help'],
      ['<file>', '--check'],
    ],
  ])('of %j stands on standard output', async (words, named) => {
    const { code, out, err } = await run(words)
    expect(code).toBe(0)
    expect(err).toBe('')
    for (const name of named) expect(out).toContain(name)
  })
})

describe('manifest', () => {
  it('prints the app with the commands as they are set', async () => {
    const { code, out, err } = await run(['manifest'], { STUDY_COMMAND: '/research' })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({
      features: { slash_commands: [{ command: '/research' }, { command: '/interview' }] },
      settings: { socket_mode_enabled: true },
    })
    expect(out).not.toContain('request_url')
  })

  it('prints it for HTTP, with one address for all that Slack sends', async () => {
    const { out } = await run(['manifest', '--http', 'https://bot.example.org/'])
    const url = 'https://bot.example.org/slack/events'
    expect(JSON.parse(out)).toMatchObject({
      features: { slash_commands: [{ url }, { url }] },
      settings: {
        event_subscriptions: { request_url: url },
        interactivity: { is_enabled: true, request_url: url },
        socket_mode_enabled: false,
      },
    })
  })

  it('prints it for workspaces that install the app, with the address they are sent back to', async () => {
    const { out } = await run(['manifest', '--http', 'https://bot.example.org/', '--installs'])
    expect(JSON.parse(out)).toMatchObject({
      oauth_config: { redirect_urls: ['https://bot.example.org/slack/oauth_redirect'] },
      settings: { token_rotation_enabled: true, socket_mode_enabled: false },
    })
    const { code, err } = await run(['manifest', '--installs'])
    expect(code).toBe(1)
    expect(err).toMatch(/--http/)
  })

  it('wants an address over https', async () => {
    const { code, out, err } = await run(['manifest', '--http', 'http://bot.example.org'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/https:/)
  })
})

describe('doctor', () => {
  it('finds nothing to mend where all is well', async () => {
    const { code, ok, checks } = await diagnosis(healthySettings())
    expect(checks.filter(({ status }) => status === 'broken')).toEqual([])
    expect({ code, ok }).toEqual({ code: 0, ok: true })
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Node', 'database', 'tables', 'Redis', 'model']),
    )
  })

  it.each([
    ['database', { DATABASE_URL: 'postgres://u:hidden@127.0.0.1:1/none' }, /DATABASE_URL cannot be used/],
    ['model', { ANTHROPIC_API_KEY: 'sk-hidden' }, /simulated-interviewer/],
    ['model', { SOUNDING_MODEL: 'simulated-unheard-of' }, /simulated-unheard-of/],
  ])('says what to mend about the %s', async (name, wrong, detail) => {
    const { code, checks } = await diagnosis({ ...healthySettings(), ...wrong })
    expect(code).toBe(1)
    const broken = checks.filter(({ status }) => status === 'broken')
    expect(broken.length).toBeGreaterThan(0)
    for (const check of broken) expect(check).toMatchObject({ name, detail: expect.stringMatching(detail) })
    expect(JSON.stringify(checks)).not.toContain('hidden')
  })

  it.each([
    ['slack', { SLACK_BOT_TOKEN: 'xoxb-hidden' }],
    ['slack', { SLACK_RESEARCH_CHANNELS: 'C0NOWHERE' }],
    ['discord', { DISCORD_TOKEN: 'aGlkZGVu.hidden.hidden' }],
    ['discord', { DISCORD_RESEARCH_CHANNELS: '999999999999999999' }],
  ])('finds %s broken by %j', async (platform, wrong) => {
    const { code, checks } = await diagnosis({ ...healthySettings(), ...wrong })
    expect(code).toBe(1)
    const broken = checks.filter(({ status }) => status === 'broken')
    expect(broken.map(({ name }) => name.toLowerCase())).toEqual(
      expect.arrayContaining([expect.stringContaining(platform)]),
    )
    expect(JSON.stringify(checks)).not.toContain('hidden')
  })

  it('advises what to do about a Redis that is not there, without calling an interview broken by it', async () => {
    const { code, ok, checks } = await diagnosis({
      ...healthySettings(),
      REDIS_URL: 'redis://:hidden@127.0.0.1:1',
    })
    expect({ code, ok }).toEqual({ code: 0, ok: true })
    expect(checks).toContainEqual({
      name: 'Redis',
      status: 'advice',
      detail: expect.stringMatching(/does not answer.*ECONNREFUSED.*a few seconds later.*REDIS_URL/),
    })
    expect(JSON.stringify(checks)).not.toContain('hidden')
  })

  it.runIf(inject('redisUrl'))(
    'advises what Redis lacks, without calling an interview broken by it',
    async () => {
      const { code, checks } = await diagnosis({ ...healthySettings(), REDIS_URL: inject('redisUrl') })
      expect(code).toBe(0)
      expect(checks).toContainEqual(expect.objectContaining({ name: 'Redis persistence', status: 'ok' }))
    },
  )

  it('tells all of it in lines for people', async () => {
    const { code, out } = await run(['doctor'], { DATABASE_URL: database.url })
    expect(code).toBe(1)
    expect(out).toMatch(/^ok {6}Node: \d/m)
    expect(out).toMatch(/^BROKEN {2}platforms: none is configured/m)
    expect(out).toMatch(/^BROKEN {2}model: ANTHROPIC_API_KEY is missing/m)
  })
})

describe('migrate', () => {
  it('applies what is missing, once', async () => {
    const empty = await createEmptyDatabase()
    try {
      const settings = { DATABASE_URL: empty.url }
      const first = JSON.parse((await run(['migrate', '--json'], settings)).out) as { applied: string[] }
      expect(first.applied[0]).toBe('0001_studies')
      expect((await run(['migrate'], settings)).out).toBe('The tables are up to date.\n')
    } finally {
      await empty.close()
    }
  })

  it('says in one line that the database is not there', async () => {
    const { code, err } = await run(['migrate'], { DATABASE_URL: 'postgres://u:hidden@127.0.0.1:1/none' })
    expect(code).toBe(1)
    expect(err.trimEnd().split('\n')).toEqual([expect.stringMatching(/^database: .*ECONNREFUSED/)])
    expect(err).not.toContain('hidden')
  })
})

describe('study load --check', () => {
  it('describes a study file without needing any setting', async () => {
    const { code, out } = await run(['study', 'load', 'examples/working-with-ai.yaml', '--check', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ title: 'Working with AI', cohorts: 3 })
  })
})
