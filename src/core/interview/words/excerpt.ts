const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/**
 * What a model is given of a text: all of it, or its first two thirds and its end with a note of how much is left out
 * between, in `most` characters and the note. Cut between words.
 */
export function excerpt(text: string, most: number): string {
  if (text.length <= most) return text
  const head = text.slice(0, boundary(text, Math.floor((most * 2) / 3)))
  const tail = text.slice(boundary(text, text.length - Math.floor(most / 3)))
  const left = text.length - head.length - tail.length
  return `${head} [… ${left} characters left out …] ${tail}`
}

/** Where the word at `index` begins; a word of endless length is cut between letters. */
function boundary(text: string, index: number): number {
  const at = segmenter
    .segment(text.slice(Math.max(0, index - 200), index + 200))
    .containing(Math.min(index, 200))
  return at === undefined ? index : Math.max(0, index - 200) + at.index
}
