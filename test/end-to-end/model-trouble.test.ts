import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Script } from '../../sim/claude/calls.ts'
import type { FaultKind } from '../../sim/claude/faults.ts'
import { interviewed } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { answersOf, turnsOf } from './stage/stored.ts'
import { offering } from './stage/watching.ts'

const FAULTS = [
  '529',
  'refusal',
  'cut',
  'invalid-json',
  'truncated',
  '429',
  '500',
  'off-contract',
  'empty',
] as const

/** The model fails at every answer that names a fault. */
const failing: Script = ({ data }) => {
  const fault = /\((\S+)\)$/.exec((data as { answer?: string }).answer ?? '')?.[1]
  return fault ? { fault: fault as FaultKind, retryAfter: 30 } : undefined
}

const answerTo = (fault: FaultKind) =>
  `We took up a planner in May, because the lists never matched. (${fault})`

describe.each(['slack', 'discord'] as const)('a model that fails, on %s', (platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(platform)
    bot.claude.setScript(failing)
  })
  afterAll(() => bot.close())

  it("leaves the person with the plan's own words: its written probes, then its questions", async () => {
    const person = await interviewed(bot)
    const asked: string[] = []
    for (const fault of FAULTS.slice(0, 5)) asked.push((await person.answer(answerTo(fault))).text)
    expect(asked).toEqual([
      'What led you to it?',
      'What changed in your day since then?',
      'When did you notice?',
      'What would you miss without it?',
      'Before we close: is there anything I should have asked and did not?',
    ])
    await person.say(answerTo('529'))
    await person.watch.next(offering('survey:'), 'the closing ratings')
  })

  it.concurrent.each(FAULTS)(
    'never shows a fault (%s), keeps the answer and is used again',
    async (fault) => {
      const person = await interviewed(bot)
      const before = person.watch.sights.length
      expect((await person.answer(answerTo(fault))).text).toBe('What led you to it?')
      expect(person.watch.sights.slice(before).filter((sight) => sight.kind !== 'message')).toEqual([])
      expect(await answersOf(bot, person)).toEqual([answerTo(fault)])
      await person.answer('The foreman told us to, since his own list was always the oldest one we had.')
      expect((await turnsOf(bot, person)).at(-1)).toMatchObject({ kind: 'question', speaker: 'interviewer' })
    },
  )
})
