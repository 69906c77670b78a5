import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import {
  answerQuestions,
  type CodeInterviewData,
  codeInterview,
  draftCodebook,
} from '../../../src/core/analysis/prompts.ts'
import { answered, key, talk } from './arbitraries.ts'

const STUDY = parse(
  readFileSync(new URL('../../../examples/working-with-ai.yaml', import.meta.url), 'utf8'),
) as {
  codes: CodeInterviewData['codes']
}

function coded(words: string, change: Partial<CodeInterviewData> = {}, seed = 1) {
  return answered(
    codeInterview,
    {
      codes: STUDY.codes,
      emotions: ['hope', 'worry', 'relief', 'trust', 'frustration'],
      classification: null,
      turns: [
        { turn: 't1', speaker: 'interviewer', words: 'Does it save you time or do you check every line?' },
        { turn: 't2', speaker: 'participant', words },
      ],
      ...change,
    },
    seed,
  )
}

function presentIn(words: string): readonly string[] {
  // Weak evidence is passed over now and then; three seeds are not unlucky together.
  const runs = [1, 2, 3].map((seed) => coded(words, {}, seed).codings.filter(({ present }) => present))
  return [...new Set(runs.flat().map(({ code }) => code))]
}

describe('the simulated coder', () => {
  it.each([
    ['It saves me about five hours a week, and the quality is better work.', ['time-saved', 'better-work']],
    ['I double-check every figure before I send it on to anyone.', ['checking-effort']],
    ['Es spart mir bestimmt vier Stunden in der Woche, das ist viel.', ['time-saved']],
    ['Nobody here ever talks much about the weather or the canteen.', []],
  ])('finds the codes in "%s"', (words, expected) => {
    expect([...presentIn(words)].sort()).toEqual([...expected].sort())
  })

  it('decides on every code and emotion, quoting participants only, with quotes for what is present', () => {
    const data: fc.Arbitrary<CodeInterviewData> = fc.record({
      codes: fc.array(fc.record({ key, label: talk, definition: talk, include: talk, exclude: talk }), {
        maxLength: 5,
      }),
      emotions: fc.uniqueArray(fc.constantFrom('hope', 'worry', 'relief', 'zest'), { maxLength: 4 }),
      classification: fc.option(
        fc.record({
          question: talk,
          options: fc.array(fc.record({ value: key, label: talk }), { maxLength: 3 }),
        }),
      ),
      turns: fc.array(
        fc.record({
          turn: fc.constantFrom('t1', 't2', 't3'),
          speaker: fc.constantFrom('interviewer' as const, 'participant' as const),
          words: talk,
        }),
        { maxLength: 6 },
      ),
    })
    fc.assert(
      fc.property(data, (interview) => {
        const output = answered(codeInterview, interview)
        expect(output.codings.map(({ code }) => code)).toEqual(interview.codes.map((code) => code.key))
        expect(output.emotions.map(({ emotion }) => emotion)).toEqual(interview.emotions)
        const spoke = new Set(interview.turns.filter((t) => t.speaker === 'participant').map((t) => t.turn))
        for (const { present, intensity, quotes } of output.codings) {
          expect(quotes.length > 0).toBe(present)
          expect(intensity > 0).toBe(present)
          for (const quote of quotes) expect(spoke.has(quote.turn)).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('quotes letter by letter, but for the few quotes it alters on purpose', () => {
    const quotes = Array.from({ length: 600 }, (_, n) => {
      const words = `In week ${n} it saves me hours of work. I double-check every number, though!`
      return coded(words).codings.flatMap((coding) =>
        coding.quotes.map((quote) => words.includes(quote.words)),
      )
    }).flat()
    const altered = quotes.filter((verbatim) => !verbatim).length / quotes.length
    expect(quotes.length).toBeGreaterThan(1_000)
    expect(altered).toBeGreaterThan(0.005)
    expect(altered).toBeLessThan(0.045)
  })

  it('reads emotions, and not those denied', () => {
    const felt = (words: string) =>
      coded(words)
        .emotions.filter((e) => e.intensity > 0)
        .map((e) => e.emotion)
    expect(felt('I am relieved that the worst of it is off my desk.')).toEqual(['relief'])
    expect(felt('Ich mache mir große Sorgen um die Stelle meiner Kollegin.')).toEqual(['worry'])
    expect(felt("I don't trust it with numbers at all, ever.")).toEqual([])
  })

  it('drafts a codebook from what several people say, which then finds them', () => {
    const said = [
      'The schedule is better now.',
      'My schedule got worse with it.',
      'Schedules change daily here.',
      'I like tea.',
    ]
    const { codes } = answered(draftCodebook, {
      goal: 'Learn about shifts',
      researchQuestions: [],
      interviews: said.map((words, n) => ({ interview: `i${n}`, turns: [{ turn: 't1', words }] })),
    })
    expect(codes.map((code) => code.key)).toContain('schedule')
    expect(codes.length).toBeLessThanOrEqual(12)
    const found = coded('I look at the schedules every single morning. The schedule decides.', { codes })
    expect(found.codings.find(({ code }) => code === 'schedule')?.present).toBe(true)
  })

  it('answers every question from the evidence, without a number', () => {
    const evidence = fc.array(
      fc.record({
        code: key,
        label: talk,
        definition: talk,
        interviews: fc.nat(9),
        of: fc.constant(9),
        quotes: fc.array(talk),
      }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(evidence, talk, (found, text) => {
        const { answers } = answered(answerQuestions, { questions: [{ id: 'rq1', text }], evidence: found })
        expect(answers).toHaveLength(1)
        expect(answers[0]?.answer).not.toMatch(/\p{N}/u)
        const known = new Set(found.map(({ code }) => code))
        for (const code of answers[0]?.codes ?? []) expect(known.has(code)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})
