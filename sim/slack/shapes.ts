import { randomBytes } from 'node:crypto'
import type { JsonObject, Loose, Message, Person, Place, StoredFile } from './types.ts'
import { slackId, type World } from './world.ts'

/** Slack's shapes of people, places, messages and files. */
export function userObject(person: Person, workspace: string, withLocale: boolean): JsonObject {
  return {
    id: person.id,
    team_id: person.team ?? workspace,
    name: person.name.toLowerCase().replaceAll(' ', '.'),
    deleted: person.deactivated,
    real_name: person.name,
    ...(person.zone === undefined ? {} : { tz: person.zone, tz_label: person.zone }),
    profile: { real_name: person.name, display_name: person.name },
    is_admin: false,
    is_owner: false,
    is_restricted: person.guest,
    is_ultra_restricted: false,
    ...(person.team === undefined ? {} : { is_stranger: person.stranger }),
    is_bot: person.bot,
    is_app_user: false,
    ...(withLocale ? { locale: person.locale } : {}),
  }
}

export function channelObject(place: Place, world: World): JsonObject {
  const user = [...place.members].find((member) => member !== world.bot.id) ?? ''
  return {
    id: place.id,
    created: 1_760_000_000,
    is_archived: place.archived,
    is_im: place.kind === 'im',
    context_team_id: world.workspace.id,
    ...(place.kind === 'im'
      ? { user }
      : {
          name: place.name,
          is_channel: place.kind === 'public',
          is_group: false,
          is_private: place.kind === 'private',
          is_shared: place.shared,
          is_ext_shared: place.shared,
          is_member: place.members.has(world.bot.id),
          num_members: place.members.size,
        }),
  }
}

export function fileObject(file: StoredFile, baseUrl: string): JsonObject {
  const url = `${baseUrl}files-pri/${file.id}/${encodeURIComponent(file.name)}`
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    mimetype: file.mediaType,
    filetype: file.name.split('.').at(-1) ?? 'text',
    user: file.owner,
    size: file.length,
    mode: 'hosted',
    is_external: false,
    is_public: false,
    url_private: url,
    url_private_download: url,
    ...(file.alt === '' ? {} : { alt_txt: file.alt }),
  }
}

/** JSON in, JSON out: what the bot sent was parsed from JSON. */
function asJson(value: Loose | readonly Loose[]): JsonObject {
  return JSON.parse(JSON.stringify(value))
}

export function messageObject(message: Message, world: World, baseUrl: string): JsonObject {
  const thread = threadOf(message, world)
  if (message.tombstone)
    return {
      type: 'message',
      subtype: 'tombstone',
      text: 'This message was deleted.',
      user: 'USLACKBOT',
      hidden: true,
      ts: message.ts,
      ...thread,
    }
  const byBot = message.author === world.bot.id
  const byOtherBot = !byBot && world.people.get(message.author)?.bot === true
  const blocks: readonly Loose[] =
    message.blocks.length > 0 || byBot || message.text === ''
      ? message.blocks
      : [
          {
            type: 'rich_text',
            block_id: randomBytes(3).toString('base64url'),
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: message.text }] }],
          },
        ]
  const shape = {
    type: 'message',
    user: message.author,
    ts: message.ts,
    text: message.text,
    team: world.workspace.id,
    ...(byBot ? { bot_id: world.botId, app_id: world.appId } : {}),
    ...(byOtherBot ? { bot_id: `B${message.author.slice(1)}` } : {}),
    ...(message.clientMsgId === undefined ? {} : { client_msg_id: message.clientMsgId }),
    ...thread,
    ...(blocks.length === 0 ? {} : { blocks: asJson(blocks) }),
    ...(message.files.length === 0
      ? {}
      : { files: message.files.map((file) => fileObject(file, baseUrl)), upload: true }),
    ...(message.editedTs === undefined ? {} : { edited: { user: message.author, ts: message.editedTs } }),
  }
  const all = Object.entries({ ...shape, ...message.fields })
  return asJson(Object.fromEntries(all.filter(([, value]) => value !== undefined)))
}

/** What a message of a thread tells of it. */
function threadOf(message: Message, world: World): JsonObject {
  const replies = world.repliesTo(message)
  const latest = replies.at(-1)
  if (latest === undefined) return message.threadTs === undefined ? {} : { thread_ts: message.threadTs }
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: [...new Set(replies.map(({ author }) => author))],
    reply_users_count: new Set(replies.map(({ author }) => author)).size,
    latest_reply: latest.ts,
  }
}

export function withMetadata(shape: JsonObject, message: Message): JsonObject {
  return message.metadata === undefined ? shape : { ...shape, metadata: asJson(message.metadata) }
}

/** The outer shape of every event. */
export function eventCallback(world: World, event: JsonObject): JsonObject {
  return {
    token: 'legacy',
    team_id: world.workspace.id,
    context_team_id: world.workspace.id,
    context_enterprise_id: null,
    api_app_id: world.appId,
    event,
    type: 'event_callback',
    event_id: slackId('Ev'),
    event_time: Math.floor(world.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: world.workspace.id,
        user_id: world.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: randomBytes(16).toString('base64url'),
  }
}
