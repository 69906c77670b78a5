import type { PlanDraft } from '../../../../src/core/study/prompts.ts'

export type DraftCohort = PlanDraft['cohorts'][number]
export type DraftQuestion = DraftCohort['sections'][number]['questions'][number]

export type QuestionWords = readonly [
  ask: string,
  probe: string,
  priority: DraftQuestion['priority'],
  serves: string,
  hint: string,
]

/** A plan's stock words; `{topic}` is what the study is about, `{cohort}` the cohort's name. */
export interface PlanWords {
  readonly researchQuestions: readonly string[]
  readonly opening: string
  readonly closing: string
  readonly sections: readonly { readonly title: string; readonly questions: readonly QuestionWords[] }[]
  readonly hypotheses: readonly string[]
  readonly before: readonly {
    readonly id: string
    readonly ask: string
    readonly options: readonly string[]
  }[]
  readonly after: {
    readonly satisfied: string
    readonly captured: string
    readonly recommend: string
    readonly low: string
    readonly high: string
  }
  readonly about: (topic: string) => string
  readonly aboutProbe: string
  readonly nothing: string
}

export const ENGLISH: PlanWords = {
  researchQuestions: [
    'How does {topic} show in everyday work today?',
    'What do people gain by it, what does it cost them?',
    'What do people expect of it in the coming years?',
  ],
  opening: 'I would like to hear how {topic} looks from where you stand. There are no right answers.',
  closing: 'What should I have asked about {topic} and did not?',
  sections: [
    {
      title: 'Everyday work',
      questions: [
        [
          'What does an ordinary week look like for you when it comes to {topic}?',
          'Which day of last week shows that best?',
          'must',
          'rq1',
          'tasks by name, how often',
        ],
        [
          'Which part of it takes most of your attention?',
          'What makes that part so demanding?',
          'should',
          'rq1',
          'effort, strain, interest',
        ],
      ],
    },
    {
      title: 'Experience',
      questions: [
        [
          'What happened the last time {topic} mattered in your day?',
          'What did you do next?',
          'must',
          'rq1',
          'one real event, step by step',
        ],
        [
          'What has changed for you over the past year?',
          'What brought that change about?',
          'should',
          'rq2',
          'before, after, who decided',
        ],
        [
          'How do the people around you see it?',
          'How does that affect what you tell them?',
          'should',
          'rq2',
          'colleagues, rules, openness',
        ],
        [
          'What keeps you from relying on it more?',
          'When did you last notice that?',
          'must',
          'rq2',
          'errors met, checks, doubts',
        ],
      ],
    },
    {
      title: 'Looking ahead',
      questions: [
        [
          'How do you expect {topic} to look for you in five years?',
          'What are you doing about that today?',
          'must',
          'rq3',
          'hopes, worries, plans',
        ],
        [
          'What should I have asked you about {topic}?',
          'What would you have answered?',
          'could',
          'rq3',
          'whatever is missing',
        ],
      ],
    },
  ],
  hypotheses: [
    '{cohort}: people with more practice name fewer worries.',
    '{cohort}: what people gain is named earlier in the conversation than what it costs.',
  ],
  before: [
    {
      id: 'occupation',
      ask: 'Which of these comes closest to your work?',
      options: ['Office', 'Education', 'Health', 'Technology', 'Research', 'Arts', 'Trades', 'Other'],
    },
    {
      id: 'practice',
      ask: 'For how long have you dealt with {topic}?',
      options: ['Less than a year', 'Up to three years', 'Longer'],
    },
  ],
  after: {
    satisfied: 'How satisfied are you with this interview?',
    captured: 'How well did this interview capture your thoughts on {topic}?',
    recommend: 'Would you recommend an interview like this to someone else?',
    low: 'not at all',
    high: 'very',
  },
  about: (topic) => `What part does ${topic} play in your work?`,
  aboutProbe: 'What was a recent moment when that showed?',
  nothing: 'Nothing was changed: the rules of the simulated model did not recognise the request.',
}

export const GERMAN: PlanWords = {
  researchQuestions: [
    'Wie zeigt sich {topic} heute im Arbeitsalltag?',
    'Was gewinnen die Menschen dadurch, was kostet es sie?',
    'Was erwarten die Menschen davon in den kommenden Jahren?',
  ],
  opening: 'Ich möchte hören, wie {topic} von deiner Warte aussieht. Richtige Antworten gibt es nicht.',
  closing: 'Was hätte ich zu {topic} noch fragen sollen?',
  sections: [
    {
      title: 'Alltag',
      questions: [
        [
          'Wie sieht eine gewöhnliche Woche für dich aus, was {topic} angeht?',
          'Welcher Tag der letzten Woche zeigt das am besten?',
          'must',
          'rq1',
          'Aufgaben, wie oft',
        ],
        [
          'Welcher Teil davon verlangt dir am meisten ab?',
          'Was macht diesen Teil so fordernd?',
          'should',
          'rq1',
          'Aufwand, Belastung',
        ],
      ],
    },
    {
      title: 'Erfahrung',
      questions: [
        [
          'Was ist passiert, als {topic} zuletzt in deinem Tag wichtig wurde?',
          'Was hast du danach getan?',
          'must',
          'rq1',
          'ein wirkliches Ereignis',
        ],
        [
          'Was hat sich im letzten Jahr für dich verändert?',
          'Wodurch kam das?',
          'should',
          'rq2',
          'vorher, nachher',
        ],
        [
          'Wie sehen das die Menschen um dich herum?',
          'Wie wirkt sich das darauf aus, was du ihnen erzählst?',
          'should',
          'rq2',
          'Kollegium, Regeln',
        ],
        [
          'Was hält dich davon ab, dich mehr darauf zu verlassen?',
          'Wann ist dir das zuletzt aufgefallen?',
          'must',
          'rq2',
          'Fehler, Prüfen, Zweifel',
        ],
      ],
    },
    {
      title: 'Ausblick',
      questions: [
        [
          'Wie wird {topic} in fünf Jahren für dich aussehen?',
          'Was tust du heute schon dafür?',
          'must',
          'rq3',
          'Hoffnungen, Sorgen, Pläne',
        ],
        [
          'Was hätte ich dich zu {topic} noch fragen sollen?',
          'Was hättest du geantwortet?',
          'could',
          'rq3',
          'was fehlt',
        ],
      ],
    },
  ],
  hypotheses: [
    '{cohort}: Wer mehr Übung hat, nennt weniger Sorgen.',
    '{cohort}: Gewinne werden früher im Gespräch genannt als Kosten.',
  ],
  before: [
    {
      id: 'occupation',
      ask: 'Was davon kommt deiner Arbeit am nächsten?',
      options: ['Büro', 'Bildung', 'Gesundheit', 'Technik', 'Forschung', 'Kunst', 'Handwerk', 'Anderes'],
    },
    {
      id: 'practice',
      ask: 'Wie lange hast du schon mit {topic} zu tun?',
      options: ['Weniger als ein Jahr', 'Bis zu drei Jahre', 'Länger'],
    },
  ],
  after: {
    satisfied: 'Wie zufrieden bist du mit diesem Interview?',
    captured: 'Wie gut hat dieses Interview deine Gedanken zu {topic} erfasst?',
    recommend: 'Würdest du jemand anderem ein solches Interview empfehlen?',
    low: 'gar nicht',
    high: 'sehr',
  },
  about: (topic) => `Welche Rolle spielt ${topic} in deiner Arbeit?`,
  aboutProbe: 'In welchem Moment hat sich das zuletzt gezeigt?',
  nothing: 'Nichts wurde geändert: Die Regeln des simulierten Modells haben den Wunsch nicht erkannt.',
}
