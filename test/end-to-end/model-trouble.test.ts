import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Script, ScriptedReply } from '../../sim/claude/calls.ts'
import { InterviewPlan } from '../../src/core/study/interview-plan.ts'
import { PLAN } from '../core/interview/rehearsal.ts'
import { interviewed, type Participant } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { answersOf, usageOf } from './stage/stored.ts'
import { offering } from './stage/watching.ts'

/** What can become of a call, by the words in brackets at the end of an answer. */
const TROUBLE = {
  'told to come back in 2 s': { fault: '429', retryAfter: 2 },
  'told to come back in an hour': { fault: '429', retryAfter: 3_600 },
  'told to come back some time': { fault: '429' },
  overloaded: { fault: '529' },
  'limit spent': { fault: 'spend-limit' },
  'key refused': { fault: '401' },
  failing: { fault: '500' },
  'no answer ever': { fault: 'hang' },
  'first byte too late': { fault: 'slow-first-byte', waitMs: 60_000 },
  'word by word, too slowly': { fault: 'slow-drip', waitMs: 200 },
  'begun, then nothing': { fault: 'slow-drip', waitMs: 60_000 },
  'error in the middle': { fault: 'mid-stream-error' },
  'connection cut': { fault: 'cut' },
  'ended too early': { fault: 'ended-early' },
  refused: { fault: 'refusal' },
  truncated: { fault: 'truncated' },
  'not JSON': { fault: 'invalid-json' },
  empty: { fault: 'empty' },
  'another shape': { fault: 'off-contract' },
  'empty words': { output: turnSaying('  ', '') },
  'a question in German': {
    output: turnSaying(
      'Was hat sich seitdem an Ihrem Tag verändert?',
      'Was würden Sie vermissen, wenn es morgen weg wäre?',
    ),
  },
  English: { fault: 'wrong-language' },
} as const satisfies Record<string, ScriptedReply>
type Trouble = keyof typeof TROUBLE

/** English is no trouble in an English interview. */
const ALL = (Object.keys(TROUBLE) as Trouble[]).filter((trouble) => trouble !== 'English')

const IN_GERMAN = InterviewPlan.parse({
  ...PLAN,
  cohorts: PLAN.cohorts.map((cohort) => ({
    ...cohort,
    sections: [
      {
        title: 'Anfang',
        questions: [
          {
            id: 'q1',
            ask: {
              en: 'Which tool did you start to use lately?',
              de: 'Welches Werkzeug nutzen Sie seit Kurzem?',
            },
            probes: [{ en: 'What led you to it?', de: 'Was hat Sie dazu gebracht?' }],
          },
        ],
      },
    ],
  })),
})

/** What a model that is well asks next. */
const WELL = 'How did the others take to his list?'

/** The model gets into trouble with every answer that names one, and what it mends is no better. */
const troubled: Script = ({ purpose, data }) => {
  const { answer } = data as { answer?: string }
  const { words, language } = data as { words?: string; language: string }
  if (purpose === 'rewrite-turn' && language === 'de') return { output: { words } }
  if (purpose === 'rewrite-turn') return { output: { words: 'Wie kam es dazu, und was geschah danach?' } }
  const trouble = /\(([^)]+)\)$/.exec(answer ?? '')?.[1]
  return trouble ? TROUBLE[trouble as Trouble] : { output: turnSaying(WELL, WELL) }
}

function turnSaying(probe: string, ask: string) {
  const reading = {
    substance: 'thin',
    refused: false,
    confused: false,
    offTopic: false,
    distressed: false,
    asksBot: 'nothing',
    wants: 'continue',
  }
  return { reading, probe, ask, clarify: null }
}

const answerWith = (trouble: Trouble) =>
  `We took up a planner in May, because the lists never matched. (${trouble})`

/** Far shorter than a person's patience in these tests, far longer than a healthy call. */
const TURN_DEADLINE_MS = 1_000

/** The plan's own words, in the order in which they are due when the model never helps: probe, question, and so on. */
const BY_THE_PLAN = [
  'What led you to it?',
  'What changed in your day since then?',
  'When did you notice?',
  'What would you miss without it?',
  'Before we close: is there anything I should have asked and did not?',
]

/** What the bot said to them, since they had seen so much. */
const heardSince = ({ watch }: Participant, before: number) =>
  watch.sights
    .slice(before)
    .filter(
      (sight) => sight.kind !== 'typing' && (sight.kind !== 'message' || (sight.fromBot && sight.direct)),
    )
    .map((sight) => (sight.kind === 'message' ? sight.text : sight.kind))

describe.each(['slack', 'discord'] as const)('a model in trouble, on %s', (platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(platform, { turnDeadlineMs: TURN_DEADLINE_MS })
    bot.claude.setScript(troubled)
  })
  afterAll(() => bot.close())

  it.concurrent.each(ALL)(
    "(%s) shows one reply an answer, the plan's probe and then its next question, and is used again when it is well",
    async (trouble) => {
      const person = await interviewed(bot)
      const before = person.watch.sights.length
      await person.answer(answerWith(trouble))
      await person.answer(answerWith(trouble))
      await person.answer('The foreman told us to.')
      expect(heardSince(person, before)).toEqual([BY_THE_PLAN[0], BY_THE_PLAN[1], WELL])
      expect(await answersOf(bot, person)).toEqual([
        answerWith(trouble),
        answerWith(trouble),
        'The foreman told us to.',
      ])
    },
  )

  it('that never gets out of it leads through all of the plan to the closing ratings', async () => {
    const person = await interviewed(bot)
    const before = person.watch.sights.length
    for (const trouble of ALL.slice(-BY_THE_PLAN.length)) await person.answer(answerWith(trouble))
    expect(heardSince(person, before)).toEqual(BY_THE_PLAN)
    await person.say(answerWith('overloaded'))
    await person.watch.next(offering('survey:'), 'the closing ratings')
  })

  it('counts what calls used that came to nothing, where the model had begun', async () => {
    const person = await interviewed(bot)
    for (const trouble of [
      'connection cut',
      'overloaded',
      'error in the middle',
      'no answer ever',
      'refused',
    ] as const)
      await person.answer(answerWith(trouble))
    expect((await usageOf(bot, person)).map((row) => row.input_tokens > 0)).toEqual([true, true, true])
  })

  it('that asks in English in a German interview leaves the person with the German words of the plan', async () => {
    const person = await interviewed(bot, { locale: 'de', plan: IN_GERMAN })
    const before = person.watch.sights.length
    await person.answer(
      'Wir haben im Mai einen gemeinsamen Plan eingeführt, weil die Listen nie stimmten. (English)',
    )
    expect(heardSince(person, before)).toEqual(['Was hat Sie dazu gebracht?'])
    expect((await usageOf(bot, person)).map((row) => row.purpose)).toEqual(['interview-turn', 'rewrite-turn'])
  })
})
