/** One line of a message: a block's mark, which a wrapped line repeats, and its escaped text. */
export interface Line {
  readonly mark: string
  readonly body: string
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** Longer addresses may be cut in two. */
const LONGEST_LINK = 500
/** A longer one, made of combining marks without end, is cut by code points. */
const LONGEST_GRAPHEME = 200
/** An address as Discord finds it: markdown means nothing inside, and a backslash would become part of it. */
const address = /https?:\/\/[^\s<\\]+/g

/** Text that Discord shows exactly as it is: markdown and mentions are escaped. */
export function literal(text: string): string {
  let out = ''
  let at = 0
  for (const match of text.matchAll(address)) {
    const [url] = match
    out += escaped(text.slice(at, match.index))
    at = match.index + url.length
    // What is escaped right after an address would run into it, and half of a cut one would be read as markdown:
    // such an address is escaped too; it is no link then, but reads the same.
    const runsInto = /[<\\]/.test(text[at] ?? '')
    out += runsInto || url.length > LONGEST_LINK ? escaped(url).replaceAll('://', '\\://') : url
  }
  out += escaped(text.slice(at))
  return out.replaceAll(/^(\s*)([#>+-])/gm, '$1\\$2').replaceAll(/^(\s*\d+)([.)])(?=\s)/gm, '$1\\$2')
}

function escaped(text: string): string {
  return text.replaceAll(/[\\*_~`|<[\]]/g, '\\$&')
}

/** Lines of literal text under one mark. */
export function linesOf(text: string, mark = ''): Line[] {
  return literal(text)
    .split('\n')
    .map((body) => ({ mark, body }))
}

/**
 * Packs lines into messages of at most `max` UTF-16 units, in order and complete: cut between paragraphs if the
 * part before is not less than half full, else between lines, words, or graphemes, and never inside an escape.
 */
export function pack(lines: readonly Line[], max: number): string[] {
  const parts: string[] = []
  let part: string[] = []
  let size = 0
  const close = () => {
    const text = part.join('\n').replace(/^\n+|\s+$/g, '')
    if (text !== '') parts.push(text)
    part = []
    size = 0
  }
  const add = (line: string) => {
    if (size + line.length + 1 > max + 1) {
      const rest = cutAtParagraph(part, max)
      close()
      for (const kept of rest) {
        part.push(kept)
        size += kept.length + 1
      }
      if (size + line.length + 1 > max + 1) close()
    }
    part.push(line)
    size += line.length + 1
  }
  for (const { mark, body } of lines) {
    for (const piece of wrap(body, max - mark.length)) add(`${mark}${piece}`)
  }
  close()
  return parts
}

/** Takes from `part` what follows its last empty line, if that leaves it at least half full. */
function cutAtParagraph(part: string[], max: number): string[] {
  const gap = part.lastIndexOf('')
  if (gap <= 0) return []
  const before = part.slice(0, gap).join('\n').length
  return before * 2 < max ? [] : part.splice(gap).slice(1)
}

function wrap(body: string, max: number): string[] {
  if (body.length <= max) return [body]
  const pieces: string[] = []
  let piece = ''
  let space = -1
  for (const unit of units(body)) {
    if (piece.length + unit.length > max) {
      const cut = space > max / 2 ? space : piece.length
      pieces.push(piece.slice(0, cut))
      piece = startingLine(piece.slice(cut))
      space = -1
    }
    piece += piece === '' && pieces.length > 0 ? startingLine(unit) : unit
    if (unit === ' ') space = piece.length
  }
  pieces.push(piece)
  return pieces
}

/** A cut makes a line start where none was, which must not become a heading, list or quote. */
function startingLine(text: string): string {
  return text.replace(/^(\s*)([#>+-])/, '$1\\$2')
}

/** What is never cut: an address, or a grapheme together with the backslash before it. */
function* units(body: string): Generator<string> {
  let at = 0
  for (const match of body.matchAll(address)) {
    yield* graphemes(body.slice(at, match.index))
    yield match[0]
    at = match.index + match[0].length
  }
  yield* graphemes(body.slice(at))
}

function* graphemes(text: string): Generator<string> {
  let slash = ''
  for (const { segment } of segmenter.segment(text)) {
    if (slash === '' && segment === '\\') {
      slash = segment
    } else if (segment.length > LONGEST_GRAPHEME) {
      yield* [...`${slash}${segment}`]
      slash = ''
    } else {
      yield `${slash}${segment}`
      slash = ''
    }
  }
  if (slash !== '') yield slash
}

/** At most so many UTF-16 units, cut at a grapheme and closed with an ellipsis. */
export function shortened(text: string, max: number): string {
  if (text.length <= max) return text
  let out = ''
  for (const { segment } of segmenter.segment(text)) {
    if (out.length + segment.length > max - 1) break
    out += segment
  }
  return `${out}…`
}
