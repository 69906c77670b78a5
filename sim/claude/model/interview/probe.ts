import { hashOf } from '../hash.ts'
import { overlap, STOPWORDS, wordsOf } from '../text.ts'

/** Follow-ups around a phrase of the answer, `{p}`; the German ones quote it, so that its case does not matter. */
const AROUND: Readonly<Record<'en' | 'de', readonly string[]>> = {
  en: [
    'You mentioned {p}. What happened the last time that came up?',
    'You mentioned {p}. How did that go, step by step?',
    'You spoke of {p}. What led to that?',
    'When you think of {p}, which recent moment comes to mind?',
    'How does an ordinary day with {p} look for you?',
    'You brought up {p}. What changed for you because of that?',
    'What makes {p} matter in your work?',
    'Which part of {p} takes most of your attention?',
  ],
  de: [
    'Du hast „{p}“ erwähnt. Was ist passiert, als das zuletzt vorkam?',
    'Du hast „{p}“ erwähnt. Wie lief das Schritt für Schritt ab?',
    'Zu „{p}“: Wie kam es dazu?',
    'Wenn du an „{p}“ denkst, welcher Moment aus letzter Zeit fällt dir ein?',
    'Wie sieht ein gewöhnlicher Tag mit „{p}“ für dich aus?',
    'Du hast „{p}“ angesprochen. Was hat sich dadurch für dich verändert?',
    'Was macht „{p}“ in deiner Arbeit wichtig?',
  ],
}

const ALONE: Readonly<Record<'en' | 'de', readonly string[]>> = {
  en: [
    'What is one recent example of that?',
    'How did that go the last time it happened?',
    'What led you there?',
    'What was going on around you at that moment?',
    'How would you describe that to somebody new in your job?',
    'What did you do then?',
  ],
  de: [
    'Welches Beispiel aus letzter Zeit fällt dir dazu ein?',
    'Wie lief das ab, als es zuletzt vorkam?',
    'Wie kam es dazu?',
    'Was war in dem Moment um dich herum los?',
    'Wie würdest du das jemandem erklären, der neu anfängt?',
    'Was hast du dann getan?',
  ],
}

/** Above this share of common words a question counts as asked already. */
const ALIKE = 0.6

/** An open follow-up on the answer that was not asked before; null if every wording was. */
export function probeOn(
  answer: string,
  language: string,
  askedBefore: readonly string[],
  hash: number,
): string | null {
  const tongue = language === 'de' ? 'de' : 'en'
  const phrases = tongue === 'de' ? germanPhrases(answer) : englishPhrases(answer)
  const around = phrases.flatMap((phrase) => AROUND[tongue].map((words) => words.replace('{p}', phrase)))
  const alone = ALONE[tongue]
  const fresh = (words: string) => !askedBefore.some((asked) => overlap(asked, words) >= ALIKE)
  return shuffled(around, hash).find(fresh) ?? shuffled(alone, hash).find(fresh) ?? null
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

/** `the lesson plans`, `your reports`: a determiner with the one or two content words after it. */
function englishPhrases(answer: string): readonly string[] {
  const found: string[] = []
  for (const clause of clausesOf(answer)) {
    const words = wordsOf(clause)
    words.forEach((word, at) => {
      const determiner = word.toLowerCase()
      const [first = '', second = ''] = words.slice(at + 1, at + 3)
      if (!/^(?:the|my|our)$/u.test(determiner) || !fits(first)) return
      found.push([POSSESSED[determiner] ?? determiner, first, ...(fits(second) ? [second] : [])].join(' '))
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
    /^\p{Ll}{4,}$/u.test(word) && !STOPWORDS.has(word) && !UNFIT.test(word) && !/(?:ly|ed|ing)$/u.test(word)
  )
}

/** Nouns: capitals that do not begin a sentence. */
function germanPhrases(answer: string): readonly string[] {
  const nouns = clausesOf(answer)
    .flatMap((clause) => wordsOf(clause).slice(1))
    .filter((word) => /^\p{Lu}\p{Ll}{4,}$/u.test(word))
    .filter((word) => !STOPWORDS.has(word.toLowerCase()) && !UNFIT.test(word))
  return [...new Set(nouns)].slice(0, MOST_PHRASES)
}
