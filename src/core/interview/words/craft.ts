import { inAnotherLanguage } from './language.ts'

/**
 * The question linter: what every interviewer turn must hold before it is sent. No model judges here. Rules and
 * thresholds after the conduct practices that interview guides agree on: one question, short, open, no praise, no
 * supplied answers, no repeat.
 */
export type CraftProblem =
  | 'empty'
  | 'no-question'
  | 'several-questions'
  | 'too-long'
  | 'praise'
  | 'leading'
  | 'repeat'
  | 'address'
  | 'other-language'

export const MAX_WORDS = 60

const PRAISE =
  /\b(great|wonderful|fantastic|awesome|amazing|excellent|brilliant|impressive|fascinating|interesting|insightful|good (?:point|answer|question)|love (?:that|this|it)|makes (?:a lot of |perfect |total )?sense|toll|super|großartig|wunderbar|spannend|interessant|fantastisch|prima|klasse|ausgezeichnet|das ergibt sinn)\b/iu

const LEADING =
  /\b(don[’']?t you (?:think|agree|feel)|wouldn[’']?t you (?:say|agree)|isn[’']?t it|aren[’']?t you|surely|obviously|of course you|you must (?:feel|be)|would you agree|findest du nicht|finden sie nicht|nicht wahr|oder etwa|doch sicher)\b/iu

const ADDRESS = /https?:\/\/|\bwww\.|<[@#!][^>]*>|@(?:here|channel|everyone)\b/iu

/**
 * Problems of `words` as an interviewer's question, none if it may be sent.
 * @param before the interviewer's earlier questions of this interview
 * @param language of the interview; without it any language will do
 */
export function craftProblems(
  words: string,
  before: readonly string[],
  language?: string,
): readonly CraftProblem[] {
  const problems: CraftProblem[] = []
  const text = words.trim()
  if (text === '') return ['empty']
  const questions = questionCount(text)
  if (questions === 0) problems.push('no-question')
  if (questions > 1) problems.push('several-questions')
  if (wordCount(text) > MAX_WORDS) problems.push('too-long')
  if (PRAISE.test(text)) problems.push('praise')
  if (LEADING.test(text)) problems.push('leading')
  if (ADDRESS.test(text)) problems.push('address')
  if (before.some((earlier) => similarity(lastQuestion(earlier), lastQuestion(text)) >= 0.8))
    problems.push('repeat')
  if (language !== undefined && inAnotherLanguage(text, language)) problems.push('other-language')
  return problems
}

/** Sentences that end in a question mark. */
export function questionCount(text: string): number {
  return text.match(/[?？؟]+(?=["”“»)\s]|$)/gu)?.length ?? 0
}

/** The sentence that asks: lead-ins and openings do not make a question a new one. */
function lastQuestion(text: string): string {
  return text.match(/[^.!?？؟\n]+[?？؟]/gu)?.at(-1) ?? text
}

export function wordCount(text: string): number {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
}

/** Share of words two texts have in common (Jaccard over lower-cased words), 0 to 1. */
export function similarity(a: string, b: string): number {
  const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
  const left = wordsOf(a)
  const right = wordsOf(b)
  if (left.size === 0 || right.size === 0) return 0
  let shared = 0
  for (const word of left) if (right.has(word)) shared++
  return shared / (left.size + right.size - shared)
}
