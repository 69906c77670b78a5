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
import type { Check } from '../../core/ports/chat.ts'
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
    return [{ name: 'discord token', ok: false, detail }]
  }
  return [
    { name: 'discord token', ok: true, detail: `application ${self.application}` },
    await check('discord interactions', () => interactions(rest)),
    await check('discord gateway', () => gateway(rest)),
    await check('discord commands', () => commands(rest, self, names)),
    ...(await Promise.all(places.map((id) => check(`discord channel ${id}`, () => place(rest, self, id))))),
  ]
}

type Seen = Omit<Check, 'name'>

async function check(name: string, look: () => Promise<Seen>): Promise<Check> {
  try {
    return { name, ...(await look()) }
  } catch (error) {
    return { name, ok: false, detail: `could not be asked: ${codeOf(error)}` }
  }
}

async function interactions(rest: REST): Promise<Seen> {
  const application = (await rest.get(Routes.currentApplication())) as APIApplication
  const endpoint = application.interactions_endpoint_url
  if (endpoint === undefined || endpoint === null || endpoint === '') {
    return { ok: true, detail: 'arrive over the gateway' }
  }
  const detail = 'go to another address: clear "Interactions Endpoint URL" on the General Information page'
  return { ok: false, detail }
}

async function gateway(rest: REST): Promise<Seen> {
  const { session_start_limit: starts } = (await rest.get(Routes.gatewayBot())) as APIGatewayBotInfo
  const ok = starts.remaining >= FEW_STARTS
  const detail = `${starts.remaining} of ${starts.total} connections left today`
  return { ok, detail: ok ? detail : `${detail}: something restarts over and over` }
}

async function commands(rest: REST, self: Self, names: CommandNames): Promise<Seen> {
  const current = await commandsCurrent(rest, self.application, names)
  return { ok: true, detail: current ? 'registered' : 'will be registered at the next start' }
}

async function place(rest: REST, self: Self, id: string): Promise<Seen> {
  let channel: APITextChannel
  try {
    channel = (await rest.get(Routes.channel(id))) as APITextChannel
  } catch (error) {
    const mend = 'check the id, and that the bot was added to the server and may view the channel'
    return { ok: false, detail: `not visible (${codeOf(error)}): ${mend}` }
  }
  if (channel.type !== ChannelType.GuildText || channel.guild_id === undefined) {
    return { ok: false, detail: 'not a text channel of a server: choose one' }
  }
  const roles = (await rest.get(Routes.guildRoles(channel.guild_id))) as APIRole[]
  const member = (await rest.get(Routes.guildMember(channel.guild_id, self.user))) as APIGuildMember
  const granted = permissionsIn(channel, roles, member, self.user)
  const missing = Object.entries(needed).flatMap(([name, bit]) => ((granted & bit) === 0n ? [name] : []))
  if (missing.length === 0) return { ok: true, detail: 'may read and post' }
  return { ok: false, detail: `missing permissions: grant ${missing.join(', ')} to the bot in this channel` }
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
