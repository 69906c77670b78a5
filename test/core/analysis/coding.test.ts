import { describe, expect, it } from 'vitest'
import { codesFromDraft, sameCodes, sampleForCodebook } from '../../../src/core/analysis/codebook.ts'
import { verifiedReading } from '../../../src/core/analysis/coding.ts'
import type { CodeInterviewOutput } from '../../../src/core/analysis/prompts.ts'
import type { Turn } from '../../../src/core/interview/transcript.ts'
import { plan } from './invented-study.ts'

function turn(sequence: number, speaker: Turn['speaker'], words: string): Turn {
  const kind = speaker === 'participant' ? 'answer' : 'question'
  const saidAt = new Date('2026-03-02T09:00:00Z')
  return {
    id: `turn-${sequence}`,
    sequence,
    speaker,
    kind,
    words,
    questionId: 'q1',
    move: null,
    saidAt,
    deleted: false,
  }
}

const turns = [
  turn(1, 'interviewer', 'How was your last week with the tool?'),
  turn(2, 'participant', 'It moved my Sunday on the Friday evening, and nobody could say why.'),
]
const codes = { codes: plan.codes.slice(0, 3), emotions: ['hope', 'worry'] }
const [first, second, third] = plan.codes.map((code) => code.key)

type Coding = CodeInterviewOutput['codings'][number]

function coding(change: Partial<Coding>): Coding {
  return { code: first ?? '', rationale: 'because', present: true, intensity: 2, quotes: [], ...change }
}

function read(codings: readonly Coding[], emotions: CodeInterviewOutput['emotions'] = []) {
  return verifiedReading({ codings: [...codings], emotions, classification: null }, codes, turns)
}

describe('what the model read in an interview', () => {
  it('becomes one decision for every code and emotion, with quotes as offsets into the turn', () => {
    const reading = read(
      [coding({ quotes: [{ turn: 't2', words: 'moved my Sunday on the Friday evening' }] })],
      [{ emotion: 'worry', intensity: 1, quotes: [{ turn: 't2', words: 'nobody could say why' }] }],
    )
    expect(reading.rows.map(({ kind, key, present, intensity }) => [kind, key, present, intensity])).toEqual([
      ['code', first, true, 2],
      ['code', second, false, 0],
      ['code', third, false, 0],
      ['emotion', 'hope', false, 0],
      ['emotion', 'worry', true, 1],
    ])
    expect(reading.rows[0]?.quotes).toEqual([{ turn: 'turn-2', start: 3, end: 40 }])
    expect(reading).toMatchObject({ offered: 2, verified: 2, rejected: 0 })
  })

  it('does not count as present what no quote bears out; rejected quotes are counted', () => {
    const reading = read([
      coding({ quotes: [{ turn: 't2', words: 'it stole my whole Sunday' }] }),
      coding({ code: second ?? '', quotes: [{ turn: 't1', words: 'How was your last week' }] }),
      coding({ code: third ?? '', quotes: [] }),
    ])
    expect(reading.rows.some((row) => row.present || row.intensity > 0)).toBe(false)
    expect(reading).toMatchObject({ offered: 2, verified: 0, rejected: 2 })
  })

  it('ignores codes nobody asked for, a quote given twice, and an intensity out of step', () => {
    const words = 'nobody could say why'
    const reading = read([
      coding({ code: 'made-up', quotes: [{ turn: 't2', words }] }),
      coding({
        intensity: 0,
        quotes: [
          { turn: 't2', words },
          { turn: 't2', words },
        ],
      }),
      coding({ code: second ?? '', present: false, intensity: 3, quotes: [{ turn: 't2', words }] }),
    ])
    expect(reading.rows[0]).toMatchObject({ present: true, intensity: 1 })
    expect(reading.rows[0]?.quotes).toHaveLength(1)
    expect(reading.rows[1]).toMatchObject({ present: false, intensity: 0, quotes: [] })
  })
})

describe('a codebook', () => {
  it('is drafted from a sample that takes the cohorts in turn', () => {
    const interviews = ['a', 'a', 'a', 'a', 'b', 'b'].map((cohort, index) => ({ cohort, index }))
    expect(sampleForCodebook(interviews, 5).map((each) => each.index)).toEqual([0, 4, 1, 5, 2])
  })

  it('takes from a draft what can be used, under well-formed keys', () => {
    const drafted = {
      label: 'Late changes',
      definition: 'Comes late.',
      include: '',
      exclude: '',
      polarity: -1 as const,
    }
    const codes = codesFromDraft({
      codes: [
        { ...drafted, key: 'Late Changes!' },
        { ...drafted, key: 'late-changes' },
        { ...drafted, key: '???' },
        { ...drafted, key: 'nothing', definition: '' },
      ],
    })
    expect(codes.map((code) => code.key)).toEqual(['late-changes'])
  })

  it('is the same only if every definition is', () => {
    const [changed, ...rest] = plan.codes
    if (!changed) throw new Error('the invented plan has no codes')
    expect(sameCodes(plan.codes, structuredClone(plan.codes))).toBe(true)
    expect(sameCodes(plan.codes, [{ ...changed, definition: 'Another.' }, ...rest])).toBe(false)
  })
})
