import { describe, expect, it } from 'vitest'
import {
  type DemoCounts,
  type DemoResult,
  resultObject,
  resultTable,
  succeeded,
} from '../../src/cli/demo/result.ts'

const counts: DemoCounts = {
  reportPosted: true,
  charts: 2,
  quotes: { rejected: 1, verified: 8, offered: 9 },
  people: 7,
  invited: 6,
  consented: 5,
  completed: 4,
  partial: 1,
  declined: 1,
  withdrawn: 0,
  unreachable: 0,
  open: 0,
  participantTurns: 40,
  interviewerTurns: 41,
  unsaid: 3,
  lost: 0,
  doubled: 0,
}
const result: DemoResult = {
  ...counts,
  model: 'simulated-interviewer',
  seconds: 9.5,
  platforms: { slack: counts },
}

const KEYS =
  'model people invited consented completed partial declined withdrawn unreachable open participantTurns interviewerTurns unsaid lost doubled quotes reportPosted charts seconds'

describe('the result of a demo', () => {
  it('has its keys in the promised order, and the same ones for each platform', () => {
    const object = JSON.parse(JSON.stringify(resultObject(result))) as Record<string, unknown>
    expect(Object.keys(object).join(' ')).toBe(`${KEYS} platforms`)
    expect(Object.keys(object.quotes as object)).toEqual(['offered', 'verified', 'rejected'])
    const { slack } = object.platforms as { slack: object }
    expect(Object.keys(slack).join(' ')).toBe(KEYS)
  })

  it('has nothing but numbers beside the model, the report and the platforms', () => {
    const { model, quotes, reportPosted, platforms, ...rest } = resultObject(result) as Record<
      string,
      unknown
    >
    expect([typeof model, typeof reportPosted, typeof platforms]).toEqual(['string', 'boolean', 'object'])
    for (const value of [...Object.values(rest), ...Object.values(quotes as object)])
      expect(value).toBeTypeOf('number')
  })

  it('is a success only with nothing lost, nothing doubled and the report posted', () => {
    expect(succeeded(counts)).toBe(true)
    expect(succeeded({ ...counts, lost: 1 })).toBe(false)
    expect(succeeded({ ...counts, doubled: 1 })).toBe(false)
    expect(succeeded({ ...counts, reportPosted: false })).toBe(false)
  })

  it('is a table with a column a platform and one for all', () => {
    const [head, people] = resultTable(result).split('\n')
    expect(head?.trim().split(/\s+/)).toEqual(['slack', 'all'])
    expect(people?.trim().split(/\s+/)).toEqual(['people', '7', '7'])
  })
})
