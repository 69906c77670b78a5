import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Rehearsal, type Reply, rehearse } from './rehearsal.ts'

const FOLDER = join(import.meta.dirname, '../../interviews')
const ID = '01900000-0000-7000-8000-000000000001'

const Case = z.strictObject({
  title: z.string(),
  language: z.enum(['en', 'de']).default('en'),
  model: z.array(z.record(z.string(), z.unknown())).default([]),
  script: z.array(
    z.strictObject({
      press: z.string().optional(),
      tap: z.string().optional(),
      say: z.string().optional(),
      burst: z.array(z.string()).optional(),
      command: z.string().optional(),
      wait: z.number().optional(),
      sees: z.array(z.string()),
    }),
  ),
  ends: z.strictObject({
    state: z.string(),
    answers: z.record(z.string(), z.string()).optional(),
    transcript: z.array(z.string()).optional(),
  }),
})
type Step = z.infer<typeof Case>['script'][number]

describe('interviews', () => {
  for (const name of readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  )) {
    const fixture = Case.parse(parse(readFileSync(join(FOLDER, name, 'case.yaml'), 'utf8')))
    it(`${name}: ${fixture.title}`, async () => {
      const interview = rehearse(fixture.model as readonly Reply[], fixture.language)
      for (const [index, step] of fixture.script.entries()) {
        const shown = (await play(interview, step)).join('\n')
        let from = 0
        for (const words of step.sees) {
          const at = shown.indexOf(words, from)
          expect(at, `step ${index + 1} shows "${words}" in: ${shown}`).toBeGreaterThanOrEqual(0)
          from = at + words.length
        }
        if (step.sees.length === 0) expect(shown).toBe('')
      }
      const { state, answers, turns } = interview.record()
      expect(state).toBe(fixture.ends.state)
      if (fixture.ends.answers) expect(answers).toEqual(fixture.ends.answers)
      if (fixture.ends.transcript)
        expect(
          turns
            .filter((turn) => turn.speaker === 'participant')
            .map((turn) => `${turn.kind[0]?.toUpperCase()}: ${turn.words}`),
        ).toEqual(fixture.ends.transcript)
    })
  }
})

function play(interview: Rehearsal, step: Step): Promise<readonly string[]> {
  if (step.press !== undefined) return interview.press(`${step.press}:${ID}`)
  if (step.tap !== undefined) {
    const [item, value] = step.tap.split('=')
    return interview.press(`survey:${ID.slice(-12)}:${item}:${value}`)
  }
  if (step.say !== undefined) return interview.say(step.say)
  if (step.burst !== undefined) return interview.burst(step.burst)
  if (step.command !== undefined) return interview.command(step.command)
  return interview.wait(step.wait ?? 0)
}
