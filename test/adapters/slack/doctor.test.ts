import { describe, expect, it, onTestFinished } from 'vitest'
import { createSlackStandIn, type SlackStandIn, type SlackStandInOptions } from '../../../sim/slack/index.ts'
import { createSlackChat } from '../../../src/adapters/slack/index.ts'
import { botScopes } from '../../../src/adapters/slack/scopes.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { CLIENT } from './installing-stage.ts'
import { oneInstallation } from './one-installation.ts'

const TOKENS = { botToken: 'xoxb-hidden', appToken: 'xapp-hidden' }

interface Ill {
  readonly standIn?: Partial<SlackStandInOptions>
  readonly tokens?: Partial<typeof TOKENS>
  /** Slack delivers over HTTP. */
  readonly http?: true
  /** Workspaces install the app, which is distributed then; one has. */
  readonly oauth?: true
  readonly aheadMs?: number
  readonly historyPerMinute?: number
  /** The research channel to be examined. */
  readonly channel?: (slack: SlackStandIn) => string
}

const channel = (slack: SlackStandIn, more: { readonly private?: boolean; readonly shared?: boolean } = {}) =>
  slack.addChannel({ name: 'research', private: true, members: [slack.botUser], ...more })

/** The lines of the doctor that are not ok, for an installation that is well but for `ill`. */
async function examined(ill: Ill) {
  const slack = await createSlackStandIn({ log: { write() {} }, ...TOKENS, ...ill.standIn })
  onTestFinished(() => slack.close())
  const clock = { ...createSystemClock(), now: () => new Date(Date.now() + (ill.aheadMs ?? 0)) }
  const commands = { study: 'study', interview: 'interview' }
  const { botToken, appToken } = { ...TOKENS, ...ill.tokens }
  const http = { signingSecret: 'secret-hidden', host: '127.0.0.1', port: 3000 }
  const { historyPerMinute } = ill
  const shared = {
    apiUrl: slack.apiUrl,
    commands,
    ...(historyPerMinute === undefined ? {} : { historyPerMinute }),
  }
  const settings = ill.oauth
    ? { ...shared, http, oauth: { ...CLIENT, installations: () => oneInstallation(slack, botToken) } }
    : { ...shared, botToken, ...(ill.http ? { http } : { appToken }) }
  const chat = createSlackChat(settings, { clock, log: silentLog })
  const checks = await chat.doctor([(ill.channel ?? channel)(slack)])
  expect(JSON.stringify(checks)).not.toContain('hidden')
  return { checks, found: checks.filter(({ status }) => status !== 'ok') }
}

describe('the doctor on Slack', () => {
  it('finds nothing to mend in an installation made from the manifest', async () => {
    const { checks, found } = await examined({})
    expect(found).toEqual([])
    expect(checks.map(({ name }) => name.replace(/ C\w+$/, ''))).toEqual([
      'slack bot token',
      'slack scopes',
      'slack clock',
      'slack app token',
      'slack history',
      'slack research channel',
    ])
  })

  const ills: readonly [what: string, Ill, name: string, status: string, detail: RegExp][] = [
    [
      'another bot token',
      { tokens: { botToken: 'xoxb-hidden2' } },
      'bot token',
      'broken',
      /invalid_auth: copy the Bot User OAuth Token/,
    ],
    [
      'the app token for the bot token',
      { tokens: { botToken: TOKENS.appToken } },
      'bot token',
      'broken',
      /not_allowed_token_type/,
    ],
    [
      'the usual budget of an app that workspaces install',
      { oauth: true },
      'history',
      'advice',
      /SLACK_HISTORY_PER_MINUTE=1 unless .*Marketplace/,
    ],
    [
      'the one call a minute that such an app has',
      { oauth: true, historyPerMinute: 1 },
      'history',
      'advice',
      /100 minutes.*once it is listed in the Marketplace/,
    ],
    [
      'another app token',
      { tokens: { appToken: 'xapp-hidden2' } },
      'app token',
      'broken',
      /invalid_auth: create an App-Level Token/,
    ],
    [
      'a scope that was not granted',
      { standIn: { scopes: botScopes().filter((scope) => scope !== 'im:history') } },
      'scopes',
      'broken',
      /missing im:history: add them under OAuth & Permissions/,
    ],
    [
      'a clock ten minutes ahead',
      { aheadMs: 600_000 },
      'clock',
      'broken',
      /60\d s ahead of the platform: set its clock \(NTP\)/,
    ],
    ['a clock ten minutes behind', { aheadMs: -600_000 }, 'clock', 'broken', /behind the platform/],
    ['a clock half a minute ahead', { aheadMs: 30_000 }, 'clock', 'advice', /keep it in time \(NTP\)/],
    [
      'requests that only Slack knows to arrive',
      { http: true },
      'requests',
      'advice',
      /127\.0\.0\.1:3000: the app's Request URLs .* must show Verified/,
    ],
    [
      'a public research channel',
      { channel: (slack) => channel(slack, { private: false }) },
      'research channel',
      'advice',
      /everyone in the workspace.*make it private/,
    ],
    [
      'one shared with others',
      { channel: (slack) => channel(slack, { shared: true }) },
      'research channel',
      'advice',
      /another organisation/,
    ],
    [
      'one that does not exist',
      { channel: () => 'C000' },
      'research channel',
      'broken',
      /channel_not_found: check the id/,
    ],
    [
      'one the bot is not in',
      { channel: (slack) => slack.addChannel({ name: 'research', members: [] }) },
      'research channel',
      'broken',
      /\/invite it there/,
    ],
    [
      'one that is archived',
      {
        channel: (slack) => {
          const place = channel(slack)
          slack.archive(place)
          return place
        },
      },
      'research channel',
      'broken',
      /archived: unarchive it/,
    ],
    [
      'a budget of one call of the history a minute',
      { historyPerMinute: 1 },
      'history',
      'advice',
      /100 open conversations are read in 100 minutes.*SLACK_HISTORY_PER_MINUTE/,
    ],
  ]

  it('says that Slack does not answer where it does not, whatever the tokens', async () => {
    const settings = {
      ...TOKENS,
      apiUrl: 'http://127.0.0.1:9/api/',
      commands: { study: 's', interview: 'i' },
    }
    const nowhere = createSlackChat(settings, { clock: createSystemClock(), log: silentLog })
    const [line] = await nowhere.doctor([])
    expect(line).toEqual({
      name: 'slack',
      status: 'broken',
      detail: 'does not answer: see that this machine reaches http://127.0.0.1:9/api/',
    })
  })

  it.each(ills)('with %s says what mends it', async (_what, ill, name, status, detail) => {
    const { found } = await examined(ill)
    const [line] = found.filter((check) => check.name.includes(name))
    expect(line).toMatchObject({ status, detail: expect.stringMatching(detail) })
  })

  it.each(ills.slice(4))('with %s finds nothing else amiss', async (_what, ill) => {
    expect((await examined(ill)).found).toHaveLength(1)
  })
})
