import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { InvalidInputError } from '../../../src/core/errors.ts'
import { InterviewPlan, planHash } from '../../../src/core/study/interview-plan.ts'
import { parseStudyFile } from '../../../src/core/study/study-file.ts'

const EXAMPLE = readFileSync(new URL('../../../examples/working-with-ai.yaml', import.meta.url), 'utf8')

function problemsOf(text: string): readonly string[] {
  try {
    parseStudyFile('study.yaml', text)
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message.split('\n')
    throw error
  }
  return []
}

describe('a study file', () => {
  it('becomes a plan', () => {
    expect(parseStudyFile('study.yaml', EXAMPLE).cohorts.map((cohort) => cohort.key)).toEqual([
      'workforce',
      'creatives',
      'scientists',
    ])
  })

  it('may be JSON as well', () => {
    const plan = parseStudyFile('study.yaml', EXAMPLE)
    expect(parseStudyFile('study.json', JSON.stringify(plan))).toEqual(plan)
  })

  it('tells every missing setting at once', () => {
    expect(problemsOf('title: x\ngoal: y\n')).toEqual(
      ['domain', 'asker', 'readers', 'contact', 'researchQuestions', 'cohorts'].map(
        (setting) => `study.yaml:1: ${setting}: is missing`,
      ),
    )
  })

  it('names line, place and mend of a fault inside', () => {
    const lines = EXAMPLE.split('\n')
    const line = lines.findIndex((each) => each.includes('priority: must'))
    lines[line] = lines[line]?.replace('must', 'always') ?? ''
    const [problem] = problemsOf(lines.join('\n'))
    expect(problem).toMatch(
      new RegExp(
        `^study\\.yaml:${line + 1}: cohorts\\[1\\]\\.sections\\[1\\]\\.questions\\[\\d\\]\\.priority: must be one of must, should, could$`,
      ),
    )
  })

  it('names a misspelt setting and its line', () => {
    expect(problemsOf(`${EXAMPLE}\nminuts: 12\n`)).toEqual([
      `study.yaml:${EXAMPLE.split('\n').length + 1}: minuts: no such setting; a misspelling?`,
    ])
  })

  it.each(['', '- a\n- b', 'just words', '42'])('says so of a file that is none: %j', (text) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining('not a study file')])
  })

  it('names the line where YAML breaks', () => {
    expect(problemsOf('title: x\ngoal: "open\n')).toEqual([
      expect.stringMatching(/^study\.yaml:\d+: not valid YAML: /),
    ])
  })
})

describe("a plan's hash", () => {
  it('does not depend on the order in which a file names things', () => {
    const plan = parseStudyFile('study.yaml', EXAMPLE)
    const turned = InterviewPlan.parse(Object.fromEntries(Object.entries(plan).reverse()))
    expect(planHash(turned)).toBe(planHash(plan))
  })

  it('changes with every word', () => {
    const plan = parseStudyFile('study.yaml', EXAMPLE)
    expect(planHash({ ...plan, goal: `${plan.goal} ` })).not.toBe(planHash(plan))
  })
})
