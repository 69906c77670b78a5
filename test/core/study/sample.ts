import { InterviewPlan } from '../../../src/core/study/interview-plan.ts'
import type { PlanDraft } from '../../../src/core/study/prompts.ts'

/** A small study file. */
export const STUDY_FILE = `
title: Night shifts
goal: Learn how nurses live with night shifts.
domain: { en: night shifts, de: Nachtschichten }
languages: [en, de]
asker: Ward Studies
readers: two researchers
contact: ada@ward.example
researchQuestions: [{ id: sleep, text: How do they sleep? }]
cohorts:
  - key: nurses
    name: Nurses
    goal: Learn how they sleep.
    hypotheses: [They sleep less in winter.]
    sections:
      - title: Sleep
        questions:
          - id: day
            ask: { en: How do you sleep after a night shift?, de: Wie schlafen Sie nach einer Nachtschicht? }
            priority: must
            serves: sleep
            probes: [{ en: What wakes you?, de: Was weckt Sie? }]
          - { id: food, ask: { en: What do you eat at night?, de: Was essen Sie nachts? } }
surveyBefore:
  - kind: choice
    id: ward
    ask: { en: Which ward?, de: Welche Station? }
    options: [{ value: icu, label: { en: Intensive care, de: Intensivstation } }, { value: other, label: Other }]
`

export const DRAFT: PlanDraft = {
  domain: 'night shifts',
  researchQuestions: [{ id: 'rq1', text: 'How do they sleep?' }],
  cohorts: [
    {
      key: 'everyone',
      opening: 'Thank you for taking the time.',
      sections: [
        {
          title: 'Sleep',
          questions: [
            {
              id: 'q1',
              ask: 'How do you sleep after a night shift?',
              priority: 'must',
              serves: 'rq1',
              probes: ['What wakes you?'],
              hints: ['noise'],
            },
          ],
        },
      ],
      hypotheses: ['They sleep less in winter.'],
    },
  ],
  surveyBefore: [
    {
      id: 'role',
      ask: 'What is your role?',
      kind: 'choice',
      low: null,
      high: null,
      options: ['Nurse', 'Doctor'],
    },
  ],
  surveyAfter: [
    {
      id: 'satisfied',
      ask: 'How satisfied are you?',
      kind: 'scale',
      low: 'not at all',
      high: 'very',
      options: [],
    },
  ],
  closing: 'Thank you.',
}

export const SMALL_PLAN = InterviewPlan.parse({
  title: 'Night shifts',
  goal: 'Learn how nurses live with night shifts.',
  domain: 'night shifts',
  asker: 'Ward Studies',
  readers: 'two researchers',
  contact: 'ada@ward.example',
  researchQuestions: [{ id: 'sleep', text: 'How do they sleep?' }],
  cohorts: [
    {
      key: 'nurses',
      name: 'Nurses',
      goal: 'Learn how they sleep.',
      sections: [
        { title: 'Sleep', questions: [{ id: 'day', ask: 'How do you sleep after a night shift?' }] },
      ],
    },
  ],
})
