import { z } from 'zod'
import type { CommandName, InboundEvent, PersonProfile } from '../../core/ports/chat.ts'
import { deletionKey } from '../../core/ports/history-page.ts'
import { isDirect } from './reply.ts'
import { isoOfStamp, plainText } from './text.ts'

/** Who the bot is in its workspace and what its commands are called there. */
export interface Identity {
  readonly workspace: string
  readonly botUser: string
  readonly botId: string | undefined
  /** Command as typed, slash included, to the name the core knows. */
  readonly commands: ReadonlyMap<string, CommandName>
}

const messageSchema = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  subtype: z.string().optional(),
  text: z.string().optional(),
  thread_ts: z.string().optional(),
  client_msg_id: z.string().optional(),
  edited: z.object({ ts: z.string() }).optional(),
  files: z.array(z.unknown()).optional(),
  /** Shared messages, and what other apps add. */
  attachments: z.array(z.unknown()).optional(),
})
export type SlackStoredMessage = z.infer<typeof messageSchema>

const messageEventSchema = messageSchema.extend({
  type: z.literal('message'),
  channel: z.string(),
  channel_type: z.string().optional(),
  event_ts: z.string().optional(),
  deleted_ts: z.string().optional(),
  message: messageSchema.optional(),
  previous_message: messageSchema.optional(),
})

const userSchema = z.object({
  id: z.string(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  team_id: z.string().optional(),
  /** In an organisation a person has one home and belongs to several workspaces. */
  enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
  tz: z.string().nullish(),
  locale: z.string().optional(),
  real_name: z.string().optional(),
  profile: z.object({ display_name: z.string().optional(), real_name: z.string().optional() }).optional(),
})

const otherEventSchema = z.object({
  type: z.string(),
  event_ts: z.string().optional(),
  channel: z.string().optional(),
  user: z.unknown().optional(),
  tab: z.string().optional(),
  tokens: z.object({ bot: z.array(z.string()).optional() }).optional(),
})

const callbackSchema = z.object({
  event: z.object({ type: z.string() }).loose(),
  event_time: z.number().optional(),
})

/** Subtypes a person's own words come with. */
const WRITTEN = new Set<string | undefined>([undefined, 'file_share', 'thread_broadcast', 'me_message'])

const PLACE_GONE: Readonly<Record<string, 'archived' | 'deleted' | 'removed'>> = {
  channel_archive: 'archived',
  group_archive: 'archived',
  channel_deleted: 'deleted',
  group_deleted: 'deleted',
  channel_left: 'removed',
  group_left: 'removed',
}

/** What an Events API payload means; undefined for what nobody asked for: echoes, other bots, previews, system notes. */
export function parseEvent(body: unknown, who: Identity): InboundEvent | undefined {
  const callback = callbackSchema.safeParse(body).data
  if (callback === undefined) return undefined
  const { event } = callback
  if (event.type === 'message') {
    const message = messageEventSchema.safeParse(event).data
    return message === undefined ? undefined : parseDirectMessage(message, who)
  }
  if (event.type === 'app_mention') return parseMention(event, who)
  const other = otherEventSchema.safeParse(event).data
  const at = other?.event_ts ?? String(callback.event_time ?? 0)
  return other === undefined ? undefined : parseOther(other, at, who)
}

type MessageEvent = z.infer<typeof messageEventSchema>

function byBot(message: SlackStoredMessage, who: Identity): boolean {
  return message.user === undefined || message.bot_id !== undefined || message.user === who.botUser
}

function parseDirectMessage(event: MessageEvent, who: Identity): InboundEvent | undefined {
  if (event.channel_type !== 'im') return undefined
  const base = {
    platform: 'slack',
    workspace: who.workspace,
    conversation: event.channel,
    direct: true,
  } as const
  const before = event.previous_message
  switch (event.subtype) {
    case 'message_changed': {
      const after = event.message
      if (after === undefined || byBot(after, who)) return undefined
      if (after.subtype === 'tombstone') return deletion(after.ts, after, event)
      // A link preview changes the message too, but not its words.
      if (before !== undefined && before.text === after.text) return undefined
      const stamp = after.edited?.ts ?? event.event_ts ?? event.ts
      return { ...base, ...editOf(after, event.channel, stamp) }
    }
    case 'message_deleted':
      if (before !== undefined && byBot(before, who)) return undefined
      return deletion(event.deleted_ts ?? before?.ts, before, event)
    default:
      return createdMessage(event, event.channel, who)
  }

  function deletion(
    ts: string | undefined,
    deleted: SlackStoredMessage | undefined,
    { channel, event_ts, ts: stamp }: MessageEvent,
  ): InboundEvent | undefined {
    if (ts === undefined) return undefined
    return {
      ...base,
      kind: 'message-deleted',
      key: deletionKey({ conversation: channel, message: ts }),
      ...personOf(deleted),
      platformAt: isoOfStamp(event_ts ?? stamp),
      message: ts,
    }
  }
}

function personOf(message: SlackStoredMessage | undefined): { person?: string } {
  return message?.user === undefined ? {} : { person: message.user }
}

/** A message a person wrote in a direct conversation, live or from the history. */
export function createdMessage(
  message: SlackStoredMessage,
  channel: string,
  who: Identity,
): InboundEvent | undefined {
  if (!WRITTEN.has(message.subtype) || byBot(message, who)) return undefined
  return {
    platform: 'slack',
    workspace: who.workspace,
    kind: 'message-created',
    key: `m:${channel}:${message.ts}`,
    conversation: channel,
    direct: true,
    ...writtenParts(message),
    text: plainText(message.text ?? ''),
    attachments: (message.files?.length ?? 0) + (message.attachments?.length ?? 0),
  }
}

function writtenParts(message: SlackStoredMessage) {
  const thread = message.thread_ts === message.ts ? undefined : message.thread_ts
  return {
    message: message.ts,
    platformAt: isoOfStamp(message.ts),
    ...personOf(message),
    ...(message.client_msg_id === undefined ? {} : { gesture: message.client_msg_id }),
    ...(thread === undefined ? {} : { thread }),
  }
}

/** What a message as `conversations.history` lists it tells: that it was written, and its last edit. */
export function parseStored(message: unknown, channel: string, who: Identity): readonly InboundEvent[] {
  const stored = messageSchema.safeParse(message).data
  const created = stored && createdMessage(stored, channel, who)
  if (!created || !stored.edited) return created ? [created] : []
  const base = { platform: 'slack', workspace: who.workspace, conversation: channel, direct: true } as const
  return [created, { ...base, ...editOf(stored, channel, stored.edited.ts) }]
}

function editOf(after: SlackStoredMessage, channel: string, stamp: string) {
  return {
    kind: 'message-edited',
    key: `e:${channel}:${after.ts}:${stamp}`,
    ...personOf(after),
    platformAt: isoOfStamp(stamp),
    message: after.ts,
    text: plainText(after.text ?? ''),
  } as const
}

function parseMention(event: unknown, who: Identity): InboundEvent | undefined {
  const mention = messageSchema.extend({ channel: z.string() }).safeParse(event).data
  // In a direct conversation the message itself arrives as well.
  if (mention === undefined || byBot(mention, who) || isDirect(mention.channel)) return undefined
  const withoutMention = (mention.text ?? '').replaceAll(new RegExp(`<@${who.botUser}(\\|[^>]*)?>`, 'g'), ' ')
  return {
    platform: 'slack',
    workspace: who.workspace,
    kind: 'mention',
    key: `m:${mention.channel}:${mention.ts}`,
    conversation: mention.channel,
    direct: false,
    ...writtenParts(mention),
    text: plainText(withoutMention)
      .replace(/[ \t]+/g, ' ')
      .trim(),
  }
}

function parseOther(
  event: z.infer<typeof otherEventSchema>,
  at: string,
  who: Identity,
): InboundEvent | undefined {
  const base = { platform: 'slack', workspace: who.workspace, platformAt: isoOfStamp(at) } as const
  const gone = PLACE_GONE[event.type]
  if (gone !== undefined && event.channel !== undefined) {
    return {
      ...base,
      kind: 'place-gone',
      key: `p:${event.channel}:${at}`,
      conversation: event.channel,
      direct: false,
      reason: gone,
    }
  }
  switch (event.type) {
    case 'app_home_opened':
      if (typeof event.user !== 'string') return undefined
      if (event.tab === 'home')
        return {
          ...base,
          kind: 'home-opened',
          key: `t:${event.user}:${at}`,
          direct: false,
          person: event.user,
        }
      if (event.tab !== 'messages' || event.channel === undefined) return undefined
      return {
        ...base,
        kind: 'direct-opened',
        key: `h:${event.user}:${at}`,
        conversation: event.channel,
        direct: true,
        person: event.user,
      }
    case 'user_change': {
      const user = userSchema.safeParse(event.user).data
      if (user === undefined) return undefined
      return {
        ...base,
        kind: 'person-changed',
        key: `u:${user.id}:${at}`,
        direct: false,
        person: user.id,
        profile: profileOf(user, who.workspace),
      }
    }
    case 'tokens_revoked':
      // Somebody may take back a token of their own, which the bot does not use.
      if (!event.tokens?.bot?.length) return undefined
      return removed()
    case 'app_uninstalled':
      return removed()
    default:
      return undefined
  }

  function removed(): InboundEvent {
    return { ...base, kind: 'installation', key: `i:${event.type}:${at}`, direct: false, change: 'removed' }
  }
}

/** Slack's user object as the core knows people; undefined if it is none. */
export function parseProfile(user: unknown, workspace: string): PersonProfile | undefined {
  const parsed = userSchema.safeParse(user).data
  return parsed === undefined ? undefined : profileOf(parsed, workspace)
}

function outsiderIn(
  user: z.infer<typeof userSchema>,
  workspace: string,
): NonNullable<PersonProfile['outsider']> | undefined {
  if (user.is_stranger) return 'stranger'
  const belongs =
    user.team_id === undefined ||
    user.team_id === workspace ||
    user.enterprise_user?.teams?.includes(workspace) === true
  if (!belongs) return 'external'
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : undefined
}

function profileOf(user: z.infer<typeof userSchema>, workspace: string): PersonProfile {
  const outsider = outsiderIn(user, workspace)
  const name = user.profile?.display_name || user.profile?.real_name || user.real_name
  return {
    ...(name ? { displayName: name } : {}),
    ...(user.tz ? { zone: user.tz } : {}),
    ...(user.locale === undefined ? {} : { locale: user.locale }),
    bot: user.is_bot ?? false,
    deactivated: user.deleted ?? false,
    ...(outsider === undefined ? {} : { outsider }),
  }
}
