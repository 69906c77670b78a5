import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePeople } from '../../sim/people/people-file.ts'
import { splitLine } from '../../sim/people/split.ts'

const csv = (...rows: string[]) => ['transcript_id,text', ...rows].join('\n')

describe('a file of people', () => {
  it('gives the lines of each person in order, blank lines inside a line kept', () => {
    const text =
      'Assistant: Hello.\n\nShall we?\n\nUser: Yes.\n\nAI: What do you do?\n\nUser: I mend clocks.\n\nBig ones.\n\nUser: And small ones.'
    expect(parsePeople('p.csv', csv(`work_1,"${text}"`))).toEqual([
      { id: 'work_1', lines: ['Yes.', 'I mend clocks.\n\nBig ones.', 'And small ones.'] },
    ])
  })

  it.each([
    ['a missing column', 'id,text\na,"User: x"', 'p.csv:1: there is no column "transcript_id"'],
    ['a quote that is never closed', csv('a,"User: x"', 'b,"User: y'), 'p.csv:3: a quote is opened'],
    ['a row with a field too many', csv('a,"User: x"', 'b,User: y,z'), 'p.csv:3: the row does not have'],
    ['a row without turns', csv('a,"User: x"', 'b,"Hello"'), 'p.csv:3: the row "b" has no turn'],
    [
      'a second row of the same id',
      csv('a,"User: x"', 'a,"User: y"'),
      'p.csv:3: transcript_id "a" stands twice',
    ],
    ['an empty id', csv(',"User: x"'), 'p.csv:2: transcript_id is empty'],
    ['no rows', 'transcript_id,text\n', 'p.csv:1: the file has no rows'],
    ['nothing at all', '', 'p.csv:1: there is no column "transcript_id"'],
  ])('names the place of %s, in one line', (_, text, problem) => {
    let message = ''
    try {
      parsePeople('p.csv', text)
    } catch (error) {
      message = error instanceof Error ? error.message : ''
    }
    expect(message).toContain(problem)
    expect(message).not.toContain('\n')
  })

  it('counts the lines of fields that run over several', () => {
    const broken = csv('a,"AI: one\n\nUser: two\n\nAI: three"', 'b,"no turns\nat all"')
    expect(() => parsePeople('p.csv', broken)).toThrow('p.csv:7: the row "b"')
  })
})

describe('splitting a long line', () => {
  it('keeps every word, in order, in parts a client sends', () => {
    const words = fc.stringMatching(/^[a-zé.!?😀\n ]{0,300}$/u)
    fc.assert(
      fc.property(words, fc.integer({ min: 5, max: 60 }), (text, longest) => {
        const parts = splitLine(text, longest)
        const bare = (part: string) => part.replaceAll(/\s+/g, '')
        expect(bare(parts.join(''))).toBe(bare(text))
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(longest)
          expect(part).toBe(part.trim())
          expect(part.isWellFormed()).toBe(text.isWellFormed())
        }
      }),
    )
  })

  it('parts at a sentence where there is one', () => {
    expect(splitLine('One sentence here. Another one follows it.', 30)).toEqual([
      'One sentence here.',
      'Another one follows it.',
    ])
  })
})
