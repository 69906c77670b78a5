import {
  type APIApplication,
  type APIGatewayBotInfo,
  type APIGuildMember,
  type APIRole,
  type APITextChannel,
  ChannelType,
  PermissionFlagsBits,
  type REST,
  Routes,
} from 'discord.js'
import { broken, type Check, fine } from '../../core/ports/check.ts'
import { type CommandNames, commandsCurrent } from './commands.ts'
import { whoAmI } from './outbound/look-up.ts'
import { failureOf } from './outbound/rest.ts'
import type { Self } from './parse.ts'

/** Connections a day before Discord resets the token is 1,000; fewer than this left means a crash loop. */
const FEW_STARTS = 50

const needed = {
  'View Channel': PermissionFlagsBits.ViewChannel,
  'Send Messages': PermissionFlagsBits.SendMessages,
  'Attach Files': PermissionFlagsBits.AttachFiles,
  'Read Message History': PermissionFlagsBits.ReadMessageHistory,
} as const

/** What an operator must mend before an interview can run on Discord. */
export async function doctor(rest: REST, names: CommandNames, places: readonly string[]): Promise<Check[]> {
  let self: Self
  try {
    self = await whoAmI(rest)
  } catch (error) {
    const detail = `Discord refused the token (${codeOf(error)}): copy it anew from the Bot page of the application`
    return [broken('discord token', detail)]
  }
  return [
    fine('discord token', `application ${self.application}`),
    await asked('discord interactions', (name) => interactions(name, rest)),
    await asked('discord gateway', (name) => gateway(name, rest)),
    await asked('discord commands', (name) => commands(name, rest, self, names)),
    ...(await Promise.all(
      places.map((id) => asked(`discord channel ${id}`, (name) => place(name, rest, self, id))),
    )),
  ]
}

async function asked(name: string, look: (name: string) => Promise<Check>): Promise<Check> {
  try {
    return await look(name)
  } catch (error) {
    return broken(name, `could not be asked: ${codeOf(error)}`)
  }
}

async function interactions(name: string, rest: REST): Promise<Check> {
  const application = (await rest.get(Routes.currentApplication())) as APIApplication
  const endpoint = application.interactions_endpoint_url
  if (endpoint === undefined || endpoint === null || endpoint === '') {
    return fine(name, 'arrive over the gateway')
  }
  return broken(
    name,
    'go to another address: clear "Interactions Endpoint URL" on the General Information page',
  )
}

async function gateway(name: string, rest: REST): Promise<Check> {
  const { session_start_limit: starts } = (await rest.get(Routes.gatewayBot())) as APIGatewayBotInfo
  const left = `${starts.remaining} of ${starts.total} connections left today`
  return starts.remaining >= FEW_STARTS
    ? fine(name, left)
    : broken(name, `${left}: something restarts over and over`)
}

async function commands(name: string, rest: REST, self: Self, names: CommandNames): Promise<Check> {
  const current = await commandsCurrent(rest, self.application, names)
  return fine(name, current ? 'registered' : 'will be registered at the next start')
}

async function place(name: string, rest: REST, self: Self, id: string): Promise<Check> {
  let channel: APITextChannel
  try {
    channel = (await rest.get(Routes.channel(id))) as APITextChannel
  } catch (error) {
    const mend = 'check the id, and that the bot was added to the server and may view the channel'
    return broken(name, `not visible (${codeOf(error)}): ${mend}`)
  }
  if (channel.type !== ChannelType.GuildText || channel.guild_id === undefined) {
    return broken(name, 'not a text channel of a server: choose one')
  }
  const roles = (await rest.get(Routes.guildRoles(channel.guild_id))) as APIRole[]
  const member = (await rest.get(Routes.guildMember(channel.guild_id, self.user))) as APIGuildMember
  const granted = permissionsIn(channel, roles, member, self.user)
  const missing = Object.entries(needed).flatMap(([right, bit]) => ((granted & bit) === 0n ? [right] : []))
  if (missing.length === 0) return fine(name, 'may read and post')
  return broken(name, `missing permissions: grant ${missing.join(', ')} to the bot in this channel`)
}

/** https://docs.discord.com/developers/topics/permissions#permission-overwrites */
function permissionsIn(
  channel: APITextChannel,
  roles: readonly APIRole[],
  member: APIGuildMember,
  user: string,
): bigint {
  const everyone = channel.guild_id ?? ''
  const own = new Set([...member.roles, everyone])
  let granted = 0n
  for (const role of roles) if (own.has(role.id)) granted |= BigInt(role.permissions)
  if ((granted & PermissionFlagsBits.Administrator) !== 0n) return ~0n
  const overwrites = channel.permission_overwrites ?? []
  const apply = (chosen: typeof overwrites) => {
    for (const { deny } of chosen) granted &= ~BigInt(deny)
    for (const { allow } of chosen) granted |= BigInt(allow)
  }
  apply(overwrites.filter(({ id }) => id === everyone))
  apply(overwrites.filter(({ id, type }) => type === 0 && id !== everyone && own.has(id)))
  apply(overwrites.filter(({ id, type }) => type === 1 && id === user))
  return granted
}

function codeOf(error: unknown): string {
  return failureOf(error).reason
}
