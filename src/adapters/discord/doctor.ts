import {
  type APIApplication,
  type APIGatewayBotInfo,
  ApplicationFlags,
  ApplicationIntegrationType,
  type REST,
  type RESTAPIPartialCurrentUserGuild,
  RequestMethod,
  Routes,
} from 'discord.js'
import { advice, broken, type Check, clockCheck, fine } from '../../core/ports/check.ts'
import type { Clock } from '../../core/ports/clock.ts'
import { type CommandNames, commandsCurrent } from './commands.ts'
import { whoAmI } from './outbound/look-up.ts'
import { apiCode, failureOf } from './outbound/rest.ts'
import type { Self } from './parse.ts'
import { researchChannel } from './research-channel.ts'

/** Connections a day before Discord resets the token is 1,000; fewer than this left means a crash loop. */
const FEW_STARTS = 50
/** Servers asked whether they take the commands, at most. */
const SERVERS_ASKED = 20
const MISSING_ACCESS = 50001

const PRIVILEGED = {
  Presence: ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayPresenceLimited,
  'Server Members': ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
  'Message Content': ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
} as const

export interface Examined {
  readonly rest: REST
  readonly names: CommandNames
  readonly clock: Pick<Clock, 'now'>
}

/** What an operator must mend before an interview can run on Discord. */
export async function doctor({ rest, names, clock }: Examined, places: readonly string[]): Promise<Check[]> {
  let self: Self
  try {
    self = await whoAmI(rest)
  } catch (error) {
    const { outcome, reason } = failureOf(error)
    return [
      outcome === 'workspace-broken'
        ? broken('discord token', `refused (${reason}): copy it anew from the Bot page of the application`)
        : broken('discord', `does not answer (${reason}): see that this machine reaches it`),
    ]
  }
  const { application, user } = self
  const place = (id: string) => {
    const name = `discord research channel ${id}`
    return told([name], async () => [await researchChannel(name, rest, user, id)])
  }
  return [
    fine('discord token', `application ${application}`),
    ...(await told(['discord application', 'discord interactions', 'discord intents'], () => setUp(rest))),
    ...(await told(['discord gateway', 'discord clock'], () => gateway(rest, clock))),
    ...(await told(['discord servers', 'discord commands'], () => commands(rest, application, names))),
    ...(await Promise.all(places.map(place))).flat(),
  ]
}

/** What is asked for together; where Discord does not tell, each of the lines says so. */
async function told(
  names: readonly string[],
  look: () => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    return await look()
  } catch (error) {
    return names.map((name) => broken(name, `could not be asked: ${codeOf(error)}`))
  }
}

async function setUp(rest: REST): Promise<readonly Check[]> {
  const application = (await rest.get(Routes.currentApplication())) as APIApplication
  return [settings(application), interactions(application), intents(application)]
}

function settings({
  bot_public,
  privacy_policy_url,
  integration_types_config: installs,
}: APIApplication): Check {
  const mends = [
    ...(bot_public ? ['switch Public Bot off on the Bot page unless others are to add it'] : []),
    ...(installs?.[ApplicationIntegrationType.UserInstall]
      ? ['leave only Guild Install on the Installation page: a user install brings no direct messages']
      : []),
    ...(privacy_policy_url ? [] : ['link your privacy policy on the General Information page']),
  ]
  const name = 'discord application'
  return mends.length === 0 ? fine(name, 'set up as needed') : advice(name, mends.join('; '))
}

function interactions({ interactions_endpoint_url: endpoint }: APIApplication): Check {
  const name = 'discord interactions'
  return endpoint
    ? broken(name, 'go to another address: clear "Interactions Endpoint URL" on the General Information page')
    : fine(name, 'arrive over the gateway')
}

function intents({ flags }: APIApplication): Check {
  const set: number = flags ?? 0
  const on = Object.entries(PRIVILEGED).flatMap(([intent, bits]) => ((set & bits) === 0 ? [] : [intent]))
  const name = 'discord intents'
  return on.length === 0
    ? fine(name, 'none is privileged, none has to be switched on')
    : advice(name, `not needed: switch ${on.join(', ')} off on the Bot page, so that the bot is sent less`)
}

async function gateway(rest: REST, clock: Pick<Clock, 'now'>): Promise<readonly Check[]> {
  const response = await rest.queueRequest({ method: RequestMethod.Get, fullRoute: Routes.gatewayBot() })
  const at = clock.now()
  const { session_start_limit: starts, shards } = (await response.json()) as APIGatewayBotInfo
  const name = 'discord gateway'
  const left = `${starts.remaining} of ${starts.total} connections left today`
  const lines = [
    starts.remaining < FEW_STARTS
      ? broken(name, `${left}: something restarts over and over; stop it, and look into its log`)
      : shards > 1
        ? advice(
            name,
            `Discord asks for ${shards} connections at once, the bot opens one: add it to fewer servers`,
          )
        : fine(name, left),
  ]
  return [...lines, clockCheck('discord clock', response.headers.get('date'), at)]
}

async function commands(rest: REST, application: string, names: CommandNames): Promise<readonly Check[]> {
  const servers = (await rest.get(Routes.userGuilds())) as readonly RESTAPIPartialCurrentUserGuild[]
  const invite = `https://discord.com/oauth2/authorize?client_id=${application}&scope=bot+applications.commands`
  if (servers.length === 0) return [broken('discord servers', `the bot is in none: add it by ${invite}`)]
  const refusing: string[] = []
  for (const { id, name } of servers.slice(0, SERVERS_ASKED))
    if (!(await takesCommands(rest, application, id))) refusing.push(name)
  const name = 'discord commands'
  return [
    fine('discord servers', servers.map((server) => server.name).join(', ')),
    refusing.length > 0
      ? broken(name, `not allowed on ${refusing.join(', ')}: add the bot there again by ${invite}`)
      : (await commandsCurrent(rest, application, names))
        ? fine(name, `/${names.study} and /${names.interview} are registered`)
        : advice(name, 'missing or not of this version: `npm start` registers them'),
  ]
}

/** A server that was joined without the scope `applications.commands` shows none, and tells so here alone. */
async function takesCommands(rest: REST, application: string, server: string): Promise<boolean> {
  try {
    await rest.get(Routes.applicationGuildCommands(application, server))
    return true
  } catch (error) {
    if (apiCode(error) === MISSING_ACCESS) return false
    throw error
  }
}

function codeOf(error: unknown): string {
  return failureOf(error).reason
}
