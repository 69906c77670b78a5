import { createHmac } from 'node:crypto'
import type { Attachment, Channel, Message, Person, Server } from './types.ts'
import type { World } from './world.ts'

type Json = Record<string, unknown>

/** Permissions a bot has in a channel it may read and write, as Discord prints a bit set. */
const SEE = 1n << 10n
const WRITE = (1n << 11n) | (1n << 14n) | (1n << 15n) | (1n << 16n)

/** How long a link to a file is good. */
const LINK_MS = 86_400_000

/** What goes over the wire for the things of the world. `files` is the address attachments are served at. */
export class Payloads {
  readonly #world: World
  readonly #files: () => string

  constructor(world: World, files: () => string) {
    this.#world = world
    this.#files = files
  }

  user(person: Person): Json {
    return {
      id: person.id,
      username: person.name.toLowerCase().replaceAll(/[^a-z0-9._]/g, '.'),
      global_name: person.bot ? null : person.name,
      discriminator: '0',
      avatar: null,
      bot: person.bot,
      public_flags: 0,
    }
  }

  person(id: string): Json {
    const person = this.#world.people.get(id)
    return person === undefined ? { id } : this.user(person)
  }

  member(person: Person): Json {
    return {
      user: this.user(person),
      nick: null,
      roles: [],
      joined_at: '2026-01-01T00:00:00.000000+00:00',
      deaf: false,
      mute: false,
      flags: 0,
      permissions: String(SEE | WRITE),
    }
  }

  channel(channel: Channel): Json {
    if (channel.person !== undefined) {
      return {
        id: channel.id,
        type: 1,
        last_message_id: [...channel.messages.keys()].at(-1) ?? null,
        recipients: [this.person(channel.person)],
        flags: 0,
      }
    }
    if (channel.parent !== undefined) {
      return {
        id: channel.id,
        type: 11,
        guild_id: channel.server,
        parent_id: channel.parent,
        owner_id: this.#world.bot.id,
        name: channel.name,
        last_message_id: null,
        rate_limit_per_user: 0,
        message_count: channel.messages.size,
        member_count: 1,
        flags: 0,
        thread_metadata: {
          archived: false,
          locked: false,
          auto_archive_duration: 1440,
          archive_timestamp: '2026-01-01T00:00:00.000000+00:00',
        },
      }
    }
    return {
      id: channel.id,
      type: 0,
      guild_id: channel.server,
      name: channel.name,
      position: 0,
      permission_overwrites: this.#overwrites(channel),
      nsfw: false,
      topic: null,
      last_message_id: null,
      rate_limit_per_user: 0,
      parent_id: null,
      flags: 0,
    }
  }

  #overwrites({ server, botMayWrite, hidden }: Channel): Json[] {
    const everyone = (hidden ? SEE : 0n) | (botMayWrite ? 0n : WRITE)
    return [
      ...(everyone === 0n ? [] : [{ id: server, type: 0, allow: '0', deny: String(everyone) }]),
      ...(hidden ? [{ id: this.#world.bot.id, type: 1, allow: String(SEE), deny: '0' }] : []),
    ]
  }

  role(server: Server): Json {
    return {
      id: server.id,
      name: '@everyone',
      color: 0,
      hoist: false,
      position: 0,
      permissions: String(SEE | WRITE),
      managed: false,
      mentionable: false,
      flags: 0,
    }
  }

  /** As the list of one's own servers has it. */
  ownServer(server: Server): Json {
    return {
      id: server.id,
      name: server.name,
      icon: null,
      banner: null,
      owner: false,
      permissions: String(SEE | WRITE),
      features: [],
    }
  }

  /** As GUILD_CREATE carries it. */
  server(server: Server): Json {
    const members = [this.#world.bot]
    return {
      id: server.id,
      name: server.name,
      icon: null,
      owner_id: this.#world.bot.id,
      afk_timeout: 300,
      verification_level: 0,
      default_message_notifications: 0,
      explicit_content_filter: 0,
      mfa_level: 0,
      nsfw_level: 0,
      premium_tier: 0,
      system_channel_flags: 0,
      preferred_locale: 'en-US',
      features: [],
      emojis: [],
      stickers: [],
      roles: [this.role(server)],
      joined_at: '2026-01-01T00:00:00.000000+00:00',
      large: false,
      unavailable: false,
      member_count: members.length,
      members: members.map((person) => this.member(person)),
      channels: server.channels
        .map((id) => this.#world.channels.get(id))
        .filter((channel) => channel?.botMaySee)
        .map((channel) => this.channel(channel as Channel)),
      threads: [],
      voice_states: [],
      presences: [],
      stage_instances: [],
      guild_scheduled_events: [],
      soundboard_sounds: [],
    }
  }

  /** Of a link to a file that is good until then, in hexadecimal seconds. */
  signature(file: string, until: string): string {
    return createHmac('sha256', this.#world.bot.id).update(`${file} ${until}`).digest('hex')
  }

  attachment(file: Attachment): Json {
    const until = Math.floor((this.#world.options.now() + LINK_MS) / 1000).toString(16)
    const signed = new URLSearchParams({ ex: until, hm: this.signature(file.id, until) })
    const url = `${this.#files()}/${file.id}/${encodeURIComponent(file.filename)}?${signed}`
    return {
      id: file.id,
      filename: file.filename,
      description: file.description,
      content_type: file.content_type,
      size: file.bytes.length,
      url,
      proxy_url: url,
    }
  }

  /** @param withContent false where the bot may not read what a server message says. */
  message(message: Message, withContent = true): Json {
    const mentions = [...message.content.matchAll(/<@!?(\d+)>/g)]
      .map(([, id = '']) => this.#world.people.get(id))
      .filter((person) => person !== undefined)
    return {
      id: message.id,
      type: message.replyTo === undefined ? 0 : 19,
      channel_id: message.channel,
      author: this.person(message.author),
      content: withContent ? message.content : '',
      timestamp: new Date(message.createdAt).toISOString(),
      edited_timestamp: message.editedAt === undefined ? null : new Date(message.editedAt).toISOString(),
      tts: false,
      mention_everyone: false,
      mentions: mentions.map((person) => this.user(person)),
      mention_roles: [],
      attachments: withContent ? message.attachments.map((file) => this.attachment(file)) : [],
      embeds: [],
      components: withContent ? message.components : [],
      pinned: false,
      flags: message.flags,
      ...(message.replyTo === undefined
        ? {}
        : { message_reference: { message_id: message.replyTo, channel_id: message.channel, type: 0 } }),
      ...(withContent ? message.fields : {}),
    }
  }

  /** May the bot read the content? Its own, in a direct channel, or where it is mentioned. */
  readable(message: Message): boolean {
    return (
      message.author === this.#world.bot.id ||
      this.#world.channels.get(message.channel)?.person !== undefined ||
      new RegExp(`<@!?${this.#world.bot.id}>`).test(message.content)
    )
  }
}
