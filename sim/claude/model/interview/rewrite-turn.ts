import type { RewriteTurnData, RewriteTurnOutput } from '../../../../src/core/interview/words/prompts.ts'
import { overlap, sentencesOf, wordsOf } from '../text.ts'
import { probeOn } from './probe.ts'

const PRAISE =
  /\b(?:great|wonderful|fantastic|awesome|amazing|excellent|brilliant|impressive|fascinating|interesting|insightful|good (?:point|answer|question)|love (?:that|this|it)|makes (?:\w+ )*sense|thanks?|toll|super|großartig|wunderbar|spannend|interessant|fantastisch|prima|klasse|danke)\b/iu

const MOST_WORDS = 40
const ALIKE = 0.8

/** Keeps the first question of what must be asked, without praise; if that was asked before, another open one. */
export function rewriteTurn(data: RewriteTurnData, hash: number): RewriteTurnOutput {
  const kept = firstQuestion(data.mustAsk) ?? firstQuestion(data.words)
  const repeated = kept !== undefined && data.askedBefore.some((asked) => overlap(asked, kept) >= ALIKE)
  if (kept !== undefined && !repeated) return { words: kept }
  return { words: probeOn('', data.language, data.askedBefore, hash) ?? kept ?? data.mustAsk }
}

function firstQuestion(text: string): string | undefined {
  const sentences = sentencesOf(text).filter((sentence) => !PRAISE.test(sentence))
  const at = sentences.findIndex((sentence) => sentence.includes('?'))
  const question = sentences[at]
  if (question === undefined || wordsOf(question).length > MOST_WORDS) return undefined
  const leadIn = sentences[at - 1]
  const both = leadIn === undefined ? question : `${leadIn} ${question}`
  return wordsOf(both).length > MOST_WORDS ? question : both
}
