import { lettersUpTo } from '../letters.ts'
import type { Block } from '../ports/chat.ts'
import { atLeast, K } from './disclosure.ts'
import type { Figures, Report } from './report.ts'
import { UNREAD } from './sections/notes.ts'
import type { Classification } from './sections/ratings.ts'
import type { ReportQuote, Theme } from './sections/themes.ts'
import { counted, moment, people, peopleWithInterval, percent } from './sections/wording.ts'

/** Fewer than one message of either platform holds. */
export const LONGEST_MESSAGE = 2_800
const MOST_THEMES = 5
const MOST_QUOTES = 3
const LONGEST_QUOTE = 300

/** The report as one dense message; everything else stands in the file that comes with it. */
export function channelBlocks(report: Report): readonly Block[] {
  for (const [themes, quotes] of [
    [MOST_THEMES, MOST_QUOTES],
    [4, 2],
    [3, 1],
    [3, 0],
    [1, 0],
  ] as const) {
    const blocks = blocksOf(report, themes, quotes)
    if (lengthOf(blocks) <= LONGEST_MESSAGE) return blocks
  }
  return head(report)
}

function blocksOf(report: Report, themes: number, quotes: number): readonly Block[] {
  const { figures } = report
  if (!figures) return [...head(report), { kind: 'paragraph', text: whyNoFigures(report) }]
  return [
    ...head(report),
    ...themeBlocks(figures, themes),
    ...quotesOf(figures, quotes).map(
      ({ words, by, theme }): Block => ({
        kind: 'quote',
        text: words,
        by: `${by ?? 'A participant'}, on “${theme}”`,
      }),
    ),
    { kind: 'paragraph', text: closingLines(report, figures).join('\n') },
  ]
}

function head(report: Report): readonly Block[] {
  return [
    { kind: 'heading', text: cut(`Interim report: ${report.study.title}`, 140) },
    { kind: 'paragraph', text: headLines(report).join('\n') },
  ]
}

function headLines({
  takenAt,
  model,
  simulated,
  fieldwork,
  uncoded,
  waiting,
  unread,
}: Report): readonly string[] {
  const { invited, consented, completed, partial, underWay, declined, withdrawn } = fieldwork
  const left = [
    declined === null ? [] : [`${declined} declined`],
    withdrawn === null ? [] : [`${withdrawn} withdrew`],
  ].flat()
  return [
    `As of ${moment(takenAt)}. No finding has been reviewed by a researcher yet.`,
    ...(simulated ? [`Simulated: no real model read these interviews (${model}).`] : []),
    `Progress: ${[`${invited} invited`, `${consented} consented`, `${completed} completed`, `${partial} partial`, `${underWay} under way`, ...left].join(', ')}.`,
    ...(uncoded > 0
      ? [`${counted(uncoded, 'interview')} not yet coded: left out here, tried again at the next run.`]
      : []),
    ...(waiting > 0
      ? [
          `${counted(waiting, 'newer interview')} not in the figures yet: people join them ${K} or more at a time.`,
        ]
      : []),
    ...(unread ? [UNREAD] : []),
  ]
}

function whyNoFigures({ withheld }: Report): string {
  return withheld?.reason === 'held-back'
    ? `No new figures: since the report of ${moment(withheld.since)}, fewer than ${K} people\u2019s answers came or changed, and the difference would show what they said.`
    : `No figures yet: they are shown from ${K} coded interviews on.`
}

function themeBlocks(figures: Figures, most: number): readonly Block[] {
  const top = topThemes(figures.themes, most)
  if (top.length === 0)
    return [{ kind: 'paragraph', text: `No theme was found with ${K} or more of ${figures.base} people.` }]
  return [
    {
      kind: 'paragraph',
      text: `Most frequent themes, from pessimistic to optimistic (present in n of ${figures.base} coded interviews; mentioning is not doing):`,
    },
    { kind: 'list', items: top.map((theme) => `${theme.label}: ${peopleWithInterval(theme.total)}`) },
  ]
}

/** The most frequent, in the report's own order. */
function topThemes(themes: readonly Theme[], most: number): readonly Theme[] {
  const frequent = themes
    .filter((theme) => atLeast(theme.total) >= K)
    .sort((a, b) => atLeast(b.total) - atLeast(a.total))
    .slice(0, most)
  return themes.filter((theme) => frequent.includes(theme))
}

/** One quote a theme, from both ends of the order and its middle; no words twice. */
function quotesOf(figures: Figures, most: number): readonly (ReportQuote & { readonly theme: string })[] {
  const shown = new Set<string>()
  const quotes = topThemes(figures.themes, MOST_THEMES).flatMap((theme) => {
    const fresh = theme.quotes.filter((quote) => !shown.has(quote.words))
    const first = fresh.find((quote) => quote.words.length <= LONGEST_QUOTE) ?? fresh[0]
    if (!first) return []
    shown.add(first.words)
    return [{ ...first, words: cut(first.words, LONGEST_QUOTE), theme: theme.label }]
  })
  const ends = [...new Set([quotes[0], quotes.at(-1), quotes[Math.floor(quotes.length / 2)]])]
  const chosen = ends.filter((quote) => quote !== undefined).slice(0, most)
  return quotes.filter((quote) => chosen.includes(quote))
}

function closingLines({ threshold }: Report, figures: Figures): readonly string[] {
  const { ratings, approvals, classification, quotes } = figures
  const ratingLine = [
    ...ratings.map(
      ({ item, mean, fiveOrMore, of }) =>
        `${item} ${mean === null ? '' : `mean ${mean.toFixed(1)}, `}5 or more ${people(fiveOrMore)}${fiveOrMore.kind === 'withheld' ? ` (n = ${of})` : ''}`,
    ),
    ...approvals.map(({ item, yes }) => `${item} yes ${people(yes)}`),
  ].join('; ')
  return [
    ...(ratingLine ? [`Ratings (1\u20137): ${ratingLine}.`] : []),
    ...(classification ? [classificationLine(classification)] : []),
    `Quotes: ${quotes.offered} offered by the model, ${quotes.verified} found in the stored answers, ${quotes.rejected} rejected. Numbers standing for fewer than ${threshold} people are not shown. Method, definitions and limitations are in report.html.`,
  ]
}

function classificationLine({ ask, parts, source }: Classification): string {
  const ours = parts
    .filter((part) => part.count.kind !== 'withheld')
    .map(({ label, count, baseline }) => {
      const here = count.kind === 'exact' ? `${people(count)}, ${percent(count.share)}` : people(count)
      return `${label} ${here}${baseline === null ? '' : ` (baseline ${baseline} %)`}`
    })
  return `${ask} ${ours.length > 0 ? ours.join('; ') : 'Not shown: too few people an answer'}. Baseline: ${source}.`
}

/** Ends at a word; the mark says that something was left out here. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const room = lettersUpTo(text, most - 4)
  return `${lettersUpTo(room, Math.max(room.lastIndexOf(' '), Math.floor(most / 2)))} [\u2026]`
}

function lengthOf(blocks: readonly Block[]): number {
  return blocks.reduce((all, block) => {
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
        return all + block.text.length
      case 'quote':
        return all + block.text.length + (block.by?.length ?? 0)
      case 'list':
        return all + block.items.join('').length
      default:
        return all
    }
  }, 0)
}
