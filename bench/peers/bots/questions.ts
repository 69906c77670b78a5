/** What all three bots ask, in the same words. */
export const GREETING = 'Hello! I would like to ask you a few questions about new tools.'

export const QUESTIONS = [
  'Which tool did you start to use lately?',
  'What led you to it?',
  'What changed in your day since then?',
  'What was hard in the first week?',
  'How did people around you take it?',
  'Before we close: is there anything I should have asked and did not?',
] as const

export const THANKS = 'Thank you, that was it.'

/** A person must have been silent for so long before they are answered. */
export const QUIET_MS = Number(process.env.QUIET_MS ?? 1000)

const MODEL_MS = Number(process.env.MODEL_MS ?? 0)

/** In place of a model that words the question: it takes its time and gives the words back. */
export async function worded(question: string): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, MODEL_MS))
  return question
}
