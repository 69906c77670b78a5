import { type ShownMessage, shownMessages } from '../../sim/checker/log-reader.ts'
import type { LogLine } from '../../sim/seat.ts'
import { QUESTIONS, THANKS } from './bots/questions.ts'
import { questionIn, STILL_THERE } from './person.ts'

/** An answer as a bot has it stored in the end: the platform's id of the message and its words. */
export interface StoredAnswer {
  readonly message: string
  readonly text: string
}

export interface Counts {
  /** Sent by people after the first question, asking whether anybody is there included. */
  readonly messages: number
  /** Answers that stand nowhere in what the bot stored. */
  readonly lost: number
  /** Posts of a question, or of the same words, to somebody who had it before, and answers stored more than once. */
  readonly doubled: number
  /** Questions never put to somebody who was asked a later one or thanked. */
  readonly passedOver: number
}

/** Counts one run from the platform's log and what the bot stored; the same for every bot. Who writes first says `hello`. */
export function count(lines: readonly LogLine[], stored: readonly StoredAnswer[], hello: string): Counts {
  const direct = shownMessages(lines).filter((message) => message.direct)
  const posts = direct.filter(({ fromBot }) => fromBot)
  const said = direct.filter(({ fromBot, firstText }) => !fromBot && firstText !== hello)
  const answers = said.filter(({ firstText }) => firstText !== STILL_THERE)
  const copies = answers.map(
    ({ message, firstText }) =>
      stored.filter((each) => each.message === message && each.text.includes(firstText)).length,
  )
  return {
    messages: said.length,
    lost: copies.filter((each) => each === 0).length,
    doubled: saidAgain(posts) + copies.reduce((sum, each) => sum + Math.max(0, each - 1), 0),
    passedOver: passedOver(posts),
  }
}

function saidAgain(posts: readonly ShownMessage[]): number {
  const kinds = new Set(posts.map(({ conversation, firstText }) => `${conversation} ${kindOf(firstText)}`))
  return posts.length - kinds.size
}

function kindOf(text: string): string {
  return `${stepIn(text) ?? text}`
}

/** The number of the question, or of what follows the last. */
function stepIn(text: string): number | undefined {
  return text.includes(THANKS) ? QUESTIONS.length : questionIn(text)
}

function passedOver(posts: readonly ShownMessage[]): number {
  let missing = 0
  for (const own of Map.groupBy(posts, ({ conversation }) => conversation).values()) {
    const steps = new Set(own.map(({ firstText }) => stepIn(firstText)).filter((step) => step !== undefined))
    if (steps.size > 0) missing += Math.max(...steps) + 1 - steps.size
  }
  return missing
}
