import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SETTINGS } from '../src/config/settings.ts'
import { environmentWith, loadConfig, type Need } from '../src/config.ts'
import { ConfigError } from '../src/core/errors.ts'

const SLACK = {
  SLACK_BOT_TOKEN: 'xoxb-1-2-a',
  SLACK_APP_TOKEN: 'xapp-1-a',
  SLACK_RESEARCH_CHANNELS: 'C0123ABCD, C0456EFGH',
}

const KEY = 'bm90IGEga2V5LCBidXQgYXMgbG9uZyBhcyBvbmUgaXM='
const INSTALLS = {
  SLACK_CLIENT_ID: '1234567890.1234567890',
  SLACK_CLIENT_SECRET: 'fedcba9876543210fedcba9876543210',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  SOUNDING_KEYS: `${KEY}, ${KEY}`,
}

function problemsOf(env: Record<string, string>, needs: readonly Need[] = []): readonly string[] {
  try {
    loadConfig(env, needs)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('loadConfig', () => {
  it('has a default for everything that is not a platform, a model or an address', () => {
    expect(loadConfig({})).toEqual({
      database: {},
      redis: {},
      dataDir: '.sounding',
      commands: { study: 'study', interview: 'interview' },
      interview: { quietMs: 5_000, capMs: 30_000, nudgeMs: 86_400_000, closeMs: 259_200_000 },
      fieldwork: {
        hours: { days: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 1020 },
        perMinute: 20,
        gapMs: 72_000_000,
        remindMs: 172_800_000,
        againMs: 345_600_000,
        expireMs: 864_000_000,
      },
      analysis: { nightlyAt: '02:00', zone: 'UTC' },
      log: { level: 'info' },
    })
  })

  it('has an address for the health endpoint only where a port is set, on loopback unless told', () => {
    expect(loadConfig({ HEALTH_HOST: '0.0.0.0' }).health).toBeUndefined()
    expect(loadConfig({ HEALTH_PORT: '8080' }).health).toEqual({ host: '127.0.0.1', port: 8080 })
    expect(loadConfig({ HEALTH_PORT: '8080', HEALTH_HOST: '0.0.0.0' }).health?.host).toBe('0.0.0.0')
  })

  it('groups what a platform and the model need', () => {
    const config = loadConfig({
      ...SLACK,
      SLACK_API_URL: 'http://127.0.0.1:1/api',
      ANTHROPIC_API_KEY: 'sk-x',
    })
    expect(config.slack).toEqual({
      botToken: 'xoxb-1-2-a',
      appToken: 'xapp-1-a',
      historyPerMinute: 25,
      apiUrl: 'http://127.0.0.1:1/api/',
      researchChannels: ['C0123ABCD', 'C0456EFGH'],
      researchers: [],
    })
    expect(config.discord).toBeUndefined()
    expect(config.model).toEqual({
      interviewer: { apiKey: 'sk-x', model: 'claude-sonnet-5-5', simulated: false },
      analyst: { apiKey: 'sk-x', model: 'claude-haiku-5-5', simulated: false },
    })
  })

  it('takes Slack over HTTP for Slack by Socket Mode', () => {
    const { SLACK_APP_TOKEN: _, ...both } = SLACK
    const signingSecret = '0123456789abcdef0123456789abcdef'
    const { slack } = loadConfig({ ...both, SLACK_SIGNING_SECRET: signingSecret, SLACK_HTTP_PORT: '8080' })
    expect(slack).toMatchObject({ http: { signingSecret, host: '127.0.0.1', port: 8080 } })
    expect(slack?.appToken).toBeUndefined()
  })

  it('wants one of Slack’s two ways, and one only', () => {
    const { SLACK_APP_TOKEN: _, ...neither } = SLACK
    const [missing, ...none] = problemsOf(neither)
    expect(none).toEqual([])
    expect(missing).toMatch(/^SLACK_APP_TOKEN is missing.*SLACK_SIGNING_SECRET/)
    const both = problemsOf({ ...SLACK, SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' })
    expect(both).toEqual([expect.stringMatching(/^SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both set/)])
  })

  it('takes several workspaces that install the app for the one of a bot token', () => {
    const { slack, keys } = loadConfig(INSTALLS)
    expect(slack).toEqual({
      oauth: { clientId: INSTALLS.SLACK_CLIENT_ID, clientSecret: INSTALLS.SLACK_CLIENT_SECRET },
      http: { signingSecret: INSTALLS.SLACK_SIGNING_SECRET, host: '127.0.0.1', port: 3000 },
      historyPerMinute: 25,
      researchChannels: [],
      researchers: [],
    })
    expect(keys).toEqual([KEY, KEY])
  })

  it('wants exactly one of the two, and for installing all that it needs', () => {
    expect(problemsOf({ ...INSTALLS, SLACK_BOT_TOKEN: 'xoxb-1' })).toEqual([
      expect.stringMatching(/^SLACK_CLIENT_ID and SLACK_BOT_TOKEN are both set/),
    ])
    expect(problemsOf({ SLACK_CLIENT_ID: INSTALLS.SLACK_CLIENT_ID })).toEqual([
      expect.stringMatching(/^SLACK_CLIENT_SECRET is missing/),
      expect.stringMatching(/^SLACK_SIGNING_SECRET is missing/),
      expect.stringMatching(/^SOUNDING_KEYS is missing/),
    ])
    expect(problemsOf({ ...INSTALLS, SOUNDING_KEYS: 'c2hvcnQ=' })).toEqual([
      expect.stringMatching(/^SOUNDING_KEYS must be keys of 32 bytes in base64/),
    ])
  })

  it('takes a simulated model for what it is, and only with the address of its stand-in', () => {
    const env = { ANTHROPIC_API_KEY: 'k', SOUNDING_MODEL: 'simulated-interviewer' }
    expect(problemsOf(env)[0]).toMatch(/^ANTHROPIC_BASE_URL must name the stand-in/)
    expect(loadConfig({ ...env, ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' }).model?.interviewer).toEqual({
      apiKey: 'k',
      baseUrl: 'http://127.0.0.1:9',
      model: 'simulated-interviewer',
      simulated: true,
    })
  })

  it('is frozen through and through', () => {
    const config = loadConfig(SLACK)
    expect(Object.isFrozen(config)).toBe(true)
    expect(Object.isFrozen(config.slack?.researchChannels)).toBe(true)
  })

  it('takes an empty or blank value as unset', () => {
    expect(loadConfig({ LOG_LEVEL: '', DISCORD_TOKEN: '  ' })).toEqual(loadConfig({}))
  })

  it('takes fractions of an hour, so that waits can be shortened', () => {
    const { interview } = loadConfig({
      QUIET_SECONDS: '0.3',
      NUDGE_AFTER_HOURS: '0.0005',
      CLOSE_AFTER_HOURS: '0.001',
    })
    expect(interview).toMatchObject({ quietMs: 300, nudgeMs: 1_800, closeMs: 3_600 })
  })

  it.each([
    ['Mon-Sun 00:00-24:00', { days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, toMinute: 1440 }],
    ['Sat 10:30-12:00', { days: [6], fromMinute: 630, toMinute: 720 }],
  ])('reads the hours %s', (given, hours) => {
    expect(loadConfig({ INVITE_HOURS: given }).fieldwork.hours).toEqual(hours)
  })

  it.each([
    '17:00-09:00',
    'Mon-Fri 17:00-09:00',
    'Fri-Mon 09:00-17:00',
    'Mon 09:60-17:00',
    'Mon 00:00-24:30',
  ])('refuses the hours %s', (given) => {
    expect(problemsOf({ INVITE_HOURS: given })[0]).toMatch(/^INVITE_HOURS must be days and hours/)
  })

  it('reports every problem at once, each with the setting, what it is for and an example', () => {
    const problems = problemsOf({
      ...SLACK,
      SLACK_BOT_TOKEN: 'abc',
      DATABASE_URL: 'mysql://x',
      NIGHTLY_AT: '25:00',
      STUDY_ZONE: 'Middle/Earth',
      LOG_LEVEL: 'loud',
    })
    const named = ['SLACK_BOT_TOKEN', 'DATABASE_URL', 'NIGHTLY_AT', 'STUDY_ZONE', 'LOG_LEVEL']
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(named)
    for (const problem of problems) {
      const name = problem.split(' ')[0]
      const setting = SETTINGS.find((each) => each.name === name)
      expect(problem).toContain(setting?.purpose)
      expect(problem).toContain(`Example: ${name}=${setting?.example}`)
      expect(problem).not.toContain('\n')
    }
  })

  it('asks for the rest of a platform that is half configured', () => {
    const problems = problemsOf({ SLACK_BOT_TOKEN: 'xoxb-1', DISCORD_TOKEN: 'a.b.c' })
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'SLACK_APP_TOKEN',
      'SLACK_RESEARCH_CHANNELS',
      'DISCORD_RESEARCH_CHANNELS',
    ])
  })

  it('says how to configure a platform or run the demo where one is needed and none is there', () => {
    const problems = problemsOf({}, ['platform', 'model'])
    expect(problems).toHaveLength(2)
    expect(problems[0]).toContain('docs/slack-setup.md')
    expect(problems[0]).toContain('docs/discord-setup.md')
    expect(problems[0]).toContain('npm run demo')
    expect(problems[1]).toMatch(/^ANTHROPIC_API_KEY is missing/)
  })

  it('refuses settings that contradict each other', () => {
    const named = (env: Record<string, string>) => problemsOf(env).map((problem) => problem.split(' ')[0])
    expect(named({ QUIET_SECONDS: '40' })).toEqual(['BURST_CAP_SECONDS'])
    expect(named({ NUDGE_AFTER_HOURS: '100' })).toEqual(['CLOSE_AFTER_HOURS'])
    expect(named({ STUDY_COMMAND: '/ask', INTERVIEW_COMMAND: 'ask' })).toEqual(['INTERVIEW_COMMAND'])
  })

  it('never repeats what a setting was given, whatever setting a secret was put into', () => {
    const canary = 'canary-7f3a9'
    fc.assert(
      fc.property(
        fc.constantFrom(...SETTINGS.map(({ name }) => name)),
        fc.constantFrom('', 'xoxb', 'https://', 'postgres://u:', ' '),
        (name, before) => {
          const problems = problemsOf({ [name]: `${before}${canary} ${canary}` }, ['platform', 'model'])
          expect(problems.join('\n')).not.toContain(canary)
        },
      ),
    )
  })

  it('accepts every example and default it gives', () => {
    for (const { name, example, default: value } of SETTINGS)
      for (const given of [example, value].filter((each) => each !== undefined))
        expect(problemsOf({ [name]: given }).filter((problem) => !problem.includes('is missing'))).toEqual([])
  })
})

describe('environmentWith', () => {
  it('hides every setting that was not named, so that a child never uses a real platform by accident', () => {
    const env = environmentWith({ LOG_LEVEL: 'warn' })
    expect(env.LOG_LEVEL).toBe('warn')
    for (const { name } of SETTINGS) if (name !== 'LOG_LEVEL') expect(env[name]).toBe('')
  })
})
