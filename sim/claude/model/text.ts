/** Words and sentences of English and German text, as far as rules without a model get. */

const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu

export function wordsOf(text: string): readonly string[] {
  return text.match(WORD) ?? []
}

/** Sentences as they stand: each is a part of `text`, letter by letter. */
export function sentencesOf(text: string): readonly string[] {
  return (text.match(/[^.!?…\n]+[.!?…]*["”’»)]*/gu) ?? [])
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence))
}

/** Word without the endings that inflection adds, lower-case: `checks`, `checked` and `checking` are one. */
export function stemOf(word: string): string {
  const plain = word.toLowerCase().replaceAll('’', "'").replace(/'s$/u, '')
  if (plain.length <= 3) return plain
  const bare = plain.replace(/(?:ings?|ies|ied|ed|es|er[ns]?|en|em|[sney])$/u, '')
  return bare.length < 3 ? plain : bare
}

export function stemsOf(text: string): readonly string[] {
  return wordsOf(text).map(stemOf)
}

/** Stems of the words that carry meaning. */
export function contentStems(text: string): ReadonlySet<string> {
  return new Set(
    wordsOf(text)
      .filter((word) => word.length > 2 && !STOPWORDS.has(word.toLowerCase()))
      .map(stemOf),
  )
}

/** Is `phrase`, a sequence of stems, part of `stems`? */
export function holdsPhrase(stems: readonly string[], phrase: readonly string[]): boolean {
  if (phrase.length === 0) return false
  for (let at = 0; at + phrase.length <= stems.length; at++)
    if (phrase.every((stem, offset) => stems[at + offset] === stem)) return true
  return false
}

/** Share of words two texts have in common, 0 to 1. */
export function overlap(a: string, b: string): number {
  const left = new Set(wordsOf(a.toLowerCase()))
  const right = new Set(wordsOf(b.toLowerCase()))
  if (left.size === 0 || right.size === 0) return 0
  const shared = [...left].filter((word) => right.has(word)).length
  return shared / (left.size + right.size - shared)
}

/** Lower-case letters, digits and hyphens, at most 31 characters. */
export function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+/u, '')
    .slice(0, 31)
    .replace(/-+$/u, '')
  return slug === '' ? 'theme' : slug
}

export const STOPWORDS: ReadonlySet<string> = new Set(
  `a about above across actually after again all almost also always am an and another any anything are around as at away back be because been before being
  below between both but by came can come could did do does doing done don't down each either else even ever every everything few first for from get gets
  getting go goes going gone good got great had has have having he her here hers him his how however i i'd i'll i'm i've if in into is it it's its itself
  just keep kind know last least less let like little look lot lots made make makes many may maybe me mean might mine more most mostly much must my
  myself never new next no nobody none nor not nothing now of off often on once one only or other others our out over own part people perhaps probably put quite
  rather really said same say says see seem she should since so some somebody someone something sometimes still such sure take tell than that that's the
  their them then there these they thing things think this those though thought through time times to too took two under until up upon us use used uses
  using usually very want was way we well went were what when where whether which while who whom whose why will with within without won't
  would yes yet you your yourself
  aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da dabei dadurch dafür damit dann daran darauf
  darüber das dass davon dazu dein deine dem den denn der des deshalb dich die dies diese diesem diesen dieser dieses dir doch dort du durch eben ein eine einem einen
  einer eines einfach er es etwas euch euer für gab ganz geht gibt gerade gut habe haben hat hatte hätte hier hin ich ihm ihn ihnen ihr ihre immer in
  irgend ist ja jede jeden jeder jetzt kann kein keine können könnte machen macht mal man manchmal mehr mein meine meinem meinen meiner meist mich mir mit muss
  nach nein nicht nichts noch nun nur ob oder oft ohne sagen schon sehr sein seine selbst sich sie sind so sollte über um und uns unser unter viel vom
  von vor vielleicht war waren was weil weiß wenn wer werden wie wieder will wir wird wo würde zu zum zur zwei zwischen`.split(
    /\s+/u,
  ),
)
