import { contentStems, holdsPhrase, sentencesOf, stemOf, stemsOf, wordsOf } from '../text.ts'

export interface CodeNotes {
  readonly label: string
  readonly definition: string
  readonly include: string
}

/** Sequences of stems; any of them in a sentence speaks for the code. */
export type Keywords = readonly (readonly string[])[]

/**
 * A code's keywords: the phrases listed after "Keywords:" in its include note. Without such a list, the words that
 * carry meaning in label and include note, and failing those in the definition.
 */
export function keywordsOf(code: CodeNotes): Keywords {
  const listed = /keywords:(.*)$/isu.exec(code.include)?.[1]
  if (listed !== undefined) return phrases(listed.split(/[,;.]/u))
  const words = [...contentStems(`${code.label} ${code.include}`)]
  const telling = words.filter((stem) => !COMMON.has(stem))
  return (telling.length > 0 ? telling : [...contentStems(code.definition)]).map((stem) => [stem])
}

function phrases(texts: readonly string[]): Keywords {
  return texts.map((text) => stemsOf(text)).filter((phrase) => phrase.length > 0)
}

/** Words of codebooks, not of people. */
const COMMON: ReadonlySet<string> = new Set(
  'mention mentions describes participant people person interview statement talk says expresses example work keyword any other'
    .split(' ')
    .map(stemOf),
)

export interface Evidence {
  readonly turn: string
  /** A sentence as it stands in the turn. */
  readonly sentence: string
  /** How many of the keywords it holds. */
  readonly hits: number
}

/** Sentences of participants' turns that hold a keyword, best first; order of speaking decides between equals. */
export function evidenceFor(keywords: Keywords, sentences: readonly Spoken[]): readonly Evidence[] {
  return sentences
    .map(({ turn, sentence, stems }) => ({
      turn,
      sentence,
      hits: keywords.filter((phrase) => holdsPhrase(stems, phrase)).length,
    }))
    .filter(({ hits }) => hits > 0)
    .sort((a, b) => b.hits - a.hits)
}

export interface Spoken {
  readonly turn: string
  readonly sentence: string
  readonly stems: readonly string[]
}

/** What the participant said, sentence by sentence. */
export function spokenBy(
  turns: readonly { readonly turn: string; readonly speaker: string; readonly words: string }[],
): readonly Spoken[] {
  return turns
    .filter(({ speaker }) => speaker === 'participant')
    .flatMap(({ turn, words }) =>
      sentencesOf(words).map((sentence) => ({ turn, sentence, stems: stemsOf(sentence) })),
    )
}

const SHORTEST_QUOTE_WORDS = 5

/**
 * Quotes from the best evidence, at most two, each at least five words: the sentence, or the whole turn where the
 * sentence is shorter.
 */
export function quotesFrom(
  evidence: readonly Evidence[],
  turns: readonly { readonly turn: string; readonly words: string }[],
): { turn: string; words: string }[] {
  const long = (words: string) => wordsOf(words).length >= SHORTEST_QUOTE_WORDS
  const quotes = evidence.flatMap(({ turn, sentence }) => {
    if (long(sentence)) return [{ turn, words: sentence }]
    const whole = turns.find((each) => each.turn === turn)?.words ?? ''
    return long(whole) ? [{ turn, words: whole }] : []
  })
  const distinct = quotes.filter(
    (quote, at) => quotes.findIndex((each) => each.turn === quote.turn && each.words === quote.words) === at,
  )
  return distinct.slice(0, 2)
}
