import { SlackRefusal, text } from '../types.ts'
import type { World } from '../world.ts'
import { type MethodHandler, required, structured } from './call.ts'
import { threadIn, writable } from './destination.ts'

const SHOWN_MS = 120_000
const LOADING_MESSAGES = 10
const LOADING_LENGTH = 50

/** What an app shows in a thread while it works: until it posts there, or for two minutes. */
export class Statuses {
  readonly #now: () => number
  readonly #shown = new Map<string, { readonly status: string; readonly until: number }>()

  constructor(world: World) {
    this.#now = world.now
    world.listen((change) => {
      if (change.kind !== 'message' || change.message.author !== world.bot.id) return
      const { channel, threadTs } = change.message
      if (threadTs !== undefined) this.#shown.delete(`${channel} ${threadTs}`)
    })
  }

  show(channel: string, thread: string, status: string): void {
    this.#shown.set(`${channel} ${thread}`, { status, until: this.#now() + SHOWN_MS })
  }

  /** Empty where nothing is shown. */
  of(channel: string, thread: string): string {
    const shown = this.#shown.get(`${channel} ${thread}`)
    return shown === undefined || shown.until <= this.#now() ? '' : shown.status
  }
}

const setStatus: MethodHandler = (args, backstage) => {
  const { world, statuses } = backstage
  const place = writable(world.placeForBot(required(args, 'channel_id')), backstage)
  required(args, 'thread_ts')
  const { threadTs = '' } = threadIn(place, args)
  if (typeof args.status !== 'string') throw new SlackRefusal('invalid_arguments')
  const loading = structured(args, 'loading_messages', 'invalid_arguments') ?? []
  const fits = Array.isArray(loading) && loading.length <= LOADING_MESSAGES
  if (!fits || loading.some((words) => text(words) === '' || text(words).length > LOADING_LENGTH))
    throw new SlackRefusal('invalid_arguments')
  statuses.show(place.id, threadTs, args.status)
  return {}
}

/** What Slack has and the bot does without, with the scope it takes. */
export const spareMethods: Readonly<
  Record<string, { readonly scope: string; readonly handler: MethodHandler }>
> = {
  'assistant.threads.setStatus': { scope: 'chat:write', handler: setStatus },
}
