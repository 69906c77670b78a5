import type { CodeInterviewData, CodeInterviewOutput } from '../../../../src/core/analysis/prompts.ts'
import { chance, hashOf } from '../hash.ts'
import { contentStems } from '../text.ts'
import { denies, emotionKeywords } from './emotions.ts'
import { type Evidence, evidenceFor, keywordsOf, quotesFrom, type Spoken, spokenBy } from './keywords.ts'

/** So often a quote is not what was said, so that quote verification has real work. */
export const ALTERED_QUOTE_SHARE = 0.02

/** So often the weakest evidence is passed over, so that two coding runs do not always agree. */
export const PASSED_OVER_SHARE = 0.08

type Coding = CodeInterviewOutput['codings'][number]
type Emotion = CodeInterviewOutput['emotions'][number]

/**
 * Codes by keywords: a code is present when a participant's sentence holds one of its keywords. About 2 % of the quotes
 * are altered by a word, and about 8 % of the codes with a single weak hit are passed over, both on purpose.
 */
export function codeInterview(data: CodeInterviewData, hash: number): CodeInterviewOutput {
  const spoken = spokenBy(data.turns)
  return {
    codings: data.codes.map((code) => {
      const evidence = evidenceFor(keywordsOf(code), spoken)
      const weak = evidence.length === 1 && evidence[0]?.hits === 1
      const passedOver = weak && chance(PASSED_OVER_SHARE, hashOf(hash, 'weak', code.key))
      return codingOf(code.key, passedOver ? [] : evidence, data, hash)
    }),
    emotions: data.emotions.map((emotion) => emotionOf(emotion, spoken, data, hash)),
    classification: data.classification && classified(data.classification, spoken, data),
  }
}

function codingOf(
  code: string,
  evidence: readonly Evidence[],
  data: CodeInterviewData,
  hash: number,
): Coding {
  const quotes = quotesFrom(evidence, data.turns).map((quote) => sometimesAltered(quote, hashOf(hash, code)))
  // A code without words to show for it would be thrown out anyway.
  if (quotes.length === 0)
    return { code, rationale: 'No keyword of the code was said.', present: false, intensity: 0, quotes: [] }
  return {
    code,
    rationale: `A keyword of the code was said in ${evidence.length === 1 ? 'a sentence' : 'several sentences'}.`,
    present: true,
    intensity: intensityOf(evidence.length),
    quotes,
  }
}

function emotionOf(
  emotion: string,
  spoken: readonly Spoken[],
  data: CodeInterviewData,
  hash: number,
): Emotion {
  const affirmed = spoken.filter(({ stems }) => !denies(stems))
  const evidence = evidenceFor(emotionKeywords(emotion), affirmed)
  const quotes = quotesFrom(evidence, data.turns).map((quote) =>
    sometimesAltered(quote, hashOf(hash, emotion)),
  )
  return { emotion, intensity: quotes.length === 0 ? 0 : intensityOf(evidence.length), quotes }
}

function intensityOf(sentences: number): 1 | 2 | 3 {
  if (sentences >= 3) return 3
  return sentences === 2 ? 2 : 1
}

/** The option that shares most words with what was said. */
function classified(
  { options }: NonNullable<CodeInterviewData['classification']>,
  spoken: readonly Spoken[],
  data: CodeInterviewData,
): CodeInterviewOutput['classification'] {
  const scored = options
    .map(({ value, label }) => ({
      value,
      evidence: evidenceFor(
        [...contentStems(label)].map((stem) => [stem]),
        spoken,
      ),
    }))
    .filter(({ evidence }) => evidence.length > 0)
    .sort((a, b) => b.evidence.length - a.evidence.length)
  const best = scored[0]
  return best
    ? { option: best.value, quotes: quotesFrom(best.evidence, data.turns) }
    : { option: null, quotes: [] }
}

/** With another word in its middle. */
function sometimesAltered(
  quote: { turn: string; words: string },
  hash: number,
): { turn: string; words: string } {
  if (!chance(ALTERED_QUOTE_SHARE, hashOf(hash, quote.words))) return quote
  const words = quote.words.split(' ')
  words[Math.floor(words.length / 2)] = 'simulatedly'
  return { ...quote, words: words.join(' ') }
}
