import type { Act } from './person.ts'
import type { Chance } from './random.ts'
import type { Recall } from './recall.ts'
import { AFTERTHOUGHTS, ANGRY, EDITS, HESITANT, OFF_TOPIC, ORDERS, TAILS } from './stock/lines.ts'

/** One moment of an interview, as a persona meets it. */
export interface Moment {
  readonly question: string
  /** Questions answered before this one. */
  readonly nth: number
  readonly chance: Chance
  readonly recall: Recall
  /** A short line that fits the question. */
  readonly short: (question: string) => string
  /** A line of the list that this person has not used yet, while there is one. */
  readonly fresh: (lines: readonly string[]) => string
}

export type Manner = (moment: Moment) => readonly Act[]

const said = (text: string): readonly Act[] => [{ do: 'say', text }]
const plain: Manner = (m) => said(m.recall.about(m.question).text)
const lowerFirst = (text: string) =>
  /^(I\b|I['’])/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)
const sentences = (text: string) => text.match(/[^.!?]+[.!?]+\s*/g) ?? [text]

/** The hand-written personas. What they say comes from their cohort's stock; how they say it is theirs. */
export const MANNERS = {
  talkative: (m) => {
    const parts = [0, 1, 2].slice(m.nth % 2).map(() => m.recall.about(m.question).text)
    return said(parts.join(' ') + m.fresh(TAILS))
  },
  terse: (m) => said(m.short(m.question)),
  hesitant: (m) => {
    if (m.nth === 3) return said('I would rather not talk about that.')
    if (m.nth === 5) return said('skip')
    const leadIn = m.fresh(HESITANT)
    const text = m.recall.about(m.question).text
    return said(leadIn + (/[.?!] $/.test(leadIn) ? text : lowerFirst(text)))
  },
  angry: (m) => said(m.fresh(ANGRY) + m.recall.about(m.question).text + (m.nth % 3 === 1 ? ' Enough!' : '')),
  'off-topic': (m) => (m.nth % 3 === 1 ? said(m.fresh(OFF_TOPIC)) : plain(m)),
  'stops-half-way': (m) => (m.nth === 4 ? said('stop') : plain(m)),
  pauses: (m) => (m.nth === 2 ? said('pause') : plain(m)),
  edits: (m) => {
    const text = m.recall.about(m.question).text
    if (m.nth % 3 !== 1) return said(text)
    const edited = text + m.fresh(EDITS)
    return [
      { do: 'say', text },
      { do: 'wait', times: 2 },
      { do: 'edit', text: edited },
    ]
  },
  deletes: (m) => {
    if (m.nth !== 2) return plain(m)
    const regretted = 'I should not have written what our director said about it, forget that one.'
    return [
      { do: 'say', text: regretted },
      { do: 'wait', times: 2 },
      { do: 'remove' },
      { do: 'wait', times: 1 },
      { do: 'say', text: m.recall.about(m.question).text },
    ]
  },
  bursts: (m) => {
    const parts = sentences(m.recall.about(m.question).text).map((part) => part.trim())
    if (m.nth % 2 === 0) parts.push(m.fresh(AFTERTHOUGHTS))
    return parts.map((text) => ({ do: 'say', text }))
  },
  'gives-orders': (m) => (m.nth % 2 === 1 ? said(m.fresh(ORDERS)) : plain(m)),
  german: (m) => plain(m),
  silent: (m) => (m.nth < 2 ? plain(m) : []),
  withdraws: (m) => (m.nth === 3 ? said('delete my data') : plain(m)),
  declines: plain,
  unreachable: plain,
} as const satisfies Record<string, Manner>

export type PersonaKey = keyof typeof MANNERS
