import type { LogLine, LogSink, Seat, SeenForm, SeenMessage, Sight } from '../seat.ts'
import { type Interaction, type Interactions, InteractionType } from './interactions.ts'
import { MOST_FILE_BYTES } from './limits.ts'
import type { Payloads } from './payloads.ts'
import { type Installed, isOffered, type Portal } from './portal.ts'
import { controlsOf, drawn, filesOf, looksOf } from './text.ts'
import {
  type Attachment,
  type Channel,
  type Command,
  ComponentType,
  EPHEMERAL,
  type Message,
  type Modal,
  type Person,
} from './types.ts'
import type { Change, World } from './world.ts'

interface OpenForm {
  readonly interaction: Interaction
  readonly modal: Modal
}

/** Without a subscription. */
const LONGEST_TYPED = 2_000

/** What people see and do. One for the whole stand-in; `seat` gives one person's. */
export class Clients {
  readonly #world: World
  readonly #payloads: Payloads
  readonly #log: LogSink
  readonly #commands: ReadonlyMap<string, Command>
  readonly #portal: Portal
  readonly #watchers = new Map<string, Set<(sight: Sight) => void>>()
  readonly #forms = new Map<string, OpenForm>()
  interactions!: Interactions

  constructor(
    world: World,
    payloads: Payloads,
    log: LogSink,
    commands: ReadonlyMap<string, Command>,
    portal: Portal,
  ) {
    this.#portal = portal
    this.#world = world
    this.#payloads = payloads
    this.#log = log
    this.#commands = commands
    world.listen((change) => this.#changed(change))
  }

  complain(person: string, text: string): void {
    this.#show(person, { kind: 'complaint', text })
    this.#log.write({ platform: 'discord', kind: 'refused', author: person, error: text })
  }

  showForm(interaction: Interaction, modal: Modal): void {
    this.#forms.set(`${interaction.person.id} ${modal.custom_id}`, { interaction, modal })
    this.#log.write({
      platform: 'discord',
      kind: 'form-opened',
      author: interaction.person.id,
      conversation: interaction.channel.id,
      name: modal.custom_id,
      text: modal.title,
    })
    this.#show(interaction.person.id, seenForm(modal))
  }

  seat(user: string): Seat {
    const person = this.#world.people.get(user)
    if (person === undefined) throw new Error(`No person ${user}`)
    const world = this.#world
    return {
      platform: 'discord',
      user,
      direct: () => world.directOf(user)?.id,
      say: async (text, conversation, files = [], under) => {
        const place = conversation ?? this.#ownDirect(person).id
        const channel = this.#visible(person, place)
        const attachments = files.map((file) => this.#uploaded(file))
        if (under !== undefined) world.message(channel.id, under)
        const content = this.#typed(text, channel)
        return world.post(channel.id, user, {
          content,
          attachments,
          ...(under === undefined ? {} : { replyTo: under }),
        }).id
      },
      edit: async (conversation, message, text) => {
        const channel = this.#visible(person, conversation)
        world.edit(this.#own(person, conversation, message), { content: this.#typed(text, channel) })
      },
      remove: async (conversation, message) => {
        world.remove(this.#own(person, conversation, message))
      },
      press: async (seen, id) => this.#use(person, seen, id, 'button', []),
      choose: async (seen, id, values) => this.#use(person, seen, id, 'select', values),
      command: async (conversation, name, text) => this.#command(person, conversation, name, text),
      submit: async (form, values, files) => this.#submit(person, form, values, files ?? {}),
      watch: (listener) => {
        const set = this.#watchers.get(user) ?? new Set()
        this.#watchers.set(user, set.add(listener))
        return () => set.delete(listener)
      },
    }
  }

  #ownDirect(person: Person): Channel {
    const known = this.#world.directOf(person.id)
    if (known !== undefined) return known
    if (!this.#world.sharesServer(person)) throw new Error('No shared server: no direct conversation')
    return this.#world.openDirect(person.id)
  }

  #visible(person: Person, conversation: string): Channel {
    const channel = this.#world.channels.get(conversation)
    const seen = channel?.person === person.id || person.servers.has(channel?.server ?? '-')
    if (channel === undefined || !seen) throw new Error(`${person.id} does not see ${conversation}`)
    return channel
  }

  #own(person: Person, conversation: string, message: string): Message {
    const own = this.#world.message(conversation, message)
    if (own.author !== person.id) throw new Error('Not an own message')
    return own
  }

  /** The client turns a typed @name or #name into a mention, and sends nothing that is too long. */
  #typed(text: string, channel: Channel): string {
    let out = text
    for (const { id, name } of this.#world.members(channel)) out = out.replaceAll(`@${name}`, `<@${id}>`)
    for (const other of this.#world.channels.values()) {
      if (channel.server === undefined || other.server !== channel.server) continue
      out = out.replaceAll(new RegExp(`#${escaped(other.name)}(?![\\w-])`, 'g'), `<#${other.id}>`)
    }
    if (out.length > LONGEST_TYPED) throw new Error('Your message is too long')
    return out
  }

  #command(person: Person, conversation: string, typedName: string, typedText: string): void {
    const channel = this.#visible(person, conversation)
    const name = typedName.replace(/^\//, '')
    const command = this.#commands.get(name)
    const text = this.#typed(typedText.trim(), channel)
    const [word = ''] = text.split(/\s/, 1)
    const rest = text.slice(word.length).trim()
    // The client shows the name in the person's language and finds it by either.
    const sub = command?.options?.find(
      ({ type, name: plain, name_localizations: names }) =>
        type === 1 && (plain === word || names?.[person.locale] === word),
    )
    const installed = this.#installed(channel)
    if (command === undefined || sub === undefined || !isOffered(command, channel, installed)) {
      this.complain(person.id, `There is no command /${name} ${word}`)
      return
    }
    const option = sub.options?.find(({ type }) => type === 3)
    if (option?.required && rest === '') {
      this.complain(person.id, `/${name} ${word} needs ${option.name}`)
      return
    }
    this.#log.write({
      platform: 'discord',
      kind: 'command',
      author: person.id,
      conversation,
      direct: channel.person !== undefined,
      name: `/${name}`,
      text,
    })
    const options = option === undefined || rest === '' ? [] : [{ name: option.name, type: 3, value: rest }]
    const data = { id: command.id, name, type: 1, options: [{ name: sub.name, type: 1, options }] }
    const byPerson = installed === 'by-person'
    this.interactions.begin(InteractionType.command, person, channel, data, undefined, byPerson)
  }

  /** On whose behalf the app's commands are there, if they are. */
  #installed(channel: Channel): Installed {
    const server = this.#world.botServers.find(({ id }) => id === channel.server)
    if (channel.person !== undefined || server?.takesCommands) return 'by-server'
    return this.#portal.userInstall ? 'by-person' : 'not'
  }

  #use(person: Person, seen: SeenMessage, id: string, kind: 'button' | 'select', values: readonly string[]) {
    const channel = this.#visible(person, seen.conversation)
    const message = this.#world.message(seen.conversation, seen.message)
    const control = controlsOf(message).find((c) => c.id === id && c.kind === kind)
    if (control === undefined) throw new Error(`No ${kind} ${id} on this message any more`)
    if (values.some((value) => !control.options.some((option) => option.value === value))) {
      throw new Error(`No such option on ${id}`)
    }
    this.#log.write({
      platform: 'discord',
      kind: 'press',
      author: person.id,
      conversation: seen.conversation,
      message: seen.message,
      name: id,
      text: values.join(','),
    })
    const data =
      kind === 'button'
        ? { custom_id: id, component_type: ComponentType.button }
        : { custom_id: id, component_type: ComponentType.select, values }
    this.interactions.begin(InteractionType.component, person, channel, data, message)
  }

  #submit(
    person: Person,
    form: SeenForm,
    values: Readonly<Record<string, readonly string[]>>,
    files: Readonly<Record<string, { readonly name: string; readonly text: string }>>,
  ): void {
    const key = `${person.id} ${form.id}`
    const open = this.#forms.get(key)
    if (open === undefined) throw new Error(`No form ${form.id} is open`)
    const attachments: Record<string, unknown> = {}
    const components = open.modal.components.map((part, index) => {
      const field = part.component
      if (field === undefined) return { type: part.type, id: index + 1 }
      const id = field.custom_id ?? ''
      const given = field.type === ComponentType.file ? [] : (values[id] ?? [])
      const file = files[id]
      if (field.type === ComponentType.file && file !== undefined) {
        const stored = this.#uploaded(file)
        this.#world.attachments.set(stored.id, stored)
        attachments[stored.id] = this.#payloads.attachment(stored)
        return { type: part.type, id: index + 1, component: { type: 19, custom_id: id, values: [stored.id] } }
      }
      if ((field.required ?? true) && given.join('') === '') throw new Error(`Field ${id} is required`)
      if (field.type === ComponentType.text && (given[0] ?? '').length > (field.max_length ?? 4000)) {
        throw new Error(`Field ${id} is too long`)
      }
      if (field.options !== undefined) {
        const strange = given.find((value) => !field.options?.some((option) => option.value === value))
        if (strange !== undefined) throw new Error(`Field ${id} has no option ${strange}`)
      }
      const answer =
        field.type === ComponentType.text
          ? { value: given[0] ?? '' }
          : field.type === ComponentType.radio
            ? { value: given[0] ?? null }
            : { values: given }
      return { type: part.type, id: index + 1, component: { type: field.type, custom_id: id, ...answer } }
    })
    this.#forms.delete(key)
    const { interaction } = open
    this.#log.write({
      platform: 'discord',
      kind: 'form-sent',
      author: person.id,
      conversation: interaction.channel.id,
      name: form.id,
    })
    const resolved = Object.keys(attachments).length === 0 ? {} : { resolved: { attachments } }
    const data = { custom_id: form.id, components, ...resolved }
    this.interactions.begin(
      InteractionType.modal,
      person,
      interaction.channel,
      data,
      interaction.type === InteractionType.component ? interaction.message : undefined,
    )
  }

  #uploaded({ name, text }: { readonly name: string; readonly text: string }): Attachment {
    const bytes = new TextEncoder().encode(text)
    if (bytes.byteLength > MOST_FILE_BYTES) throw new Error('Your files are too large')
    return {
      id: this.#world.snowflake(),
      filename: name,
      description: '',
      content_type: 'text/plain; charset=utf-8',
      bytes,
    }
  }

  #changed(change: Change): void {
    if (change.kind === 'place') {
      const { channel } = change
      const name = channel.person === undefined ? channel.name : ''
      const members = this.#world.members(channel).map(({ id }) => id)
      this.#log.write({ platform: 'discord', kind: 'place', conversation: channel.id, name, members })
      return
    }
    if (change.kind === 'typing') {
      const { channel } = change
      for (const person of this.#world.members(channel))
        this.#show(person.id, { kind: 'typing', conversation: channel.id })
      return
    }
    const { message } = change
    const channel = this.#world.channels.get(message.channel)
    if (channel === undefined) return
    const seen = this.#seen(message, channel, change.kind === 'edited' ? 'edited' : 'message')
    this.#log.write(this.#line(change.kind, message, seen))
    const sight: Sight =
      change.kind === 'deleted' ? { kind: 'removed', conversation: channel.id, message: message.id } : seen
    if (message.onlyFor !== undefined) {
      this.#show(message.onlyFor, sight)
      return
    }
    for (const person of this.#world.members(channel)) this.#show(person.id, sight)
  }

  #seen(message: Message, channel: Channel, kind: 'message' | 'edited'): SeenMessage {
    const fromBot = message.author === this.#world.bot.id
    const names = {
      user: (id: string) => this.#world.people.get(id)?.name ?? 'unknown-user',
      channel: (id: string) => this.#world.channels.get(id)?.name ?? 'unknown',
    }
    return {
      kind,
      conversation: channel.id,
      message: message.id,
      author: message.author,
      fromBot,
      text: fromBot ? drawn(message.content, names) : message.content,
      controls: controlsOf(message),
      files: filesOf(message),
      ephemeral: (message.flags & EPHEMERAL) !== 0,
      direct: channel.person !== undefined,
      pings: kind === 'message' ? message.pings : [],
    }
  }

  #line(kind: 'message' | 'edited' | 'deleted', message: Message, seen: SeenMessage) {
    const line: Omit<LogLine, 'seq' | 'at'> = {
      platform: 'discord',
      kind: kind !== 'deleted' && seen.ephemeral ? 'ephemeral' : kind,
      conversation: seen.conversation,
      message: seen.message,
      author: seen.author,
      fromBot: seen.fromBot,
      direct: seen.direct,
    }
    if (kind === 'deleted') return line
    const looks = seen.fromBot ? looksOf(message.content) : undefined
    return {
      ...line,
      text: seen.text,
      ...(looks === undefined ? {} : { looks }),
      controls: seen.controls,
      files: seen.files.map((file, index) => {
        const bytes = message.attachments[index]?.bytes
        return bytes && this.#log.keep ? { ...file, path: this.#log.keep(file.name, bytes) } : file
      }),
      ...(message.nonce === undefined ? {} : { key: message.nonce }),
      ...(message.onlyFor === undefined ? {} : { members: [message.onlyFor] }),
    }
  }

  #show(person: string, sight: Sight): void {
    for (const listener of this.#watchers.get(person) ?? []) listener(sight)
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

const fieldKinds: Readonly<Record<number, 'text' | 'one' | 'some' | 'file'>> = {
  [ComponentType.text]: 'text',
  [ComponentType.radio]: 'one',
  [ComponentType.checkboxes]: 'some',
  [ComponentType.file]: 'file',
}

function seenForm(modal: Modal): SeenForm {
  return {
    kind: 'form',
    id: modal.custom_id,
    title: modal.title,
    fields: modal.components.flatMap(({ label, component }) => {
      if (component === undefined) return []
      return [
        {
          id: component.custom_id ?? '',
          kind: fieldKinds[component.type] ?? ((component.max_values ?? 1) > 1 ? 'some' : 'one'),
          label: label ?? '',
          required: component.required ?? true,
          options: (component.options ?? []).map((option) => ({ value: option.value, label: option.label })),
        },
      ]
    }),
  }
}
