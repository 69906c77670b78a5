import type { Deliveries } from './deliveries.ts'
import { eventCallback, messageObject, userObject } from './shapes.ts'
import type { JsonObject, Message, Person, Place } from './types.ts'
import type { Change, World } from './world.ts'

/** Tells the bot what its subscriptions cover: direct messages, mentions, people, places. */
export class Events {
  readonly #world: World
  readonly #deliveries: Deliveries
  readonly #baseUrl: () => string
  /** Deliveries under way, so that a test can wait for quiet. */
  readonly #underWay = new Set<Promise<void>>()
  readonly #holds = new Set<(event: JsonObject) => boolean>()

  constructor(world: World, deliveries: Deliveries, baseUrl: () => string) {
    this.#world = world
    this.#deliveries = deliveries
    this.#baseUrl = baseUrl
    world.listen((change) => this.#changed(change))
  }

  /** Of a workspace from which the app was removed Slack tells nothing. */
  installed = true

  send(event: JsonObject): void {
    if (!this.installed) return
    const callback = eventCallback(this.#world, event)
    if (![...this.#holds].some((hold) => hold(event))) this.#deliver(callback)
  }

  /** Keeps back the next event that fits; the function returned delivers it. */
  holdNext(fits: (event: JsonObject) => boolean): () => void {
    let held: JsonObject | undefined
    const hold = (event: JsonObject) => {
      if (!fits(event)) return false
      this.#holds.delete(hold)
      held = eventCallback(this.#world, event)
      return true
    }
    this.#holds.add(hold)
    return () => {
      if (held === undefined) throw new Error('No event was held back')
      this.#deliver(held)
    }
  }

  #deliver(callback: JsonObject): void {
    const delivery = this.#deliveries.deliverEvent(callback).finally(() => this.#underWay.delete(delivery))
    this.#underWay.add(delivery)
  }

  async quiet(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  homeOpened(user: string, channel: string): void {
    this.send({
      type: 'app_home_opened',
      user,
      channel,
      tab: 'messages',
      event_ts: this.#world.stamp(),
    })
  }

  /** `view`: what was published before. */
  homeTabOpened(user: string, view: JsonObject | undefined): void {
    this.send({
      type: 'app_home_opened',
      user,
      channel: this.#world.openDirect(user).id,
      tab: 'home',
      ...(view === undefined ? {} : { view }),
      event_ts: this.#world.stamp(),
    })
  }

  personChanged(person: Person): void {
    this.send({
      type: 'user_change',
      user: userObject(person, this.#world.workspace.id, true),
      cache_ts: Math.floor(this.#world.now() / 1000),
      event_ts: this.#world.stamp(),
    })
  }

  /** The app was removed: Slack tells, besides, that the bot's tokens are void. */
  uninstalled(): void {
    const { id } = this.#world.bot
    this.send({ type: 'tokens_revoked', tokens: { bot: [id] }, event_ts: this.#world.stamp() })
    this.send({ type: 'app_uninstalled', event_ts: this.#world.stamp() })
    this.installed = false
  }

  /** Somebody took back a token of their own. */
  ownTokenRevoked(user: string): void {
    this.send({ type: 'tokens_revoked', tokens: { oauth: [user] }, event_ts: this.#world.stamp() })
  }

  placeGone(place: Place, how: 'archive' | 'deleted' | 'left'): void {
    const prefix = place.kind === 'private' ? 'group' : 'channel'
    this.send({ type: `${prefix}_${how}`, channel: place.id, event_ts: this.#world.stamp() })
  }

  #changed(change: Change): void {
    switch (change.kind) {
      case 'message':
        this.posted(change.message)
        return
      case 'edited':
        this.#edited(change.message, change.before)
        return
      case 'deleted': {
        if (!this.#inDirect(change.message)) return
        if (change.message.tombstone) {
          this.#edited(change.message, { ...change.message, tombstone: false })
          return
        }
        const stamp = this.#world.stamp()
        this.send({
          type: 'message',
          subtype: 'message_deleted',
          hidden: true,
          channel: change.message.channel,
          channel_type: 'im',
          deleted_ts: change.deletedTs,
          previous_message: this.#shape(change.message),
          ts: stamp,
          event_ts: stamp,
        })
        return
      }
      default:
    }
  }

  #shape(message: Message): JsonObject {
    return messageObject(message, this.#world, this.#baseUrl())
  }

  #inDirect(message: Message): boolean {
    return message.onlyFor === undefined && this.#world.place(message.channel).kind === 'im'
  }

  posted(message: Message): void {
    if (message.onlyFor !== undefined) return
    const place = this.#world.place(message.channel)
    const shape = {
      ...this.#shape(message),
      channel: message.channel,
      event_ts: message.ts,
      ...(message.files.length === 0 ? {} : { subtype: 'file_share' }),
    }
    if (place.kind === 'im') {
      this.send({ ...shape, channel_type: 'im' })
      return
    }
    const mentioned = message.text.includes(`<@${this.#world.bot.id}`)
    if (mentioned && message.author !== this.#world.bot.id && place.members.has(this.#world.bot.id)) {
      this.send({ ...shape, type: 'app_mention' })
    }
  }

  #edited(message: Message, before: Message): void {
    if (!this.#inDirect(message)) return
    const stamp = this.#world.stamp()
    this.send({
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      channel: message.channel,
      channel_type: 'im',
      message: this.#shape(message),
      previous_message: this.#shape(before),
      ts: stamp,
      event_ts: stamp,
    })
  }

  /** What Slack sends when a link preview was added: the text is the same, `edited` is not set. */
  unfurled(message: Message): void {
    this.#edited(message, message)
  }
}
