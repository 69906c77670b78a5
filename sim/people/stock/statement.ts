export const TOPICS = ['use', 'episode', 'benefit', 'trust', 'others', 'keep', 'future'] as const
export type Topic = (typeof TOPICS)[number]

/** What an invented person can say, and which of the example study's codes are planted in it. */
export interface Statement {
  readonly text: string
  readonly facts: readonly string[]
}

export type Stock = Readonly<Record<Topic, readonly Statement[]>>

export function say(text: string, ...facts: string[]): Statement {
  return { text, facts }
}
