/** Slack's three control characters, escaped: nothing in the result can mention, link or format by them. */
export function escapeText(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function unescapeText(escaped: string): string {
  return escaped.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/**
 * A message as Slack delivers it, as the person typed it: links and places by what was typed, people as `<@ID>`.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export function plainText(escaped: string): string {
  const resolved = escaped.replace(/<([^<>]*)>/g, (_all, inner: string) => {
    const [reference = '', label] = inner.split('|', 2)
    if (reference.startsWith('@')) return `&lt;${reference}&gt;`
    if (reference.startsWith('#')) return label ? `#${label}` : `&lt;${reference}&gt;`
    if (reference.startsWith('!')) return label ?? `@${reference.slice(1)}`
    return label ?? reference.replace(/^mailto:/, '')
  })
  return unescapeText(resolved)
}

/** Text of a command: people stay `<@ID>`, places and user groups `<#ID>`, whatever label Slack added. */
export function commandText(escaped: string): string {
  const resolved = escaped
    .replace(/<!subteam\^(\w+)(?:\|[^<>]*)?>/g, '<#$1>')
    .replace(/<([@#]\w+)(?:\|[^<>]*)?>/g, '&lt;$1&gt;')
  return plainText(resolved).trim()
}

/** ISO time of a Slack timestamp (`1700000000.000100`). */
export function isoOfStamp(stamp: string): string {
  return new Date(Number(stamp) * 1000).toISOString()
}

export function stampOfIso(iso: string): string {
  return (Date.parse(iso) / 1000).toFixed(6)
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** A longer one, made of combining marks without end, is cut by code points. */
const LONGEST_GRAPHEME = 200

/** At most `max` UTF-16 units, the last one an ellipsis where something was cut; never inside a letter or an emoji. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  return `${text.slice(0, wholeLetters(text, max - 1))}…`
}

/** The last place at or before `end` that lies between two graphemes, as a reader counts letters. */
function wholeLetters(text: string, end: number): number {
  const around = segmenter.segment(text).containing(end)
  if (around === undefined) return end
  if (end - around.index < LONGEST_GRAPHEME && around.index > 0) return around.index
  const inPair = /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(end))
  return inPair ? end - 1 : end
}

/** Pieces of at most `max` characters, cut at a blank line, a line, a sentence or a space where there is one. */
export function splitText(text: string, max: number): readonly string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > max) {
    const head = rest.slice(0, wholeLetters(rest, max))
    const at = cutPoint(head)
    pieces.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  if (rest !== '' || pieces.length === 0) pieces.push(rest)
  return pieces.filter((piece) => piece !== '' || text === '')
}

function cutPoint(head: string): number {
  for (const mark of ['\n\n', '\n', '. ', ' ']) {
    const at = head.lastIndexOf(mark)
    if (at > head.length / 2) return at + mark.length
  }
  return head.length
}
