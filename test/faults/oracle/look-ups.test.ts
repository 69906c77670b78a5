import { describe, expect, it } from 'vitest'
import type { LogLine } from '../../../sim/seat.ts'
import { keysMadeStale, untold } from './look-ups.ts'

type Entry = Pick<LogLine, 'kind'> & Partial<LogLine>

const posted = (message: string, key = 'k1', text = 'Question?'): Entry => ({
  kind: 'message',
  fromBot: true,
  message,
  key,
  text,
})
const leftOut = (message: string, key = 'k1'): Entry => ({ kind: 'stale', message, key })

function logOf(...entries: readonly Entry[]): readonly LogLine[] {
  return entries.map((entry, seq) => ({
    seq,
    at: '2026-03-02T09:00:00Z',
    platform: 'slack',
    conversation: 'D1',
    ...entry,
  }))
}

describe('a copy is put down to a stale history', () => {
  it('if the first was left out between the two posts', () => {
    expect([...keysMadeStale(logOf(posted('1'), leftOut('1'), posted('2')))]).toEqual(['k1'])
  })

  it('not if the history left nothing out, whatever the bot says of its look-ups', () => {
    expect([...keysMadeStale(logOf(posted('1'), posted('2')))]).toEqual([])
  })

  it('not if the reading that left it out came after both, or of another message', () => {
    const lines = logOf(posted('1'), posted('2'), leftOut('1'), posted('3', 'k2'), leftOut('3', 'k2'))
    expect([...keysMadeStale(lines)]).toEqual([])
  })

  it('not where the later post is the next part of a long text', () => {
    const lines = logOf(posted('1', 'k1', 'Part one'), leftOut('1'), posted('2', 'k1', 'Part two'))
    expect([...keysMadeStale(lines)]).toEqual([])
  })
})

describe('sends that the platform did not tell of', () => {
  it('are settled once a look-up had an answer', () => {
    const lookUps = new Map([
      ['a', ['unknown', 'found']],
      ['b', ['absent']],
      ['c', ['unknown', 'unknown']],
    ])
    expect(untold(lookUps)).toEqual({ ambiguous: 3, reconciled: 2 })
  })
})
