import { K } from '../disclosure.ts'
import { SHORTEST_QUOTE_WORDS } from '../quote.ts'

/** What kind of study this is cannot show, whatever its numbers; stands in every report. */
export const LIMITATIONS: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: 'Who took part',
    text: 'Those who were reached and agreed. They may differ from those who did not, and no share here is one of any wider population.',
  },
  {
    name: 'Talking to a machine',
    text: 'Everyone knew that an AI asked the questions, and may have said what seemed to be wanted of them.',
  },
  {
    name: 'One moment',
    text: 'Views as they were on the days of the interviews; nothing here shows how they change.',
  },
  {
    name: 'Written words only',
    text: 'Tone of voice, face and hesitation are lost, so feelings are read from words alone.',
  },
  {
    name: 'Self-report',
    text: 'What people say they do, as they remember it and wish to be seen. It was not compared with what they do.',
  },
  {
    name: 'Interpretation',
    text: 'Codes, definitions and questions are choices. Others might draw the lines elsewhere; the definitions are given so that they can.',
  },
  {
    name: 'Where people live',
    text: 'Language, country and workplace of those who took part limit what carries over to others.',
  },
  { name: 'No experiment', text: 'Nothing was varied, so nothing here shows what causes what.' },
]

/** Stands in a report for which not all was read again; how many are missing is not told. */
export const UNREAD =
  'Some conversations could not be read again before this report: a message edited or deleted while the bot was away may still count as it was.'

export const DEFINITIONS: readonly { readonly term: string; readonly text: string }[] = [
  {
    term: 'Base',
    text: 'Interviews of people who consented and did not withdraw, coded at the time of the report. One person is one interview.',
  },
  {
    term: 'n of N',
    text: 'N is the base; n the interviews in which the theme is present by its definition, with at least one quote found in the person\u2019s own words. Mentioning something is not doing it, and not mentioning it is not denying it.',
  },
  {
    term: 'Interval',
    text: 'Wilson score interval, 95 %: what chance alone would allow if those interviewed were a random sample, which they are not.',
  },
  {
    term: 'Small numbers',
    text: `What stands for fewer than ${K} people, or for all but fewer than ${K}, is not given, nor what would let it be worked out. "Fewer than ${K}" may be none. Quotes come only from themes of ${K} or more people, and name a group only if it has ${K} or more.`,
  },
  {
    term: 'Quote',
    text: `Proposed by the model, found by software in the stored answer (at least ${SHORTEST_QUOTE_WORDS} words; typographic quotes, dashes and spaces aside, letter by letter) and printed from there. Others are rejected and counted. Only from people who allow quotes.`,
  },
  {
    term: 'Order of themes',
    text: 'From pessimistic to optimistic by the codebook\u2019s polarity, -2 to 2: set when the codebook was made, not measured.',
  },
  {
    term: 'Emotion',
    text: 'Expressed in written words at least in passing (intensity 1 or more of 3). Never read from typing, timing or presence, and never shown for a person.',
  },
]
