import type { Act, EndState, Mind, Person } from '../../../sim/people/person.ts'

const LINES = [
  'A paper planner, since March.',
  'My sister showed me hers and I liked how calm it looked.',
  'I write the day down in the morning and cross things out.',
  'I noticed it in the second week, when I forgot nothing.',
  'Nothing more comes to my mind, it simply works.',
  'That is all there is to say about my planner.',
]

const TALKERS = 3
const HESITANT = 7

const said = (text: string): Act => ({ do: 'say', text })

/** How each of them answers the n-th question. */
const MANNERS: readonly {
  readonly name: string
  readonly end: EndState
  readonly acts: (line: string, nth: number) => readonly Act[]
}[] = [
  { name: 'Ada Plain', end: 'completed', acts: (line) => [said(line)] },
  {
    name: 'Bo Burst',
    end: 'completed',
    acts: (line, nth) => [said(line), said(`And one thing more, number ${nth + 1}.`)],
  },
  {
    name: 'Cem Edits',
    end: 'completed',
    acts: (line) => [
      said(line),
      { do: 'wait', times: 1 },
      { do: 'edit', text: `${line} At least I think so.` },
    ],
  },
  {
    name: 'Dee Leaves',
    end: 'withdrawn',
    acts: (line, nth) => [said(nth === 1 ? 'delete my data' : line)],
  },
]

/** Four simulated people; `onQuestion` is called whenever one of them reads a question. */
export function fourPeople(platform: Person['platform'], onQuestion: () => void): readonly Person[] {
  return MANNERS.map(({ name, end, acts }) => ({
    platform,
    name,
    locale: 'en-US',
    zone: 'Europe/London',
    cohort: 'all',
    persona: name,
    expected: [end],
    closedDirect: false,
    consent: { takesPart: true, readsMore: false, allow: ['quotes'] },
    survey: { often: '3', recommend: 'yes' },
    resumes: 'button',
    mind: mindOf(name, acts, onQuestion),
  }))
}

function mindOf(
  name: string,
  acts: (line: string, nth: number) => readonly Act[],
  onQuestion: () => void,
): Mind {
  let nth = 0
  return {
    answer() {
      onQuestion()
      // Words of their own: a message that turns up with somebody else would be noticed.
      const line = `${name}: ${LINES[nth] ?? `I have said it all, ${nth} times.`}`
      return acts(line, nth++)
    },
    unsaid: () => 0,
    facts: () => [],
  }
}

/** Simulated people who take part, rate, read the first question and leave it at that. */
export function peopleWhoFallSilent(platform: Person['platform'], count: number): readonly Person[] {
  return Array.from({ length: count }, (_, index) => ({
    platform,
    name: `Person ${index + 1}`,
    locale: 'en-US',
    zone: 'Europe/London',
    cohort: 'all',
    persona: 'silent',
    expected: ['partial'],
    closedDirect: false,
    consent: { takesPart: true, readsMore: false, allow: [] },
    survey: { often: '3' },
    resumes: 'button',
    mind: { answer: () => [], unsaid: () => 0, facts: () => [] },
  }))
}

/**
 * Simulated people whose study meets a long trouble: talkers say something again and again, `everyMs` apart, once they
 * read their first question; the others take their time with the card, the form and the ratings.
 */
export function peopleInTrouble(
  platform: Person['platform'],
  everyMs: number,
  onQuestion: () => void,
): { readonly people: readonly Person[]; readonly reactMs: (nth: number) => number } {
  const reactMs = (nth: number) => (nth < TALKERS ? 60 : 350 * (nth - TALKERS + 1))
  const talk = (index: number) => (line: string, nth: number) =>
    nth > 0
      ? [said(line)]
      : ['First', 'Second', 'Third', 'Last'].flatMap<Act>((word) => [
          said(`${word}: ${line}`),
          { do: 'wait', times: everyMs / reactMs(index) },
        ])
  const people = Array.from({ length: TALKERS + HESITANT }, (_, index): Person => {
    const name = `${index < TALKERS ? 'Talker' : 'Hesitant'} ${index + 1}`
    return {
      platform,
      name,
      locale: 'en-US',
      zone: 'Europe/London',
      cohort: 'all',
      persona: name,
      expected: ['completed'],
      closedDirect: false,
      consent: { takesPart: true, readsMore: false, allow: index % 2 === 0 ? ['quotes'] : [] },
      survey: { often: '3', recommend: 'yes' },
      resumes: 'button',
      mind: mindOf(name, index < TALKERS ? talk(index) : (line) => [said(line)], onQuestion),
    }
  })
  return { people, reactMs }
}
