import { WebClient } from '@slack/web-api'
import { advice, broken, type Check, clockCheck, fine } from '../../core/ports/check.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { HttpAddress } from './inbound/http.ts'
import { INSTALL_PATH, REQUEST_PATH } from './manifest.ts'
import { platformErrorCode } from './outbound/outcome.ts'
import { clientOptions } from './outbound/web-client.ts'
import { botScopes } from './scopes.ts'
import type { Workspaces } from './workspaces/workspace.ts'

const TOKEN_MEND = 'copy the Bot User OAuth Token (xoxb-) from OAuth & Permissions, or install the app again'
const APP_TOKEN_MEND =
  'create an App-Level Token (xapp-) with connections:write under Basic Information, and switch Socket Mode on'

export interface Examined {
  readonly workspaces: Pick<Workspaces, 'ids' | 'identify' | 'of'>
  /** Workspaces come and go by installing; otherwise there is the one of the bot token. */
  readonly installs: boolean
  /** By which way Slack delivers. */
  readonly way: { readonly appToken: string } | { readonly http: HttpAddress }
  readonly apiUrl: string
  readonly clock: Pick<Clock, 'now'>
  /** Calls of the history that reading up may make. */
  readonly historyPerMinute: number
}

type SdkOptions = Pick<NonNullable<ConstructorParameters<typeof WebClient>[1]>, 'logger'>

/** What stands between this installation and an interview. */
export async function examine(
  { workspaces, installs, way, apiUrl, clock, historyPerMinute }: Examined,
  sdk: SdkOptions,
  researchPlaces: readonly string[],
): Promise<readonly Check[]> {
  let told: { readonly date: string | null; readonly at: Date } | undefined
  const clientWith = (token: string) =>
    new WebClient(token, {
      ...clientOptions(apiUrl),
      ...sdk,
      fetch: async (...call) => {
        const response = await fetch(...call)
        told = { date: response.headers.get('date'), at: clock.now() }
        return response
      },
    })
  if (installs) await workspaces.identify()
  const ids: readonly string[] = installs ? workspaces.ids : ['']
  const webs: WebClient[] = []
  const known: Check[] = installs ? [installations(ids)] : []
  for (const id of ids) {
    const there = await workspaces.of(id)
    const web = clientWith((await there?.token().catch(() => undefined)) ?? '')
    known.push(...(await installation(web, apiUrl, id)))
    webs.push(web)
  }
  return [
    ...known,
    ...(told ? [clockCheck('slack clock', told.date, told.at)] : []),
    'http' in way
      ? requests(way.http)
      : await appTokenCheck(new WebClient(way.appToken, { ...clientOptions(apiUrl), ...sdk })),
    installs ? sharedHistory(historyPerMinute) : history(historyPerMinute),
    ...(await Promise.all(researchPlaces.map((place) => researchPlace(webs, place)))),
  ]
}

/** With fewer, who wrote during a gap waits noticeably. */
const FEW_READS = 10
const OPEN = 100

const HISTORY = 'slack history'

function readIn(perMinute: number): string {
  return `${perMinute} calls a minute: ${OPEN} open conversations are read in ${Math.ceil(OPEN / perMinute)} minutes after a gap`
}

function history(perMinute: number): Check {
  const told = readIn(perMinute)
  return perMinute < FEW_READS
    ? advice(
        HISTORY,
        `${told}; keep the app internal to its workspace and leave SLACK_HISTORY_PER_MINUTE out to have more`,
      )
    : fine(
        HISTORY,
        `${told}; for an app distributed outside the Marketplace set SLACK_HISTORY_PER_MINUTE=1, since Slack allows it no more`,
      )
}

/** Slack holds an app that others install to one call, unless it lists the app itself; which it is, it tells no app. */
function sharedHistory(perMinute: number): Check {
  const told = readIn(perMinute)
  return perMinute > 1
    ? advice(
        HISTORY,
        `${told}; workspaces install this app, to which Slack allows one call: set SLACK_HISTORY_PER_MINUTE=1 unless ` +
          'it is listed in the Marketplace',
      )
    : advice(
        HISTORY,
        `${told}, which Slack allows an app that workspaces install; leave SLACK_HISTORY_PER_MINUTE out once it is ` +
          'listed in the Marketplace',
      )
}

function installations(ids: readonly string[]): Check {
  const name = 'slack installations'
  return ids.length === 0
    ? advice(name, `none yet: open ${INSTALL_PATH} at the bot's address, over https, and choose a workspace`)
    : fine(name, ids.join(', '))
}

function codeOf(error: unknown): string {
  return platformErrorCode(error) ?? 'no answer from Slack'
}

async function installation(web: WebClient, apiUrl: string, id: string): Promise<readonly Check[]> {
  const about = (what: string) => (id === '' ? what : `${what} ${id}`)
  try {
    const answer = await web.auth.test()
    const granted = new Set(answer.response_metadata?.scopes ?? [])
    const missing = botScopes().filter((scope) => !granted.has(scope))
    return [
      fine(about('slack bot token'), `workspace ${answer.team} (${answer.team_id})`),
      missing.length === 0
        ? fine(about('slack scopes'), `all ${botScopes().length} granted`)
        : broken(
            about('slack scopes'),
            `missing ${missing.join(', ')}: add them under OAuth & Permissions, then reinstall the app`,
          ),
    ]
  } catch (error) {
    const code = platformErrorCode(error)
    return [
      code === undefined
        ? broken('slack', `does not answer: see that this machine reaches ${apiUrl}`)
        : broken(about('slack bot token'), `${code}: ${TOKEN_MEND}`),
    ]
  }
}

async function appTokenCheck(web: WebClient): Promise<Check> {
  const name = 'slack app token'
  try {
    await web.apps.connections.open()
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

/** Whoever can see it reads the reports: that it is public breaks nothing, but nobody may have meant it. */
async function researchPlace(webs: readonly WebClient[], place: string): Promise<Check> {
  const name = `slack research channel ${place}`
  try {
    const { channel } = await Promise.any(webs.map((web) => web.conversations.info({ channel: place })))
    if (channel?.is_archived) return broken(name, 'archived: unarchive it or name another channel')
    if (!channel?.is_member) return broken(name, 'the bot is not in it: /invite it there')
    const known = `#${channel.name ?? place}`
    if (channel.is_ext_shared)
      return advice(
        name,
        `${known} is shared with another organisation, which can read the reports: use a channel of your own`,
      )
    if (!channel.is_private)
      return advice(
        name,
        `${known} is public, so everyone in the workspace can read the reports: make it private in its settings`,
      )
    return fine(name, `${known}, private`)
  } catch (error) {
    const mend = 'check the id (C…, from the channel’s details) and, if it is private, invite the bot'
    const [first] = error instanceof AggregateError ? error.errors : [error]
    return broken(name, `${codeOf(first)}: ${mend}`)
  }
}
