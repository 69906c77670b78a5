import type { Server } from 'node:http'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { HttpDelivery } from '../deliver-http.ts'
import { createSlackStandIn, type SlackStandIn, type SlackStandInOptions } from '../index.ts'
import { SlackRefusal } from '../types.ts'
import { type Granted, Tokens } from './tokens.ts'

export interface DistributedOptions
  extends Omit<SlackStandInOptions, 'botToken' | 'appToken' | 'http' | 'workspace' | 'port' | 'tokens'> {
  readonly clientId: string
  readonly clientSecret: string
  /** As in the app's settings; the first is used where none is asked for. */
  readonly redirectUrls: readonly [string, ...(readonly string[])]
  readonly http: HttpDelivery
  /** The app's bot tokens live so long, and are renewed by refresh tokens; without it for good. */
  readonly rotation?: { readonly lifeMs: number }
}

/** One app that many workspaces may install: Slack's page for it, its tokens, and one Web API for all. */
export interface DistributedSlack {
  /** Ends with a slash. */
  readonly apiUrl: string
  /** How often a refresh token was exchanged. */
  readonly refreshes: number
  /** A workspace that has not installed the app yet. */
  addWorkspace(workspace: { readonly id: string; readonly name: string }): Promise<SlackStandIn>
  /**
   * Somebody in that workspace opened Slack's page at `address` and pressed a button there. Returns where their browser
   * is sent. Throws SlackRefusal if the page shows an error in its place.
   */
  press(button: 'Allow' | 'Cancel', workspace: string, address: string): string
  /** The app is removed: told by events, and its tokens there are void. */
  uninstall(workspace: string): void
  /** The next exchange of a refresh token is not answered until the function returned is called. */
  holdNextRefresh(): () => void
  /** The next exchange of a refresh token breaks off before Slack did anything. */
  failNextRefresh(): void
  close(): Promise<void>
}

type Env = { Bindings: HttpBindings }

/** Starts a strict Slack of several workspaces on the loopback interface. */
export async function createDistributedSlack(options: DistributedOptions): Promise<DistributedSlack> {
  const { clientId, clientSecret, redirectUrls, rotation, log, now = Date.now } = options
  const tokens = new Tokens(now, rotation?.lifeMs)
  const workspaces = new Map<string, SlackStandIn>()
  const names = new Map<string, string>()
  const asked = new Map<string, string | undefined>()
  let held: Promise<void> | undefined
  let failing = false

  const access = async (form: URLSearchParams): Promise<Record<string, unknown>> => {
    if (form.get('client_id') !== clientId) throw new SlackRefusal('invalid_client_id')
    if (form.get('client_secret') !== clientSecret) throw new SlackRefusal('bad_client_secret')
    const grant = form.get('grant_type') ?? 'authorization_code'
    if (grant === 'refresh_token') {
      const granted = tokens.ofRefresh(form.get('refresh_token') ?? '')
      const hold = held
      held = undefined
      await hold
      return answerOf(granted)
    }
    if (grant !== 'authorization_code') throw new SlackRefusal('invalid_grant_type')
    const code = form.get('code') ?? ''
    if ((form.get('redirect_uri') ?? undefined) !== asked.get(code))
      throw new SlackRefusal('bad_redirect_uri')
    const granted = tokens.ofCode(code)
    workspaces.get(granted.team)?.reinstall()
    return answerOf(granted)
  }

  const answerOf = ({ team, token, refresh }: Granted & { readonly team: string }) => ({
    app_id: 'A0SIMULATED',
    authed_user: { id: 'U0INSTALLER' },
    scope: (workspaces.get(team)?.scopes ?? []).join(','),
    token_type: 'bot',
    access_token: token,
    bot_user_id: workspaces.get(team)?.botUser,
    ...(refresh ? { refresh_token: refresh.token, expires_in: Math.floor(refresh.lifeMs / 1_000) } : {}),
    team: { id: team, name: names.get(team) },
    enterprise: null,
    is_enterprise_install: false,
  })

  const app = new Hono<Env>()
  app.post('/api/oauth.v2.access', async (c) => {
    const method = 'oauth.v2.access'
    const form = new URLSearchParams(await c.req.text())
    if (failing && form.get('grant_type') === 'refresh_token') {
      failing = false
      return c.text('server error', 500)
    }
    try {
      const body = await access(form)
      log.write({ platform: 'slack', kind: 'call', method })
      return c.json({ ok: true, ...body })
    } catch (refusal) {
      if (!(refusal instanceof SlackRefusal)) throw refusal
      log.write({ platform: 'slack', kind: 'refused', method, error: refusal.error })
      return c.json({ ok: false, error: refusal.error })
    }
  })
  app.post('/api/:method', async (c) => {
    const token = (c.req.header('Authorization') ?? '').replace(/^Bearer\s*/i, '')
    const workspace = workspaces.get(tokens.teamOf(token) ?? '')
    if (workspace === undefined) return c.json({ ok: false, error: token ? 'invalid_auth' : 'not_authed' })
    return passOn(c, `${workspace.apiUrl}${c.req.param('method')}`)
  })
  const server = createAdaptorServer({ fetch: app.fetch, hostname: '127.0.0.1' }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The stand-in got no port')

  return {
    apiUrl: `http://127.0.0.1:${address.port}/api/`,
    get refreshes() {
      return tokens.refreshes
    },
    async addWorkspace(workspace) {
      const opened = await createSlackStandIn({
        ...options,
        workspace,
        appToken: 'xapp-none',
        botToken: '',
        tokens,
      })
      workspaces.set(workspace.id, opened)
      names.set(workspace.id, workspace.name)
      return opened
    },
    press(button, workspace, page) {
      const query = new URL(page).searchParams
      if (query.get('client_id') !== clientId) throw new SlackRefusal('invalid_client_id')
      if (!query.get('scope')) throw new SlackRefusal('no_scopes')
      const redirect = query.get('redirect_uri') ?? undefined
      if (redirect !== undefined && !redirectUrls.includes(redirect))
        throw new SlackRefusal('bad_redirect_uri')
      const back = new URL(redirect ?? redirectUrls[0])
      if (button === 'Cancel') back.searchParams.set('error', 'access_denied')
      else {
        const code = tokens.code(workspace)
        asked.set(code, redirect)
        back.searchParams.set('code', code)
      }
      back.searchParams.set('state', query.get('state') ?? '')
      return back.href
    },
    uninstall(workspace) {
      tokens.revoke(workspace, 'account_inactive')
      workspaces.get(workspace)?.uninstall()
    },
    holdNextRefresh() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    failNextRefresh() {
      failing = true
    },
    async close() {
      await Promise.all([...workspaces.values()].map((each) => each.close()))
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** To the workspace whose token it was; a connection that breaks there breaks here. */
async function passOn(c: Context<Env>, url: string): Promise<Response> {
  const kept = ['authorization', 'content-type'].flatMap((name) => {
    const value = c.req.header(name)
    return value === undefined ? [] : [[name, value]]
  })
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: Object.fromEntries(kept),
      body: await c.req.arrayBuffer(),
    })
    return new Response(await answer.arrayBuffer(), {
      status: answer.status,
      headers: Object.fromEntries(
        ['content-type', 'x-oauth-scopes', 'retry-after'].flatMap((name) => {
          const value = answer.headers.get(name)
          return value === null ? [] : [[name, value]]
        }),
      ),
    })
  } catch {
    c.env.incoming.socket.destroy()
    return c.body(null)
  }
}
