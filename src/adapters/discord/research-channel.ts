import {
  type APIGuildMember,
  type APIRole,
  type APITextChannel,
  ChannelType,
  PermissionFlagsBits,
  type REST,
  Routes,
} from 'discord.js'
import { advice, broken, type Check, fine } from '../../core/ports/check.ts'
import { failureOf } from './outbound/rest.ts'

const NEEDED = {
  'View Channel': PermissionFlagsBits.ViewChannel,
  'Send Messages': PermissionFlagsBits.SendMessages,
  'Attach Files': PermissionFlagsBits.AttachFiles,
  'Read Message History': PermissionFlagsBits.ReadMessageHistory,
} as const

/**
 * May the bot work there, and who else reads it? Whoever can see it reads the reports: that everyone can breaks
 * nothing, but nobody may have meant it. @param bot its user id
 */
export async function researchChannel(name: string, rest: REST, bot: string, id: string): Promise<Check> {
  let channel: APITextChannel
  try {
    channel = (await rest.get(Routes.channel(id))) as APITextChannel
  } catch (error) {
    const mend = 'check the id, and that the bot was added to the server and may view the channel'
    return broken(name, `not visible (${failureOf(error).reason}): ${mend}`)
  }
  if (channel.type !== ChannelType.GuildText || channel.guild_id === undefined)
    return broken(name, 'not a text channel of a server: choose one')
  const everyone = channel.guild_id
  const roles = (await rest.get(Routes.guildRoles(everyone))) as APIRole[]
  const member = (await rest.get(Routes.guildMember(everyone, bot))) as APIGuildMember
  const granted = permissionsIn(channel, roles, [...member.roles, everyone], bot)
  const missing = Object.entries(NEEDED).flatMap(([right, bit]) => ((granted & bit) === 0n ? [right] : []))
  if (missing.length > 0)
    return broken(name, `missing permissions: grant ${missing.join(', ')} to the bot in this channel`)
  if ((permissionsIn(channel, roles, [everyone]) & PermissionFlagsBits.ViewChannel) !== 0n)
    return advice(
      name,
      `#${channel.name}: everyone on the server can read the reports: make it a private channel under Edit Channel, Permissions`,
    )
  return fine(name, `#${channel.name}, private; may read and post`)
}

/** https://docs.discord.com/developers/topics/permissions#permission-overwrites */
function permissionsIn(
  channel: APITextChannel,
  roles: readonly APIRole[],
  has: readonly string[],
  user?: string,
): bigint {
  const everyone = channel.guild_id ?? ''
  let granted = 0n
  for (const role of roles) if (has.includes(role.id)) granted |= BigInt(role.permissions)
  if ((granted & PermissionFlagsBits.Administrator) !== 0n) return ~0n
  const overwrites = channel.permission_overwrites ?? []
  const apply = (chosen: typeof overwrites) => {
    for (const { deny } of chosen) granted &= ~BigInt(deny)
    for (const { allow } of chosen) granted |= BigInt(allow)
  }
  apply(overwrites.filter(({ id }) => id === everyone))
  apply(overwrites.filter(({ id, type }) => type === 0 && id !== everyone && has.includes(id)))
  apply(overwrites.filter(({ id, type }) => type === 1 && id === user))
  return granted
}
