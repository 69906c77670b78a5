import { createHmac } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { InstallProvider, type Installation as SlackInstallation } from '@slack/oauth'
import type { Hono } from 'hono'
import type { InboundSink } from '../../../core/ports/chat.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Installation } from '../../../core/ports/installation-store.ts'
import type { Log } from '../../../core/ports/log.ts'
import { INSTALL_PATH, REDIRECT_PATH } from '../manifest.ts'
import { clientOptions, sdkLogger } from '../outbound/web-client.ts'
import { botScopes } from '../scopes.ts'
import type { InstalledWorkspaces, OAuthApp } from './installed.ts'

export interface InstallRoutesOptions {
  readonly app: OAuthApp
  readonly apiUrl: string
  readonly installed: InstalledWorkspaces
  readonly sink: InboundSink
  readonly clock: Clock
  readonly log: Log
}

type Routes = (server: Hono<{ Bindings: HttpBindings }>) => void

/**
 * Where people install the app. The state goes round by the browser, in Slack's address and in a cookie: who brings back
 * another one than was given out is refused.
 */
export function installRoutes({ app, apiUrl, ...deps }: InstallRoutesOptions): Routes {
  const { clientId, clientSecret } = app
  const provider = new InstallProvider({
    clientId,
    clientSecret,
    stateSecret: createHmac('sha256', clientSecret).update('state of an installation').digest('hex'),
    installUrlOptions: { scopes: [...botScopes()] },
    authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href,
    directInstall: true,
    clientOptions: clientOptions(apiUrl),
    logger: sdkLogger(deps.log, 'oauth'),
    installationStore: {
      storeInstallation: (installation) => added(installation as SlackInstallation, deps),
      fetchInstallation: () => Promise.reject(new Error('tokens are read and renewed elsewhere')),
    },
  })
  return (server) => {
    server.get(INSTALL_PATH, async ({ env }) => {
      await provider.handleInstallPath(env.incoming, env.outgoing)
      return RESPONSE_ALREADY_SENT
    })
    server.get(REDIRECT_PATH, async ({ env }) => {
      await provider.handleCallback(env.incoming, env.outgoing)
      return RESPONSE_ALREADY_SENT
    })
  }
}

async function added(
  given: SlackInstallation,
  { installed, sink, clock, log }: Pick<InstallRoutesOptions, 'installed' | 'sink' | 'clock' | 'log'>,
): Promise<void> {
  const installation = ours(given)
  const { workspace } = installation
  const now = clock.now()
  await installed.store.keep(installation, now)
  await installed.added(workspace)
  log.info('slack-installed', { workspace })
  await sink({
    kind: 'installation',
    platform: 'slack',
    workspace,
    key: `i:installed:${now.toISOString()}`,
    direct: false,
    platformAt: now.toISOString(),
    change: 'added',
  })
}

/** Throws if it is none of a workspace: the app is not made for whole organisations. */
function ours({ team, bot, isEnterpriseInstall }: SlackInstallation): Installation {
  if (team === undefined || bot === undefined || isEnterpriseInstall)
    throw new Error('not installed in a workspace, or without the bot')
  return {
    workspace: team.id,
    name: team.name,
    botUser: bot.userId,
    botId: bot.id,
    token: bot.token,
    renewal:
      bot.refreshToken === undefined || bot.expiresAt === undefined
        ? undefined
        : { by: bot.refreshToken, expiresAt: new Date(bot.expiresAt * 1000) },
  }
}
