/** A transcript is an interview's turns in order. Turns are rows; they are never split again from joined text. */
export type TurnKind = 'question' | 'answer' | 'survey' | 'control' | 'notice'

export interface Turn {
  readonly id: string
  readonly sequence: number
  readonly speaker: 'interviewer' | 'participant'
  readonly kind: TurnKind
  /** Empty in a tombstone. */
  readonly words: string
  readonly questionId: string | null
  readonly move: string | null
  readonly saidAt: Date
  readonly deleted: boolean
}

/** One platform message of a participant's turn, with its words as last edited. */
export interface TurnMessage {
  readonly conversation: string
  readonly message: string
  readonly words: string
  readonly deleted: boolean
}

/** The words of a turn that was sent as several messages. Deleted messages leave nothing. */
export function joinWords(messages: readonly Pick<TurnMessage, 'words' | 'deleted'>[]): string {
  return messages
    .filter((message) => !message.deleted && message.words !== '')
    .map((message) => message.words)
    .join('\n\n')
}

/** Emoji, also as Slack and Discord write them (`:tada:`), and what joins and colours them. */
const NO_WORDS =
  /^(?:\s|:[\w+-]+:|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f])*$/u

/** Whether anything is said: nothing, or emoji alone, answers no question. */
export function holdsWords(text: string): boolean {
  return !NO_WORDS.test(text)
}

/** A longer gap than this is a break, not part of the interview's active time. */
const LONGEST_ACTIVE_GAP_MS = 5 * 60_000

/** Active minutes so far: the time between turns, breaks left out. */
export function activeMinutes(turns: readonly Pick<Turn, 'saidAt'>[], now: Date): number {
  let total = 0
  let previous: Date | undefined
  for (const at of [...turns.map((turn) => turn.saidAt), now]) {
    if (previous) {
      const gap = at.getTime() - previous.getTime()
      if (gap > 0 && gap <= LONGEST_ACTIVE_GAP_MS) total += gap
    }
    previous = at
  }
  return total / 60_000
}
