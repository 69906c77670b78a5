import type { DraftCodebookData, DraftCodebookOutput } from '../../../../src/core/analysis/prompts.ts'
import { STOPWORDS, slugOf, stemOf, wordsOf } from '../text.ts'

type Code = DraftCodebookOutput['codes'][number]

const MOST_CODES = 12

/** Words near which a term is spoken of well or badly. */
const GOOD = stems(
  'better good faster glad happy help helps saves love enjoy relieved proud easier learned hope besser schneller froh hilft spart erleichtert gelernt hoffe',
)
const BAD = stems(
  'worse worried worry wrong afraid annoying errors mistakes lose losing frustrated fear problem difficult schlechter falsch sorge angst fehler verlieren nervt problem schwierig',
)

interface Term {
  readonly stem: string
  /** The form that was said most. */
  readonly word: string
  readonly forms: readonly string[]
  readonly interviews: number
  readonly tone: number
}

/**
 * Codes from the words that several people say: those of the most interviews first, words that nearly everyone says
 * last. Each code's include note lists the forms that were said as its keywords.
 */
export function draftCodebook(data: DraftCodebookData): DraftCodebookOutput {
  const n = data.interviews.length
  const atLeast = n > 3 ? 2 : 1
  const terms = termsOf(data)
    .filter((term) => term.interviews >= atLeast)
    .map((term) => ({ term, weight: term.interviews * Math.log((n + 1) / term.interviews + 0.5) }))
    .sort((a, b) => b.weight - a.weight || (a.term.stem < b.term.stem ? -1 : 1))
    .slice(0, MOST_CODES)
  const codes = terms.map(({ term }) => codeFor(term))
  return { codes: codes.filter(({ key }, at) => codes.findIndex((code) => code.key === key) === at) }
}

function codeFor({ word, forms, tone }: Term): Code {
  const polarity = tone > 0 ? 1 : tone < 0 ? -1 : 0
  return {
    key: slugOf(word),
    label: word.charAt(0).toUpperCase() + word.slice(1),
    definition: `Speaks of ${word} from own experience.`,
    include: `Keywords: ${forms.join(', ')}`,
    exclude: 'Hearsay about others.',
    polarity,
  }
}

function termsOf(data: DraftCodebookData): readonly Term[] {
  const found = new Map<string, { forms: Map<string, number>; interviews: Set<string>; tone: number }>()
  for (const { interview, turns } of data.interviews)
    for (const { words } of turns)
      for (const sentence of words.split(/[.!?\n]+/u)) {
        const said = wordsOf(sentence)
        const tone = toneOf(said)
        for (const word of said) {
          const plain = word.toLowerCase()
          if (plain.length < 5 || STOPWORDS.has(plain) || !/^\p{L}+$/u.test(plain)) continue
          const stem = stemOf(plain)
          const term = found.get(stem) ?? { forms: new Map(), interviews: new Set(), tone: 0 }
          term.forms.set(plain, (term.forms.get(plain) ?? 0) + 1)
          term.interviews.add(interview)
          term.tone += tone
          found.set(stem, term)
        }
      }
  return [...found].map(([stem, { forms, interviews, tone }]) => {
    const byUse = [...forms].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([form]) => form)
    return { stem, word: byUse[0] ?? stem, forms: byUse.slice(0, 5), interviews: interviews.size, tone }
  })
}

function toneOf(words: readonly string[]): number {
  return words.reduce((tone, word) => {
    const stem = stemOf(word)
    return tone + (GOOD.has(stem) ? 1 : 0) - (BAD.has(stem) ? 1 : 0)
  }, 0)
}

function stems(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map(stemOf))
}
