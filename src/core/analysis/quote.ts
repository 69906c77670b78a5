import type { Turn } from '../interview/transcript.ts'

/**
 * A quote is a pair of UTF-16 offsets into a stored turn, end exclusive. The model only proposes words; code finds
 * them in what the participant wrote and prints from there.
 */
export interface LocatedQuote {
  readonly turn: string
  readonly start: number
  readonly end: number
}

export type QuoteRejection = 'no-such-turn' | 'not-an-answer' | 'too-short' | 'not-found'

export type QuoteResult =
  | ({ readonly ok: true } & LocatedQuote)
  | { readonly ok: false; readonly reason: QuoteRejection }

export type QuotableTurn = Pick<Turn, 'id' | 'speaker' | 'kind' | 'words' | 'deleted'>

/** A quote shorter than this many words is no evidence of anything. */
export const SHORTEST_QUOTE_WORDS = 4

/** Only what the participant answered may be quoted: not our questions, not commands, not deleted words. */
export function isQuotable(turn: QuotableTurn): boolean {
  return turn.speaker === 'participant' && turn.kind === 'answer' && !turn.deleted
}

/**
 * Finds `words` in `turn`. Typographic quotes, dashes, ellipses, white space and Unicode composition do not matter;
 * letters, case and punctuation do, and a quote begins and ends at a word's edge ("able to" is not in "unable to").
 */
export function locateQuote(words: string, turn: QuotableTurn | undefined): QuoteResult {
  if (!turn) return { ok: false, reason: 'no-such-turn' }
  if (!isQuotable(turn)) return { ok: false, reason: 'not-an-answer' }
  const wanted = fold(words).text.replace(/^[" ]+|[" ]+$/g, '')
  if (countWords(wanted) < SHORTEST_QUOTE_WORDS) return { ok: false, reason: 'too-short' }
  const stored = fold(turn.words)
  for (let at = stored.text.indexOf(wanted); at >= 0; at = stored.text.indexOf(wanted, at + 1)) {
    const last = at + wanted.length
    if (cutsWord(stored.text, at) || cutsWord(stored.text, last)) continue
    const start = stored.starts[at]
    const end = stored.ends[last - 1]
    if (start === undefined || end === undefined) break
    if (cutsCluster(stored, at, last)) continue
    return { ok: true, turn: turn.id, start, end }
  }
  return { ok: false, reason: 'not-found' }
}

interface Folded {
  readonly text: string
  /** For each UTF-16 unit of `text`: where the character it came from begins and ends in the original. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
const wordBreaks = new Intl.Segmenter('und', { granularity: 'word' })

/** Runs of white space and dashes become one space; the text carries no space at its ends. */
function fold(original: string): Folded {
  let text = ''
  const starts: number[] = []
  const ends: number[] = []
  for (const { segment, index } of graphemes.segment(original)) {
    const folded = foldCharacter(segment)
    if (folded === ' ' && (text === '' || text.endsWith(' '))) continue
    for (let unit = 0; unit < folded.length; unit++) {
      starts.push(index)
      ends.push(index + segment.length)
    }
    text += folded
  }
  return text.endsWith(' ') ? { text: text.slice(0, -1), starts, ends } : { text, starts, ends }
}

function foldCharacter(character: string): string {
  return character
    .normalize('NFC')
    .replace(/[\u00ad\u200b\u2060\ufeff]/g, '')
    .replace(/[\u2018\u2019\u201a\u201b\u02bc\u2032`\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]/g, '"')
    .replace(/\u2026/g, '...')
    .replace(/[\s\-\u2010-\u2015\u2212]+/g, ' ')
}

function isWordUnit(unit: string | undefined): boolean {
  return unit !== undefined && /[\p{L}\p{N}\p{M}]/u.test(unit)
}

/** Scripts written without spaces have no word edges to keep. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u

/** Would a cut at `at` stand inside a word? */
function cutsWord(text: string, at: number): boolean {
  const before = text[at - 1]
  const after = text[at]
  if (!isWordUnit(before) || !isWordUnit(after)) return false
  return !UNSPACED.test(`${before}${after}`)
}

/** Does the match begin or end inside a character of several units (an emoji, an unfolded cluster)? */
function cutsCluster(stored: Folded, at: number, last: number): boolean {
  const sharesStart = at > 0 && stored.starts[at - 1] === stored.starts[at]
  const sharesEnd = last < stored.text.length && stored.starts[last] === stored.starts[last - 1]
  return sharesStart || sharesEnd
}

function countWords(text: string): number {
  let count = 0
  for (const { isWordLike } of wordBreaks.segment(text)) if (isWordLike) count++
  return count
}
