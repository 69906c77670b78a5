import type { Platform } from '../../../src/core/ports/chat.ts'
import { freePort } from '../../harness/free-port.ts'
import type { BotOptions } from './running-bot.ts'

const SIGNING_SECRET = '5ecf03ae77d5c2a19be04f6a1d8370c9'

/** A way by which a platform's events reach the bot. */
export interface InboundWay {
  readonly platform: Platform
  readonly options: () => Promise<Pick<BotOptions, 'env' | 'standIn'>>
}

/** Slack does not wait minutes before it delivers again. */
const timing = { retryDelaysMs: [0, 300, 1_500] }

export const slackBySockets: InboundWay = {
  platform: 'slack',
  options: async () => ({ standIn: { slack: { timing } } }),
}

export const slackOverHttp: InboundWay = {
  platform: 'slack',
  async options() {
    const port = await freePort()
    const http = {
      signingSecret: SIGNING_SECRET,
      requestUrl: `http://127.0.0.1:${port}/slack/events`,
    }
    return {
      standIn: { slack: { timing, http } },
      env: () => ({
        SLACK_APP_TOKEN: '',
        SLACK_SIGNING_SECRET: SIGNING_SECRET,
        SLACK_HTTP_PORT: String(port),
      }),
    }
  },
}

export const discordByGateway: InboundWay = { platform: 'discord', options: async () => ({}) }
