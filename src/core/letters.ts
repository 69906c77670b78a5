const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The longest beginning of `text` in `most` UTF-16 units that ends between two letters as people count them. */
export function lettersUpTo(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = segmenter.segment(text).containing(most)
  return text.slice(0, cut?.index ?? most)
}
