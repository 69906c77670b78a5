import type { FoundCode, StudyInterview, StudyMaterial } from '../../../src/core/ports/analysis-store.ts'
import { InterviewPlan } from '../../../src/core/study/interview-plan.ts'

/** An invented study on a new rota tool, with as many invented people as a test wants. */
export const plan = InterviewPlan.parse({
  title: 'The new rota tool',
  goal: 'Learn how the new rota tool changes the week of those who work by it.',
  domain: 'the rota tool',
  asker: 'Rota team',
  readers: 'three people of the rota team',
  contact: '#rota-help',
  researchQuestions: [
    { id: 'week', text: 'How does the tool change people\u2019s week?' },
    { id: 'trust', text: 'What makes people trust or distrust it?' },
  ],
  cohorts: [
    {
      key: 'ward',
      name: 'Ward staff',
      goal: 'Learn how it feels to be planned by it.',
      sections: [{ title: 'Week', questions: [{ id: 'q1', ask: 'How was your last week?' }] }],
    },
    {
      key: 'office',
      name: 'Planning office',
      goal: 'Learn how it feels to plan with it.',
      sections: [{ title: 'Week', questions: [{ id: 'q1', ask: 'How was your last week?' }] }],
    },
  ],
  surveyBefore: [
    {
      kind: 'choice',
      id: 'occupation',
      ask: 'What do you do?',
      options: [
        { value: 'nurse', label: 'Nurse' },
        { value: 'porter', label: 'Porter' },
        { value: 'planner', label: 'Planner' },
        { value: 'physio', label: 'Physiotherapist' },
      ],
    },
    {
      kind: 'choice',
      id: 'use',
      ask: 'Does the tool help you decide or decide for you?',
      options: [
        { value: 'helps', label: 'It helps me decide' },
        { value: 'decides', label: 'It decides for me' },
        { value: 'unsure', label: 'Hard to say' },
      ],
    },
  ],
  surveyAfter: [
    {
      kind: 'scale',
      id: 'satisfied',
      ask: 'How satisfied are you with this interview?',
      low: 'not at all',
      high: 'fully',
    },
    {
      kind: 'scale',
      id: 'captured',
      ask: 'How well did it capture your thoughts on {domain}?',
      low: 'not at all',
      high: 'fully',
    },
    { kind: 'yes-no', id: 'recommend', ask: 'Would you recommend taking part?' },
  ],
  classification: {
    item: 'use',
    baseline: { source: 'invented rota survey, 400 wards', shares: { helps: 47, decides: 49 } },
  },
  codes: [
    code('lost-say', 'Losing a say in one\u2019s own week', -2),
    code('late-changes', 'Changes come too late to plan around', -1),
    code('blame', 'Being blamed for what the tool did', -1),
    code('two-systems', 'Keeping a paper copy beside it', 0),
    code('fairness', 'Nights and weekends shared more fairly', 1),
    code('free-time', 'Time won for patients or for home', 2),
  ],
})

function code(key: string, label: string, polarity: number) {
  return {
    key,
    label,
    definition: `The person tells of ${label.toLowerCase()}, from their own experience.`,
    include: 'their own weeks and those of their team',
    exclude: 'hearsay from other places',
    polarity,
  }
}

export const quoteWords: Readonly<Record<string, string>> = {
  'lost-say': 'I used to swap shifts over a coffee, now a screen tells me no and nobody can say why.',
  'late-changes': 'It moved my Sunday on the Friday evening, and by then the sitter had gone.',
  blame: 'They look at me as if I had put them on nights.',
  'two-systems': 'I still keep the paper plan in my locker, just in case it changes overnight.',
  fairness: 'For the first time everyone has the same number of bank holidays.',
  'free-time': 'I get home twenty minutes earlier and I am not phoning around anymore.',
}

const EMOTIONS = ['hope', 'worry', 'satisfaction', 'frustration', 'relief', 'trust']
const OCCUPATIONS = ['nurse', 'porter', 'planner', 'physio']

/** Deterministic: the `index`-th invented person. `codes` and `emotions` are what their interview expresses. */
export function person(index: number, change: Partial<StudyInterview> = {}): StudyInterview {
  const codes = plan.codes.filter((_, at) => (index * 7 + at * 5) % 12 < 6 - at / 2).map((each) => each.key)
  const emotions = EMOTIONS.filter((_, at) => (index * 5 + at * 3) % 7 < 3 + (at % 2))
  return {
    id: id('1', index),
    cohort: index % 3 === 2 ? 'office' : 'ward',
    state: 'completed',
    consented: true,
    quotes: true,
    survey: {
      occupation: OCCUPATIONS[index % 3 === 2 ? 2 : index % 9 === 0 ? 3 : index % 2] ?? 'nurse',
      use: index % 5 < 3 ? 'helps' : index % 5 === 3 ? 'decides' : 'unsure',
      satisfied: `${[7, 6, 7, 5, 4, 6, 7, 3][index % 8]}`,
      captured: `${[6, 6, 7, 5, 7, 6, 7, 4][index % 8]}`,
      recommend: index % 4 === 3 ? 'no' : 'yes',
    },
    surveyedAt: new Date('2026-03-02T10:00:00Z'),
    answers: 9,
    lastHeardAt: new Date('2026-03-02T10:00:00Z'),
    wordsChangedAt: new Date('2026-03-02T09:50:00Z'),
    editedAt: null,
    reading: {
      id: id('2', index),
      coder: 'stand-in-1',
      simulated: true,
      codedAt: new Date('2026-03-02T22:00:00Z'),
      offered: 8,
      verified: 7,
      rejected: 1,
      found: [
        ...codes.map((key) => found('code', key, index)),
        ...emotions.map((key) => found('emotion', key, index)),
      ],
    },
    ...change,
  }
}

export function found(kind: FoundCode['kind'], key: string, index: number): FoundCode {
  const words = quoteWords[key] ?? `what I felt was ${key}, more or less`
  return {
    kind,
    key,
    intensity: 1 + (index % 3),
    quotes: [{ turn: id('3', index * 20 + key.length), start: 0, end: words.length, words }],
  }
}

export function id(kind: string, index: number): string {
  return `00000000-0000-7000-800${kind}-${index.toString().padStart(12, '0')}`
}

/** `count` interviews, and some people who never began. */
export function study(count: number, change: Partial<StudyMaterial> = {}): StudyMaterial {
  const waiting = Array.from({ length: 12 }, (_, at) =>
    person(1000 + at, {
      state: (['invited', 'invited', 'expired', 'declined'] as const)[at % 4] ?? 'invited',
      consented: false,
      reading: undefined,
      answers: 0,
      survey: {},
      surveyedAt: null,
    }),
  )
  return {
    study: { id: id('0', 1), title: plan.title, goal: plan.goal },
    plan,
    planNumber: 3,
    planHash: 'a'.repeat(64),
    sites: [
      { platform: 'slack', workspace: 'T1', conversation: 'C1' },
      { platform: 'discord', workspace: 'A1', conversation: 'D1' },
    ],
    codebook: {
      id: id('4', 1),
      number: 1,
      codes: plan.codes,
      origin: 'plan',
      model: null,
      promptVersion: null,
    },
    interviews: [...Array.from({ length: count }, (_, index) => person(index)), ...waiting],
    earlier: undefined,
    earlierSplits: [],
    ...change,
  }
}

export const takenAt = new Date('2026-03-03T06:00:00Z')
export const standIn = { id: 'stand-in-1', simulated: true }
