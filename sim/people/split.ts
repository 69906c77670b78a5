/**
 * Longest message a person's client sends, in UTF-16 units. Discord's client refuses more than 2,000 characters (without
 * a subscription); Slack cuts display text at 4,000 and this is where people here split too.
 */
export const LONGEST = { slack: 4_000, discord: 2_000 } as const

/** Splits as a person would: at a paragraph, else a sentence, else a word, else in the middle of one. Drops nothing but white space at the cut. */
export function splitLine(text: string, longest: number): readonly string[] {
  const parts: string[] = []
  let rest = text.trim()
  while (rest.length > longest) {
    const head = rest.slice(0, longest + 1)
    const cut = [/\n\s*\n(?![\s\S]*\n\s*\n)/, /[.!?]\s(?![\s\S]*[.!?]\s)/, /\s(?!\S*\s)/]
      .map((edge) => edge.exec(head))
      .map((found) => (found ? found.index + found[0].trimEnd().length : 0))
      .find((at) => at > longest / 4)
    // Never between the halves of a surrogate pair.
    const at = cut ?? (/[\uD800-\uDBFF]/.test(rest.charAt(longest - 1)) ? longest - 1 : longest)
    parts.push(rest.slice(0, at).trim())
    rest = rest.slice(at).trim()
  }
  if (rest) parts.push(rest)
  return parts
}
