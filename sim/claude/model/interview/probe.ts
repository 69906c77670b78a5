import { hashOf } from '../hash.ts'
import { overlap, STOPWORDS, sentencesOf, wordsOf } from '../text.ts'
import { matterProbes } from './matter.ts'

type Tongue = 'en' | 'de'

/** Follow-ups around a phrase of the answer, `{p}`; the German ones quote it, so that its case does not matter. */
const AROUND: Readonly<Record<Tongue, readonly string[]>> = {
  en: [
    'You mentioned {p}. What does that look like in practice?',
    'You mentioned {p}. How did that come about?',
    'Let me stay with {p} for a moment. What would be a recent example?',
    'Coming back to {p}: what has changed there for you?',
  ],
  de: [
    'Sie haben „{p}“ erwähnt. Wie sieht das in der Praxis aus?',
    'Sie haben „{p}“ erwähnt. Wie kam es dazu?',
    'Ich bleibe kurz bei „{p}“. Welches Beispiel fällt Ihnen ein?',
    'Noch einmal zu „{p}“: Was hat sich da für Sie verändert?',
  ],
}

const ALONE: Readonly<Record<Tongue, readonly string[]>> = {
  en: [
    'What would be a recent example of that?',
    'What makes you say that?',
    'How did that come about?',
    'How has that changed over time?',
    'What does that look like in practice?',
    'What follows from that for you?',
  ],
  de: [
    'Welches Beispiel aus letzter Zeit fällt Ihnen dazu ein?',
    'Woran machen Sie das fest?',
    'Wie kam es dazu?',
    'Wie hat sich das mit der Zeit verändert?',
    'Wie sieht das in der Praxis aus?',
    'Was folgt daraus für Sie?',
  ],
}

/** Above this share of common words a question counts as asked already. */
const ALIKE = 0.6

/** An open follow-up that was not asked before: on what the answer tells of, else on a phrase of it; null if none is left. */
export function probeOn(
  answer: string,
  language: string,
  askedBefore: readonly string[],
  hash: number,
): string | null {
  const tongue = language === 'de' ? 'de' : 'en'
  const phrases = tongue === 'de' ? germanPhrases(answer) : englishPhrases(answer)
  const around = phrases.flatMap((phrase) => AROUND[tongue].map((words) => words.replace('{p}', phrase)))
  const fresh = (words: string) =>
    !askedBefore.some((asked) => overlap(sentencesOf(asked).at(-1) ?? asked, words) >= ALIKE)
  for (const wordings of [matterProbes(answer, tongue), around, ALONE[tongue]]) {
    const found = shuffled(wordings, hash).find(fresh)
    if (found !== undefined) return found
  }
  return null
}

function shuffled(wordings: readonly string[], hash: number): readonly string[] {
  return wordings
    .map((words) => ({ words, order: hashOf(hash, words) }))
    .sort((a, b) => a.order - b.order)
    .map(({ words }) => words)
}

/** Words that would make the follow-up praise, evaluate or point at somebody. */
const UNFIT =
  /^(?:great|good|best|nice|perfect|amazing|awesome|excellent|brilliant|fantastic|wonderful|interesting|impressive|fascinating|insightful|sense|super|toll|klasse|prima|spannend\w*|interessant\w*|wunderbar\w*|großartig\w*|surely|obviously)$/iu

const POSSESSED: Readonly<Record<string, string>> = { my: 'your', our: 'your' }

/** Say when or where rather than what. */
const VAGUE =
  /^(?:first|second|third|final|last|whole|half|rest|side|truth|main|morning|afternoon|evening|night|week|month|year|work|younger|older|right|wrong|middle|moment|question|answer|phones|forms)$/u

/** What may follow a phrase of two words; before anything else the second word may be a verb. */
const ENDS_PHRASE = /^(?:at|for|of|in|on|to|and|with|from|by|or|into|about|)$/u

/** `the lesson plans`, `your reports`: a determiner with the one or two content words after it. */
function englishPhrases(answer: string): readonly string[] {
  const found: string[] = []
  for (const clause of clausesOf(answer)) {
    const words = wordsOf(clause)
    words.forEach((word, at) => {
      const determiner = word.toLowerCase()
      const [first = '', second = '', after = ''] = words.slice(at + 1, at + 4)
      if (!/^(?:the|my|our)$/u.test(determiner) || !fits(first)) return
      found.push(
        [
          POSSESSED[determiner] ?? determiner,
          first,
          ...(fits(second) && ENDS_PHRASE.test(after.toLowerCase()) ? [second] : []),
        ].join(' '),
      )
    })
  }
  return [...new Set(found)].slice(0, MOST_PHRASES)
}

const MOST_PHRASES = 4

function clausesOf(answer: string): readonly string[] {
  return answer.split(/[^\p{L}\p{N}'’ -]+/u)
}

function fits(word: string): boolean {
  // Capitals inside an English sentence are mostly names.
  return (
    /^\p{Ll}{4,}$/u.test(word) &&
    !STOPWORDS.has(word) &&
    !UNFIT.test(word) &&
    !VAGUE.test(word) &&
    !/(?:ly|ed|ing)$/u.test(word)
  )
}

const GERMAN_VAGUE =
  /^(?:Woche|Wochen|Stunden?|Tage?n?|Arbeit|Stelle|Ende|Mensch|Menschen|Dinge|Lust|Wörter|Seitenzahl|Unveröffentlichtes|Stumpfe|Wurf|Kern)$/u

/** Nouns: capitals that do not begin a sentence. */
function germanPhrases(answer: string): readonly string[] {
  const nouns = clausesOf(answer)
    .flatMap((clause) => wordsOf(clause).slice(1))
    .filter((word) => /^\p{Lu}\p{Ll}{4,}$/u.test(word))
    .filter((word) => !STOPWORDS.has(word.toLowerCase()) && !UNFIT.test(word) && !GERMAN_VAGUE.test(word))
  return [...new Set(nouns)].slice(0, MOST_PHRASES)
}
