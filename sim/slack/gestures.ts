import { randomBytes, randomUUID } from 'node:crypto'
import { checkBlocks } from './blocks.ts'
import { postByBot } from './methods/long-text.ts'
import { isRecord, type Loose, type Message, SlackRefusal, text, type View } from './types.ts'
import { slackId, type World } from './world.ts'

export interface GestureTiming {
  readonly triggerMs: number
  readonly responseUrlMs: number
}

interface ResponseUse {
  readonly channel: string
  readonly user: string
  /** The message whose control was pressed. */
  readonly message: string | undefined
  readonly expiresAt: number
  uses: number
}

const RESPONSE_USES = 5

/** What a gesture hands to the bot for a short while: triggers, response addresses, open forms. */
export class Gestures {
  readonly #world: World
  readonly #timing: GestureTiming
  readonly #triggers = new Map<string, { readonly user: string; readonly expiresAt: number; used: boolean }>()
  readonly #responses = new Map<string, ResponseUse>()
  readonly #views = new Map<string, View>()
  readonly #opened: ((view: View) => void)[] = []

  constructor(world: World, timing: GestureTiming) {
    this.#world = world
    this.#timing = timing
  }

  onOpened(listener: (view: View) => void): void {
    this.#opened.push(listener)
  }

  trigger(user: string): string {
    const id = `${Date.now()}.${Math.floor(Math.random() * 1e12)}.${randomBytes(16).toString('hex')}`
    this.#triggers.set(id, { user, expiresAt: Date.now() + this.#timing.triggerMs, used: false })
    return id
  }

  /** Path under the stand-in's address. */
  responsePath(channel: string, user: string, message: string | undefined): string {
    const id = randomUUID()
    const expiresAt = Date.now() + this.#timing.responseUrlMs
    this.#responses.set(id, { channel, user, message, expiresAt, uses: 0 })
    return `actions/${this.#world.workspace.id}/${id}`
  }

  respond(id: string, body: Loose): void {
    const use = this.#responses.get(id)
    if (use === undefined || Date.now() > use.expiresAt) throw new SlackRefusal('expired_url')
    if (use.uses >= RESPONSE_USES) throw new SlackRefusal('used_url')
    const blocks = checkBlocks(body.blocks, 'message')
    if (text(body.text) === '' && blocks.length === 0 && body.delete_original !== true) {
      throw new SlackRefusal('no_text')
    }
    use.uses += 1
    const draft = { text: text(body.text), blocks }
    const original = this.#original(use)
    if (original !== undefined && body.delete_original === true) this.#world.remove(original)
    else if (original !== undefined && body.replace_original === true) this.#world.edit(original, draft)
    else if (body.response_type === 'in_channel') postByBot(this.#world, use.channel, draft)
    else postByBot(this.#world, use.channel, { ...draft, onlyFor: use.user })
  }

  #original(use: ResponseUse): Message | undefined {
    return use.message === undefined ? undefined : this.#world.place(use.channel).messages.get(use.message)
  }

  openView(triggerId: string, view: unknown): View {
    const trigger = this.#triggers.get(triggerId)
    if (trigger === undefined) throw new SlackRefusal('invalid_trigger_id')
    if (Date.now() > trigger.expiresAt) throw new SlackRefusal('expired_trigger_id')
    if (trigger.used) throw new SlackRefusal('exchanged_trigger_id')
    const checked = checkView(view)
    trigger.used = true
    const opened: View = {
      id: slackId('V'),
      user: trigger.user,
      view: checked,
      hash: `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}`,
    }
    this.#views.set(opened.id, opened)
    for (const listener of this.#opened) listener(opened)
    return opened
  }

  view(id: string): View | undefined {
    return this.#views.get(id)
  }

  closeView(id: string): void {
    this.#views.delete(id)
  }
}

function checkView(view: unknown): Loose {
  const problems: string[] = []
  const note = (where: string, what: string) => problems.push(`[ERROR] ${what} [json-pointer:/view${where}]`)
  if (!isRecord(view)) throw new SlackRefusal('invalid_arguments')
  if (view.type !== 'modal') note('/type', 'must be modal')
  for (const field of ['title', 'submit', 'close'] as const) {
    const label = view[field]
    if (label === undefined && field !== 'title') continue
    const words = isRecord(label) && label.type === 'plain_text' ? text(label.text) : ''
    if (words.length < 1 || words.length > 24) note(`/${field}`, 'must be plain_text of 1 to 24 characters')
  }
  if (text(view.private_metadata).length > 3000)
    note('/private_metadata', 'must be less than 3001 characters')
  if (text(view.callback_id).length > 255) note('/callback_id', 'must be less than 256 characters')
  if (problems.length > 0) {
    throw new SlackRefusal('invalid_arguments', { response_metadata: { messages: problems } })
  }
  if (JSON.stringify(view).length > 250_000) throw new SlackRefusal('view_too_large')
  const blocks = checkBlocks(view.blocks, 'modal')
  if (blocks.length === 0) throw new SlackRefusal('invalid_arguments')
  const hasInput = blocks.some((block) => block.type === 'input')
  if (hasInput && view.submit === undefined) {
    throw new SlackRefusal('invalid_arguments', {
      response_metadata: { messages: ['[ERROR] submit is required when an input is in the blocks'] },
    })
  }
  return { ...view, blocks }
}
