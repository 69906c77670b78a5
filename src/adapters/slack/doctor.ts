import type { WebClient } from '@slack/web-api'
import { advice, broken, type Check, fine } from '../../core/ports/check.ts'
import type { HttpAddress } from './inbound/http.ts'
import { REQUEST_PATH } from './manifest.ts'
import { platformErrorCode } from './outbound/outcome.ts'
import { botScopes } from './scopes.ts'

const TOKEN_MEND = 'copy the Bot User OAuth Token (xoxb-) from OAuth & Permissions, or install the app again'
const APP_TOKEN_MEND =
  'create an App-Level Token (xapp-) with connections:write under Basic Information, and switch Socket Mode on'

/** What stands between this installation and an interview. */
export async function examine(
  web: WebClient,
  way: { readonly socketWeb: WebClient } | { readonly http: HttpAddress },
  researchPlaces: readonly string[],
): Promise<readonly Check[]> {
  return [
    ...(await botToken(web)),
    'http' in way ? requests(way.http) : await appToken(way.socketWeb),
    ...(await Promise.all(researchPlaces.map((place) => researchPlace(web, place)))),
  ]
}

function codeOf(error: unknown): string {
  return platformErrorCode(error) ?? 'no answer from Slack'
}

async function botToken(web: WebClient): Promise<readonly Check[]> {
  try {
    const answer = await web.auth.test()
    const granted = new Set(answer.response_metadata?.scopes ?? [])
    const missing = botScopes().filter((scope) => !granted.has(scope))
    return [
      fine('slack bot token', `workspace ${answer.team} (${answer.team_id})`),
      missing.length === 0
        ? fine('slack scopes', `all ${botScopes().length} granted`)
        : broken(
            'slack scopes',
            `missing ${missing.join(', ')}: add them under OAuth & Permissions, then reinstall the app`,
          ),
    ]
  } catch (error) {
    return [broken('slack bot token', `${codeOf(error)}: ${TOKEN_MEND}`)]
  }
}

async function appToken(socketWeb: WebClient): Promise<Check> {
  const name = 'slack app token'
  try {
    await socketWeb.apps.connections.open()
    return fine(name, 'Socket Mode is on')
  } catch (error) {
    return broken(name, `${codeOf(error)}: ${APP_TOKEN_MEND}`)
  }
}

/** Whether Slack gets through, and by the right secret, only Slack can tell. */
function requests({ host, port }: HttpAddress): Check {
  return advice(
    'slack requests',
    `listened for on ${host}:${port}: the app's Request URLs (Event Subscriptions, Interactivity, both commands) must ` +
      `lead to ${REQUEST_PATH} there, over https, and Event Subscriptions must show Verified`,
  )
}

async function researchPlace(web: WebClient, place: string): Promise<Check> {
  const name = `slack research channel ${place}`
  try {
    const { channel } = await web.conversations.info({ channel: place })
    if (channel?.is_archived) return broken(name, 'archived: unarchive it or name another channel')
    if (!channel?.is_member) return broken(name, 'the bot is not in it: /invite it there')
    return fine(name, `#${channel.name ?? place}`)
  } catch (error) {
    const mend = 'check the id (C…, from the channel’s details) and, if it is private, invite the bot'
    return broken(name, `${codeOf(error)}: ${mend}`)
  }
}
