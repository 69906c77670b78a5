import { randomBytes } from 'node:crypto'
import { refusal } from './errors.ts'
import { MOST_FILE_BYTES } from './limits.ts'
import type { Payloads } from './payloads.ts'
import { type Channel, type Draft, EPHEMERAL, type Message, type Modal, type Person } from './types.ts'
import { COMPONENTS_V2, checkMessage, checkModal, type MessageBody, stillV2 } from './validate.ts'
import type { World } from './world.ts'

export const InteractionType = { command: 2, component: 3, modal: 5 } as const
const Callback = { message: 4, deferred: 5, deferredUpdate: 6, update: 7, modal: 9 } as const
const TOKEN_LIFE_MS = 15 * 60_000
/** Where the app is installed by the person alone. */
const MOST_FOLLOW_UPS = 5

export interface Interaction {
  readonly id: string
  readonly token: string
  readonly type: number
  readonly person: Person
  readonly channel: Channel
  readonly message: Message | undefined
  readonly at: number
  readonly deadline: NodeJS.Timeout
  late: boolean
  /** The first answer that was given. */
  answered?: number
  ephemeral: boolean
  /** The message `@original` stands for. */
  original?: Message
  /** A deferred answer waits to be filled in. */
  waiting: boolean
  /** The app is there by the person's own installation alone. */
  readonly byPerson: boolean
  followUps: number
}

export interface InteractionsOptions {
  readonly world: World
  readonly payloads: Payloads
  readonly deadlineMs: number
  readonly applicationId: string
  /** False: they go to an HTTP address of the app's, and to it alone. */
  readonly overGateway: boolean
  readonly dispatch: (event: string, body: unknown) => void
  readonly complain: (person: string, text: string) => void
  readonly showForm: (interaction: Interaction, modal: Modal) => void
}

/** The life of an interaction: three seconds for the first answer, then fifteen minutes by its token. */
export class Interactions {
  readonly #options: InteractionsOptions
  readonly #byToken = new Map<string, Interaction>()

  constructor(options: InteractionsOptions) {
    this.#options = options
  }

  /**
   * Hands the gesture to the bot.
   * @param data the interaction's `data`
   * @param byPerson the app is there by the person's own installation alone
   */
  begin(
    type: number,
    person: Person,
    channel: Channel,
    data: unknown,
    message?: Message,
    byPerson = false,
  ): void {
    const { world, payloads, deadlineMs, applicationId, overGateway } = this.#options
    const interaction: Interaction = {
      id: world.snowflake(),
      token: randomBytes(48).toString('base64url'),
      type,
      person,
      channel,
      message,
      at: world.options.now(),
      late: false,
      ephemeral: false,
      waiting: false,
      byPerson,
      followUps: 0,
      deadline: setTimeout(() => {
        if (interaction.answered !== undefined) return
        interaction.late = true
        this.#options.complain(person.id, 'The application did not respond')
      }, deadlineMs),
    }
    this.#byToken.set(interaction.token, interaction)
    if (!overGateway) return
    const direct = channel.person !== undefined
    this.#options.dispatch('INTERACTION_CREATE', {
      id: interaction.id,
      application_id: applicationId,
      type,
      data,
      token: interaction.token,
      version: 1,
      channel_id: channel.id,
      channel: payloads.channel(channel),
      locale: person.locale,
      app_permissions: '2147483647',
      entitlements: [],
      authorizing_integration_owners: byPerson ? { 1: person.id } : { 0: channel.server ?? '0' },
      context: direct ? 1 : 0,
      attachment_size_limit: MOST_FILE_BYTES,
      ...(direct
        ? { user: payloads.user(person) }
        : {
            guild_id: channel.server,
            guild_locale: 'en-US',
            guild: { id: channel.server, locale: 'en-US', features: [] },
            member: payloads.member(person),
          }),
      ...(message === undefined ? {} : { message: payloads.message(message) }),
    })
  }

  /** “Sounding is thinking…”: how many of them a person has before them. */
  waitingSigns(person: string): number {
    return [...this.#byToken.values()].filter((each) => each.waiting && each.person.id === person).length
  }

  stop(): void {
    for (const { deadline } of this.#byToken.values()) clearTimeout(deadline)
  }

  /** The first answer. Returns what stands under `@original`, if anything yet. */
  answer(id: string, token: string, type: number, body: MessageBody & Partial<Modal>, draft: Draft): void {
    const interaction = this.#byToken.get(token)
    if (interaction === undefined || interaction.id !== id || interaction.late) {
      throw refusal('unknownInteraction')
    }
    if (interaction.answered !== undefined) throw refusal('alreadyAcknowledged')
    const { message } = interaction
    switch (type) {
      case Callback.message:
        checkMessage(body, draft.attachments?.length ?? 0, false)
        interaction.ephemeral = ((body.flags ?? 0) & EPHEMERAL) !== 0
        interaction.original = this.#post(interaction, draft, interaction.ephemeral)
        break
      case Callback.deferred:
        if (((body.flags ?? 0) & ~EPHEMERAL) !== 0) throw refusal('invalidForm')
        interaction.ephemeral = ((body.flags ?? 0) & EPHEMERAL) !== 0
        interaction.waiting = true
        break
      case Callback.deferredUpdate:
      case Callback.update:
        if (message === undefined) throw refusal('unknownMessage')
        interaction.original = message
        if (type === Callback.update) {
          checkMessage({ ...body, flags: stillV2(body, message) }, draft.attachments?.length ?? 0, true)
          this.#options.world.edit(message, draft)
        }
        break
      case Callback.modal: {
        if (interaction.type === InteractionType.modal) throw refusal('unknownInteraction')
        const modal = body as Modal
        checkModal(modal)
        this.#options.showForm(interaction, modal)
        break
      }
      default:
        throw refusal('unknownInteraction')
    }
    interaction.answered = type
    clearTimeout(interaction.deadline)
  }

  followUp(token: string, body: MessageBody, draft: Draft): Message {
    const interaction = this.#acknowledged(token)
    checkMessage(body, draft.attachments?.length ?? 0, false)
    if (interaction.waiting) return this.#fill(interaction, draft)
    if (interaction.byPerson && interaction.followUps >= MOST_FOLLOW_UPS) throw refusal('tooManyFollowUps')
    interaction.followUps += 1
    return this.#post(interaction, draft, ((body.flags ?? 0) & EPHEMERAL) !== 0)
  }

  /** @param id a follow-up's id, or `@original`. */
  edit(token: string, id: string, body: MessageBody, draft: Draft): Message {
    const interaction = this.#acknowledged(token)
    const files = draft.attachments?.length ?? 0
    if (id === '@original' && interaction.waiting) {
      checkMessage(body, files, false)
      return this.#fill(interaction, draft)
    }
    const message = this.#target(interaction, id)
    checkMessage({ ...body, flags: stillV2(body, message) }, files, true)
    return this.#options.world.edit(message, draft)
  }

  remove(token: string, id: string): void {
    const interaction = this.#acknowledged(token)
    if (id === '@original' && interaction.waiting) {
      interaction.waiting = false
      return
    }
    this.#options.world.remove(this.#target(interaction, id))
  }

  #target(interaction: Interaction, id: string): Message {
    const message =
      id === '@original' ? interaction.original : this.#options.world.message(interaction.channel.id, id)
    if (message === undefined || !interaction.channel.messages.has(message.id))
      throw refusal('unknownMessage')
    return message
  }

  #fill(interaction: Interaction, draft: Draft): Message {
    interaction.waiting = false
    interaction.original = this.#post(interaction, draft, interaction.ephemeral)
    return interaction.original
  }

  #post(interaction: Interaction, draft: Draft, ephemeral: boolean): Message {
    const { world } = this.#options
    return world.post(interaction.channel.id, world.bot.id, {
      ...draft,
      flags: (ephemeral ? EPHEMERAL : 0) | ((draft.flags ?? 0) & COMPONENTS_V2),
      ...(ephemeral ? { onlyFor: interaction.person.id } : {}),
    })
  }

  #acknowledged(token: string): Interaction {
    const interaction = this.#byToken.get(token)
    if (interaction === undefined) throw refusal('invalidWebhookToken')
    if (this.#options.world.options.now() - interaction.at > TOKEN_LIFE_MS) {
      throw refusal('invalidWebhookToken')
    }
    if (interaction.answered === undefined) throw refusal('unknownWebhook')
    return interaction
  }
}
