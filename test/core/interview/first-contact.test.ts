import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { wordCount } from '../../../src/core/interview/words/craft.ts'
import { consentCard, consentReceipt } from '../../../src/core/interview/words/messages.ts'
import type { Block } from '../../../src/core/ports/chat.ts'
import { InterviewPlan, inLanguage, questionsOf } from '../../../src/core/study/interview-plan.ts'
import { rehearse, shown } from './rehearsal.ts'

const ID = '01900000-0000-7000-8000-000000000001'
const SHORT = ID.slice(-12)
const EXAMPLE = join(import.meta.dirname, '../../../examples/working-with-ai.yaml')
const NO_EXTRAS = { quotes: false, release: false, recontact: false }
const plan = InterviewPlan.parse(parse(readFileSync(EXAMPLE, 'utf8')))

/** All that stands there to be read, what is on buttons included; the lines of a closed list are not. */
function wordsOf(blocks: readonly Block[]): number {
  return wordCount(
    blocks
      .map((block) =>
        block.kind === 'choices' ? block.choices.map(({ label }) => label).join(' ') : shown([block]),
      )
      .join(' '),
  )
}

describe.each(['en', 'de'])(
  'what stands before the first question of the shipped study, in "%s"',
  (language) => {
    const speaker = { modelName: 'claude-opus-4-5', platformName: 'Slack' }
    const card = consentCard(ID, plan, language, speaker)

    it('begins with a card of at most 90 words, buttons included', () => {
      expect(wordsOf(card)).toBeLessThanOrEqual(90)
    })

    it.each(plan.cohorts)('takes three taps and 150 words at most for $key', async (cohort) => {
      const interview = rehearse([], language, plan, cohort.key)
      let taps = 0
      const tap = async (action: string) => {
        taps += 1
        return interview.press(action)
      }
      await tap(`consent:take-part:${ID}`)
      for (const item of plan.surveyBefore)
        if (item.kind === 'choice') await tap(`survey:${SHORT}:${item.id}:${item.options[0]?.value}`)
      const [first] = questionsOf(cohort)
      const sent = interview.steps.flatMap((step) => step.send.map(({ intent }) => intent.blocks))
      const opening = sent.at(-1) ?? []
      expect(shown(opening)).toContain(inLanguage(first?.ask ?? '', language))
      const before = [
        card,
        consentReceipt(NO_EXTRAS, language),
        ...sent.slice(0, -1),
        opening.slice(0, -1),
      ].flat()
      expect(taps).toBeLessThanOrEqual(3)
      expect(wordsOf(before)).toBeLessThanOrEqual(150)
    })
  },
)
