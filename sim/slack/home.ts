import { randomBytes } from 'node:crypto'
import { checkBlocks } from './blocks.ts'
import { isRecord, type Loose, SlackRefusal, text, type View } from './types.ts'
import { slackId, type World } from './world.ts'

/** The app's Home tab: a page for each person, which only they see and only `views.publish` changes. */
export class Homes {
  readonly #world: World
  readonly #enabled: boolean
  readonly #pages = new Map<string, View>()

  constructor(world: World, enabled: boolean) {
    this.#world = world
    this.#enabled = enabled
  }

  /** @param hash if given, that of the page which the new one is to replace */
  publish(user: string, view: unknown, hash: string | undefined): View {
    const checked = checkHome(view)
    if (!this.#enabled) throw new SlackRefusal('not_enabled')
    const person = this.#world.people.get(user)
    if (person === undefined || person.bot) throw new SlackRefusal('invalid_arguments')
    const before = this.#pages.get(user)
    if (hash !== undefined && hash !== before?.hash) throw new SlackRefusal('hash_conflict')
    const page: View = {
      id: before?.id ?? slackId('V'),
      user,
      view: checked,
      hash: `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}`,
    }
    this.#pages.set(user, page)
    return page
  }

  page(user: string): View | undefined {
    return this.#pages.get(user)
  }
}

function checkHome(view: unknown): Loose {
  const problems: string[] = []
  const note = (where: string, what: string) => problems.push(`[ERROR] ${what} [json-pointer:/view${where}]`)
  if (!isRecord(view)) throw new SlackRefusal('invalid_arguments')
  if (view.type !== 'home') note('/type', 'must be home')
  for (const field of ['title', 'submit', 'close'])
    if (view[field] !== undefined) note(`/${field}`, `unsupported property: ${field}`)
  if (!Array.isArray(view.blocks)) note('', 'missing required field: blocks')
  if (text(view.private_metadata).length > 3000)
    note('/private_metadata', 'must be less than 3001 characters')
  if (text(view.callback_id).length > 255) note('/callback_id', 'must be less than 256 characters')
  if (problems.length > 0) {
    throw new SlackRefusal('invalid_arguments', { response_metadata: { messages: problems } })
  }
  if (JSON.stringify(view).length > 250_000) throw new SlackRefusal('view_too_large')
  const blocks = checkBlocks(view.blocks, 'home')
  return { ...view, blocks: blocks.map((block, at) => ({ block_id: `b${at}`, ...block })) }
}
