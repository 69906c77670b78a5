import {
  type APIInteraction,
  type APIMessage,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ChannelType,
  ComponentType,
  type GatewayMessageCreateDispatchData,
  type GatewayMessageDeleteDispatchData,
  type GatewayMessageUpdateDispatchData,
  InteractionContextType,
  InteractionType,
  MessageType,
} from 'discord.js'
import type { CommandName, InboundEvent, InboundFile, ReplyHandle } from '../../core/ports/chat.ts'
import { deletionKey } from '../../core/ports/history-page.ts'
import { sentForm } from './form.ts'

export interface Self {
  readonly application: string
  readonly user: string
}

const platform = 'discord' as const

const threadTypes: ReadonlySet<ChannelType> = new Set([
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
])

/**
 * A person's message in a direct conversation, or one that mentions the bot; undefined for anything else.
 * @param parent the channel whose thread the message stands in, if it does. A thread has the id of the message it
 * hangs on.
 */
export function parseMessage(
  message: GatewayMessageCreateDispatchData | APIMessage,
  self: Self,
  direct: boolean,
  parent?: string,
): InboundEvent | undefined {
  if (!isFromPerson(message)) return undefined
  const base = {
    platform,
    workspace: self.application,
    key: `m:${message.channel_id}:${message.id}`,
    conversation: message.channel_id,
    person: message.author.id,
    platformAt: isoOf(message.timestamp),
    message: message.id,
  }
  if (direct) {
    const text = resolved(message.content, message.mentions)
    const isPicture = PICKED_GIF.test(text)
    const attachments = shownBeside(message) + (isPicture ? 1 : 0)
    return { ...base, kind: 'message-created', direct, text: isPicture ? '' : text, attachments }
  }
  if (!message.mentions.some(({ id }) => id === self.user)) return undefined
  const others = message.content.replaceAll(new RegExp(`<@!?${self.user}>`, 'g'), ' ')
  const thread = parent === undefined ? message.message_reference?.message_id : message.channel_id
  return {
    ...base,
    conversation: parent ?? message.channel_id,
    kind: 'mention',
    direct,
    text: others.replaceAll(/ {2,}/g, ' ').trim(),
    ...(thread === undefined ? {} : { thread }),
  }
}

/** What the picker for moving pictures writes: nothing but their address. */
const PICKED_GIF = /^https:\/\/(?:media\d*\.)?(?:tenor|giphy)\.com\/\S+$/

function shownBeside(message: GatewayMessageCreateDispatchData | APIMessage): number {
  const { attachments, sticker_items: stickers, message_snapshots: forwarded, poll } = message
  return attachments.length + (stickers?.length ?? 0) + (forwarded?.length ?? 0) + (poll ? 1 : 0)
}

/** An edit by a person in a direct conversation. An unfurled link also updates a message, but is no edit. */
export function parseEdit(message: GatewayMessageUpdateDispatchData, self: Self): InboundEvent | undefined {
  const { edited_timestamp: editedAt } = message
  if (message.guild_id !== undefined || typeof editedAt !== 'string') return undefined
  if (typeof message.content !== 'string' || !isFromPerson(message)) return undefined
  return {
    kind: 'message-edited',
    platform,
    workspace: self.application,
    key: `e:${message.channel_id}:${message.id}:${Date.parse(editedAt)}`,
    conversation: message.channel_id,
    direct: true,
    person: message.author.id,
    platformAt: isoOf(editedAt),
    message: message.id,
    text: resolved(message.content, message.mentions),
  }
}

/** A deletion in a direct conversation; Discord does not tell whose message it was. */
export function parseDeletion(
  gone: GatewayMessageDeleteDispatchData,
  self: Self,
  now: Date,
): InboundEvent | undefined {
  if (gone.guild_id !== undefined) return undefined
  return {
    kind: 'message-deleted',
    platform,
    workspace: self.application,
    key: deletionKey({ conversation: gone.channel_id, message: gone.id }),
    conversation: gone.channel_id,
    direct: true,
    platformAt: now.toISOString(),
    message: gone.id,
  }
}

/** @param commandOf what the operator calls `study` or `interview`. */
export function parseInteraction(
  interaction: APIInteraction,
  commandOf: (name: string) => CommandName | undefined,
  reply: ReplyHandle,
  files: readonly InboundFile[],
): InboundEvent | undefined {
  const person = interaction.member?.user ?? interaction.user
  const conversation = interaction.channel?.id
  if (person === undefined || conversation === undefined || person.bot) return undefined
  const base = {
    platform,
    workspace: interaction.application_id,
    key: `i:${interaction.id}`,
    conversation,
    direct: isDirect(interaction),
    person: person.id,
    platformAt: timeOf(interaction.id).toISOString(),
    ...('locale' in interaction ? { locale: interaction.locale } : {}),
    reply,
  }
  if (interaction.type === InteractionType.MessageComponent) {
    const { data, message } = interaction
    const values = data.component_type === ComponentType.StringSelect ? data.values : []
    return { ...base, kind: 'button', action: data.custom_id, values, message: message.id }
  }
  if (interaction.type === InteractionType.ModalSubmit) {
    const { values } = sentForm(interaction.data)
    return { ...base, kind: 'form', form: interaction.data.custom_id, values, files }
  }
  if (interaction.type !== InteractionType.ApplicationCommand) return undefined
  const command = commandOf(interaction.data.name)
  if (command === undefined) return undefined
  const place = interaction.channel
  const inThread = place !== undefined && 'parent_id' in place && threadTypes.has(place.type)
  const where = inThread && place.parent_id ? place.parent_id : conversation
  return { ...base, conversation: where, kind: 'command', command, text: commandText(interaction) }
}

/** What follows a command, as typed: the subcommand and its text. Empty for any other interaction. */
export function commandText(interaction: APIInteraction): string {
  if (interaction.type !== InteractionType.ApplicationCommand) return ''
  if (interaction.data.type !== ApplicationCommandType.ChatInput) return ''
  const sub = interaction.data.options?.[0]
  if (sub?.type !== ApplicationCommandOptionType.Subcommand) return ''
  const text = sub.options?.find(({ type }) => type === ApplicationCommandOptionType.String)
  const typed = text !== undefined && 'value' in text ? String(text.value) : ''
  return `${sub.name} ${typed.replaceAll(/<@!(\d+)>/g, '<@$1>')}`.trim()
}

export function isDirect(interaction: APIInteraction): boolean {
  return interaction.guild_id === undefined || interaction.context === InteractionContextType.BotDM
}

/** The time a snowflake was made at. */
export function timeOf(snowflake: string): Date {
  return new Date(Number((BigInt(snowflake) >> 22n) + 1_420_070_400_000n))
}

/** The smallest snowflake of a time. */
export function snowflakeAt(time: Date): string {
  const since = BigInt(time.getTime()) - 1_420_070_400_000n
  return (since > 0n ? since << 22n : 0n).toString()
}

function isFromPerson(message: APIMessage): boolean {
  const said = message.type === MessageType.Default || message.type === MessageType.Reply
  return said && message.author?.bot !== true && message.webhook_id === undefined
}

function resolved(content: string, mentions: APIMessage['mentions']): string {
  const names = new Map(mentions.map((user) => [user.id, user.global_name ?? user.username]))
  return content
    .replaceAll(/<@!?(\d+)>/g, (whole, id: string) => (names.has(id) ? `@${names.get(id)}` : whole))
    .replaceAll(/<a?(:\w+:)\d+>/g, '$1')
}

function isoOf(timestamp: string): string {
  return new Date(timestamp).toISOString()
}
