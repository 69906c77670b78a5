import type { WebClientOptions } from '@slack/web-api'
import { PlatformError } from '../../../core/errors.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Log } from '../../../core/ports/log.ts'
import { platformErrorCode } from '../outbound/outcome.ts'
import type { Identity } from '../parse.ts'
import { type Workspaces, workspaceBy } from './workspace.ts'

export interface SingleOptions {
  readonly botToken: string
  readonly optionsFor: (timeoutMs?: number) => WebClientOptions
  readonly commands: Identity['commands']
  readonly clock: Clock
  readonly log: Log
}

/** The one workspace whose bot token stands in the settings. */
export function singleWorkspace({ botToken, optionsFor, commands, ...deps }: SingleOptions): Workspaces {
  let identity: Identity | undefined
  const who = async (): Promise<Identity> => {
    if (identity !== undefined) return identity
    try {
      const me = await workspace.web.auth.test()
      if (!me.team_id || !me.user_id) throw new PlatformError('slack', 'Slack did not say who the bot is')
      identity = { workspace: me.team_id, botUser: me.user_id, botId: me.bot_id, commands }
      return identity
    } catch (cause) {
      const code = platformErrorCode(cause) ?? 'no answer'
      throw new PlatformError('slack', `Slack refused the bot token or could not be reached: ${code}`, {
        cause,
      })
    }
  }
  const workspace = workspaceBy({ who, token: async () => botToken }, optionsFor, deps)
  return {
    get ids() {
      return identity === undefined ? [] : [identity.workspace]
    },
    async identify() {
      await who()
    },
    of: async () => workspace,
    toldBy: async () => workspace,
    hasNewToken: async () => false,
    // Its token is the operator's to mend.
    removed: async () => {},
  }
}
