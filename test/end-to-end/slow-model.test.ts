import { afterAll, beforeAll, describe, it } from 'vitest'
import { interviewed } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { turnsOf, unfinished, usageOf } from './stage/stored.ts'
import { question, saying } from './stage/watching.ts'

const ANSWER = 'We took up a planner in May, because the lists never matched.'

describe.each(['slack', 'discord'] as const)('a model that is slow on %s', (platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(platform, { thinkMs: 1_000, holdingAfterMs: 300, turnDeadlineMs: 2_500 })
    // Only where it is what was said last: later calls read it too.
    bot.claude.setScript(({ input }) =>
      /"answer":"[^"]*\(hang\)"/.test(input) ? { fault: 'hang' } : undefined,
    )
  })
  afterAll(() => bot.close())

  it.concurrent('has the person told once that it takes a moment, then asks', async ({ expect }) => {
    const person = await interviewed(bot)
    await person.say(ANSWER)
    const told = await person.watch.next(saying('One moment, please'), 'that it takes a moment')
    const asked = await person.watch.next(question, 'the follow-up')
    const shown = person.watch.sights.filter((sight) => sight.kind === 'message' && sight.fromBot)
    expect(shown.slice(-2)).toEqual([told, asked])
    const typing = person.watch.sights.filter((sight) => sight.kind === 'typing')
    expect(typing).toHaveLength(platform === 'discord' ? 1 : 0)
    expect((await turnsOf(bot, person)).slice(-2)).toMatchObject([
      { speaker: 'participant', kind: 'answer' },
      { speaker: 'interviewer', kind: 'question', words: asked.text },
    ])
  })

  // The turn is not tried again later: decision 0015.
  it.concurrent('case 31: and never answers has the person told once, and asked once in the words of the plan', async ({
    expect,
  }) => {
    const person = await interviewed(bot)
    const before = person.watch.sights.length
    await person.say(`${ANSWER} (hang)`)
    await person.watch.next(saying('One moment, please'), 'that it takes a moment')
    await person.watch.next(saying('What led you to it?'), "the plan's probe")
    await expect.poll(() => unfinished(bot), { timeout: 5_000 }).toBe(0)
    const heard = person.watch.sights
      .slice(before)
      .filter((sight) => sight.kind === 'message' && sight.fromBot)
    expect(heard).toHaveLength(2)
    const stored = (await turnsOf(bot, person)).map(({ words }) => words)
    expect(stored.filter((words) => words === `${ANSWER} (hang)`)).toHaveLength(1)
    expect(stored.at(-1)).toBe('What led you to it?')
    // Once the model is well it is asked again, and the interview goes on with what was not lost.
    const calls = await usageOf(bot, person)
    await person.answer('The foreman showed it to us at the gate one morning.')
    expect((await usageOf(bot, person)).length).toBeGreaterThan(calls.length)
  })
})
