import { eld } from 'eld/extrasmall'

const KNOWN: ReadonlySet<string> = new Set(Object.values(eld.info().Languages))

/** What is quoted may be in the language it was said in. */
const QUOTED = /"[^"]*"|[“„][^“”„]*[”“]|«[^«»]*»/gu

/**
 * How much better another language must fit, of 1. German full of English terms comes up to 0.06, a question of five
 * words or more in another language seldom below 0.1.
 */
const CLEARLY = 0.1

/**
 * Whether `words` are clearly in another language than `language` (ISO 639-1). Whatever is uncertain is not: too few
 * words, names, two languages mixed, or a language that the library does not know. Pure.
 */
export function inAnotherLanguage(words: string, language: string): boolean {
  if (!KNOWN.has(language)) return false
  const found = eld.detect(words.replace(QUOTED, ' '))
  if (found.language === language || !found.isReliable()) return false
  const scores = found.getScores()
  return (scores[found.language] ?? 0) - (scores[language] ?? 0) >= CLEARLY
}
