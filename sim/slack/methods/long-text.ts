import type { Message } from '../types.ts'
import type { Draft, World } from '../world.ts'

/** Beyond this Slack cuts off, with a warning: https://api.slack.com/changelog/2018-04-truncating-really-long-messages */
const TRUNCATED_AT = 40_000
/** Slack asks for no more than about this, and breaks a longer text into several messages; its exact measure is not told. */
const BROKEN_AT = 4_000

export interface Posted {
  /** Which of several messages Slack's answer names is not told: here the first. */
  readonly first: Message
  readonly truncated: boolean
}

/** Posts as the bot. Each piece of a long text has the same blocks under it (bolt-python#764). */
export function postByBot(world: World, channel: string, draft: Draft): Posted {
  const [first = '', ...more] = piecesOf(cutOff(draft.text))
  const posted = world.post(channel, world.bot.id, { ...draft, text: first })
  for (const text of more) world.post(channel, world.bot.id, { ...draft, text, files: [] })
  return { first: posted, truncated: draft.text.length > TRUNCATED_AT }
}

/** What is kept of a text, whoever wrote it. */
export function cutOff(text: string): string {
  return text.slice(0, TRUNCATED_AT)
}

function piecesOf(text: string): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / BROKEN_AT) }, (_, at) =>
    text.slice(at * BROKEN_AT, (at + 1) * BROKEN_AT),
  )
}
