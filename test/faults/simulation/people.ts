import type { Act, EndState, Mind, Person } from '../../../sim/people/person.ts'
import type { Chance } from '../../../sim/people/random.ts'

const LINES = [
  'A paper planner, since March.',
  'My sister showed me hers and I liked how calm it looked.',
  'I write the day down in the morning and cross things out.',
  'I noticed it in the second week, when I forgot nothing.',
  'Nothing more comes to my mind, it simply works.',
  'That is all there is to say about my planner.',
]

const said = (text: string): Act => ({ do: 'say', text })
const pause: Act = { do: 'wait', times: 1 }

export const MANNERS = [
  'plain',
  'burst',
  'edits',
  'removes',
  'deletes',
  'stops',
  'pauses',
  'declines',
] as const
export type Manner = (typeof MANNERS)[number]

interface Habit {
  readonly ends: readonly EndState[]
  /** What they do about the n-th question. */
  readonly acts: (line: string, nth: number) => readonly Act[]
}

const HABITS: Readonly<Record<Manner, Habit>> = {
  plain: { ends: ['completed'], acts: (line) => [said(line)] },
  burst: {
    ends: ['completed'],
    acts: (line, nth) => [said(line), said(`And one thing more, number ${nth + 1}.`)],
  },
  edits: {
    ends: ['completed'],
    acts: (line) => [said(line), pause, { do: 'edit', text: `${line} At least I think so.` }],
  },
  removes: {
    ends: ['completed'],
    acts: (line, nth) =>
      nth === 0 ? [said(`${line} Better not.`), pause, { do: 'remove' }, said(line)] : [said(line)],
  },
  deletes: { ends: ['withdrawn'], acts: (line, nth) => [said(nth === 1 ? 'delete my data' : line)] },
  stops: { ends: ['partial'], acts: (line, nth) => [said(nth === 1 ? 'stop' : line)] },
  pauses: { ends: ['completed'], acts: (line, nth) => (nth === 1 ? [said('pause')] : [said(line)]) },
  declines: { ends: ['declined'], acts: (line) => [said(line)] },
}

/** Words that only what this person said holds. */
export function canaryOf(manner: Manner, index: number): string {
  return `Canary${index}${manner}`
}

/** Simulated people of the given manners. */
export function peopleOf(
  manners: readonly Manner[],
  platform: Person['platform'],
  source: Chance,
): readonly Person[] {
  return manners.map((manner, index) => ({
    platform,
    name: `Person ${index + 1}`,
    locale: 'en-US',
    zone: 'Europe/London',
    cohort: 'all',
    persona: manner,
    expected: HABITS[manner].ends,
    closedDirect: false,
    consent: {
      takesPart: manner !== 'declines',
      readsMore: source.happens(0.3),
      allow: source.happens(0.5) ? ['quotes'] : [],
    },
    survey: { often: '3', recommend: 'yes' },
    resumes: source.happens(0.5) ? 'button' : 'word',
    mind: mindOf(canaryOf(manner, index), HABITS[manner].acts),
  }))
}

function mindOf(canary: string, acts: Habit['acts']): Mind {
  let nth = 0
  return {
    answer() {
      const line = `${canary}: ${LINES[nth] ?? `I have said it all, ${nth} times.`}`
      return acts(line, nth++)
    },
    unsaid: () => 0,
    facts: () => [],
  }
}
