import { expect, it } from 'vitest'
import { interviewed } from './stage/participant.ts'
import { runBot } from './stage/running-bot.ts'
import { turnsOf } from './stage/stored.ts'
import { question, saying } from './stage/watching.ts'

it.each(['slack', 'discord'] as const)(
  'a model that is slow on %s has the person told once that it takes a moment, then asks',
  async (platform) => {
    const bot = await runBot(platform, { thinkMs: 1_500, holdingAfterMs: 300 })
    try {
      const person = await interviewed(bot)
      await person.say('We took up a planner in May, because the lists never matched.')
      const told = await person.watch.next(saying('One moment, please'), 'that it takes a moment')
      const asked = await person.watch.next(question, 'the follow-up')
      const shown = person.watch.sights.filter((sight) => sight.kind === 'message' && sight.fromBot)
      expect(shown.slice(-2)).toEqual([told, asked])
      expect((await turnsOf(bot, person)).slice(-2)).toMatchObject([
        { speaker: 'participant', kind: 'answer' },
        { speaker: 'interviewer', kind: 'question', words: asked.text },
      ])
    } finally {
      await bot.close()
    }
  },
)
