import { WebClient } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDistributedSlack, type DistributedSlack } from '../../../sim/slack/installs/distributed.ts'
import { SlackRefusal } from '../../../sim/slack/types.ts'
import { sdkLogger } from '../../../src/adapters/slack/outbound/web-client.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { refusal } from './stage.ts'

const CLIENT = { client_id: '1.2', client_secret: 'secret' }
const BACK = 'https://bot.example.org/slack/oauth_redirect'
const PAGE = 'https://slack.example.org/oauth/v2/authorize'
const LIFE_MS = 12 * 3_600_000

let slack: DistributedSlack
let now: number
const client = (token?: string) =>
  new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: sdkLogger(silentLog, 'test'),
  })

beforeEach(async () => {
  now = Date.now()
  slack = await createDistributedSlack({
    clientId: CLIENT.client_id,
    clientSecret: CLIENT.client_secret,
    redirectUrls: [BACK],
    rotation: { lifeMs: LIFE_MS },
    http: { signingSecret: 'unused', requestUrl: 'http://127.0.0.1:9/none' },
    log: { write: () => {} },
    now: () => now,
    timing: { ackDeadlineMs: 100, retryDelaysMs: [] },
  })
  await slack.addWorkspace({ id: 'T0HARBOUR', name: 'Harbour' })
  await slack.addWorkspace({ id: 'T0MILL', name: 'Mill' })
})
afterEach(() => slack.close())

function codeFor(workspace: string, query: Record<string, string> = {}): string {
  const page = `${PAGE}?${new URLSearchParams({ client_id: '1.2', scope: 'chat:write', state: 's', ...query })}`
  return new URL(slack.press('Allow', workspace, page)).searchParams.get('code') ?? ''
}

const exchange = (form: Record<string, string>) => client().apiCall('oauth.v2.access', { ...CLIENT, ...form })

async function install(workspace: string) {
  const answer = await exchange({ code: codeFor(workspace) })
  return answer as unknown as { access_token: string; refresh_token: string; team: { id: string } }
}

describe('the stand-in of an app that workspaces install', () => {
  it('sends the browser back with a code and the state it came with', () => {
    const back = new URL(
      slack.press('Allow', 'T0HARBOUR', `${PAGE}?client_id=1.2&scope=chat:write&state=abc`),
    )
    expect(`${back.origin}${back.pathname}`).toBe(BACK)
    expect(back.searchParams.get('state')).toBe('abc')
    expect(back.searchParams.get('code')).toMatch(/^\w+$/)
    const cancelled = slack.press('Cancel', 'T0HARBOUR', `${PAGE}?client_id=1.2&scope=chat:write&state=abc`)
    expect(new URL(cancelled).searchParams.get('error')).toBe('access_denied')
    expect(new URL(cancelled).searchParams.has('code')).toBe(false)
  })

  it('shows an error in place of its page', () => {
    expect(() => codeFor('T0HARBOUR', { client_id: '3.4' })).toThrow(new SlackRefusal('invalid_client_id'))
    expect(() => codeFor('T0HARBOUR', { scope: '' })).toThrow(new SlackRefusal('no_scopes'))
    expect(() => codeFor('T0HARBOUR', { redirect_uri: 'https://else.example.org' })).toThrow(
      new SlackRefusal('bad_redirect_uri'),
    )
  })

  it('gives each workspace a token of its own, good there only', async () => {
    const [harbour, mill] = [await install('T0HARBOUR'), await install('T0MILL')]
    expect(harbour.team.id).toBe('T0HARBOUR')
    expect((await client(harbour.access_token).auth.test()).team_id).toBe('T0HARBOUR')
    expect((await client(mill.access_token).auth.test()).team_id).toBe('T0MILL')
    expect(await refusal(client('xoxb-made-up').auth.test())).toBe('invalid_auth')
    expect(await refusal(client().auth.test())).toBe('not_authed')
  })

  it.each([
    ['another client', { client_id: '3.4' }, 'invalid_client_id'],
    ['another secret', { client_secret: 'wrong' }, 'bad_client_secret'],
    ['another kind of grant', { grant_type: 'password' }, 'invalid_grant_type'],
    ['a code that was made up', { code: 'made-up' }, 'invalid_code'],
    ['an address that was not asked for', { redirect_uri: BACK }, 'bad_redirect_uri'],
  ])('refuses %s', async (_, form, error) => {
    expect(await refusal(exchange({ code: codeFor('T0HARBOUR'), ...form }))).toBe(error)
  })

  it('takes a code once, and for ten minutes', async () => {
    const code = codeFor('T0HARBOUR')
    await exchange({ code })
    expect(await refusal(exchange({ code }))).toBe('invalid_code')
    const late = codeFor('T0HARBOUR')
    now += 10 * 60_000
    expect(await refusal(exchange({ code: late }))).toBe('invalid_code')
  })

  it('takes a refresh token once, and lets the access token before it live on until a third comes', async () => {
    const first = await install('T0HARBOUR')
    const refresh = (token: string) => exchange({ grant_type: 'refresh_token', refresh_token: token })
    const second = (await refresh(first.refresh_token)) as unknown as typeof first
    expect(await refusal(refresh(first.refresh_token))).toBe('invalid_refresh_token')
    expect(await refusal(client(first.access_token).auth.test())).toBe('ok')
    await refresh(second.refresh_token)
    expect(await refusal(client(first.access_token).auth.test())).toBe('token_expired')
    expect(await refusal(client(second.access_token).auth.test())).toBe('ok')
    expect(slack.refreshes).toBe(2)
  })

  it('lets tokens expire, and voids them where the app is removed', async () => {
    const { access_token: token, refresh_token } = await install('T0HARBOUR')
    now += LIFE_MS
    expect(await refusal(client(token).auth.test())).toBe('token_expired')
    slack.uninstall('T0HARBOUR')
    expect(await refusal(client(token).auth.test())).toBe('account_inactive')
    expect(await refusal(exchange({ grant_type: 'refresh_token', refresh_token }))).toBe(
      'invalid_refresh_token',
    )
    const again = await install('T0HARBOUR')
    expect(await refusal(client(again.access_token).auth.test())).toBe('ok')
  })
})
