import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { inventedMind, inventedPeople } from '../../sim/people/invented.ts'
import type { Person } from '../../sim/people/person.ts'
import { MANNERS, type PersonaKey } from '../../sim/people/personas.ts'
import { chance } from '../../sim/people/random.ts'
import { CREATIVES } from '../../sim/people/stock/creatives.ts'
import { GERMAN } from '../../sim/people/stock/german.ts'
import { SCIENTISTS } from '../../sim/people/stock/scientists.ts'
import { TOPICS } from '../../sim/people/stock/statement.ts'
import { WORKFORCE } from '../../sim/people/stock/workforce.ts'
import { questionsOf } from '../../src/core/study/interview-plan.ts'
import { parseStudyFile } from '../../src/core/study/study-file.ts'

const both = ['slack', 'discord'] as const
const people = inventedPeople({ seed: 1, platforms: both })
const count = (of: (person: Person) => string) => {
  const counts: Record<string, number> = {}
  for (const person of people) counts[of(person)] = (counts[of(person)] ?? 0) + 1
  return counts
}
const said = (persona: PersonaKey, questions: number) => {
  const mind = inventedMind(persona, SCIENTISTS, chance(7))
  return Array.from({ length: questions }, () => mind.answer('What else?')).flatMap((acts) =>
    acts.flatMap((act) => (act.do === 'say' ? [act.text] : [])),
  )
}

describe('the invented people', () => {
  it('are 48, sixteen a cohort, over both platforms', () => {
    expect(count((p) => p.cohort)).toEqual({ workforce: 16, creatives: 16, scientists: 16 })
    expect(count((p) => p.platform).slack).toBeGreaterThan(20)
    expect(count((p) => p.platform).discord).toBeGreaterThan(20)
    expect(new Set(people.map((p) => p.name)).size).toBe(48)
  })

  it('are the same for the same seed and others for another', () => {
    const script = (seed: number) =>
      inventedPeople({ seed, platforms: both }).map((p) => [p.name, p.survey, p.mind.answer('Why?')])
    expect(script(5)).toEqual(script(5))
    expect(script(5)).not.toEqual(script(6))
  })

  it('end in the ways the study must cope with', () => {
    expect(count((p) => p.expected.join())).toEqual({
      completed: 38,
      partial: 4,
      declined: 3,
      withdrawn: 1,
      unreachable: 2,
    })
    expect(people.filter((p) => p.closedDirect).every((p) => p.platform === 'discord')).toBe(true)
  })

  it('are all reachable where nobody can close their direct messages', () => {
    const slackers = inventedPeople({ seed: 1, platforms: ['slack'] })
    expect(slackers).toHaveLength(48)
    expect(slackers.some((p) => p.closedDirect || p.expected.includes('unreachable'))).toBe(false)
  })

  it('allow quotes in about three of four cases', () => {
    const allowing = people.filter((p) => p.consent.allow.includes('quotes')).length
    expect(allowing).toBeGreaterThan(28)
    expect(allowing).toBeLessThan(44)
  })

  it('have at least ten different things to say, each in their manner', () => {
    const brief: readonly PersonaKey[] = ['stops-half-way', 'pauses', 'silent', 'withdraws']
    for (const persona of Object.keys(MANNERS) as PersonaKey[])
      if (!brief.includes(persona)) expect(new Set(said(persona, 14)).size).toBeGreaterThanOrEqual(10)
  })

  it('say what their persona is made for', () => {
    expect(said('stops-half-way', 5).at(-1)).toBe('stop')
    expect(said('pauses', 3).at(-1)).toBe('pause')
    expect(said('withdraws', 4).at(-1)).toBe('delete my data')
    expect(said('silent', 9)).toHaveLength(2)
    expect(said('bursts', 1).length).toBeGreaterThan(1)
  })

  it('plant only codes of the example study, and every one of them', async () => {
    const file = new URL('../../examples/working-with-ai.yaml', import.meta.url)
    const plan = parseStudyFile('example', await readFile(file, 'utf8'))
    const planted = [WORKFORCE, CREATIVES, SCIENTISTS, GERMAN].flatMap((stock) =>
      TOPICS.flatMap((topic) => stock[topic].flatMap((statement) => statement.facts)),
    )
    expect([...new Set(planted)].toSorted()).toEqual(plan.codes.map((code) => code.key).toSorted())
  })

  it('answer each question of the example study with a statement on its topic', async () => {
    const file = new URL('../../examples/working-with-ai.yaml', import.meta.url)
    const plan = parseStudyFile('example', await readFile(file, 'utf8'))
    const stocks = { workforce: WORKFORCE, creatives: CREATIVES, scientists: SCIENTISTS }
    for (const cohort of plan.cohorts)
      for (const question of questionsOf(cohort)) {
        const stock = stocks[cohort.key as keyof typeof stocks]
        const ask = question.ask as Record<string, string>
        const [act] = inventedMind('silent', stock, chance(3)).answer(ask.en ?? '')
        const [german] = inventedMind('german', stock, chance(3)).answer(ask.de ?? '')
        const texts = (from: typeof stock) => from[question.id as 'use'].map((statement) => statement.text)
        expect(act?.do === 'say' && texts(stock)).toContain(act?.do === 'say' && act.text)
        expect(german?.do === 'say' && texts(GERMAN)).toContain(german?.do === 'say' && german.text)
      }
  })
})
