import { afterAll, beforeAll, describe, it } from 'vitest'
import { interviewed } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, unfinished } from '../stage/stored.ts'
import { fixed, privately, question, saying } from '../stage/watching.ts'

const WORDS = ['I began in spring.', 'It was a small planner.', 'The old list had grown too long to read.']

describe.each([
  ['slack', 20],
  ['slack', -20],
  ['discord', 20],
  ['discord', -20],
] as const)('on %s, whose clock is %i minutes ahead of the machine’s', (platform, minutes) => {
  let bot: RunningBot
  const now = () => Date.now() + minutes * 60_000
  beforeAll(async () => {
    bot = await runBot(platform, { standIn: { slack: { now }, discord: { now } } })
  })
  afterAll(() => bot.close())

  it('case 32: what was said stands in its order, once, and is answered once', async ({ expect }) => {
    const person = await interviewed(bot)
    bot.loseNextAnswer()
    for (const words of WORDS) await person.say(words)
    await person.watch.next(question, 'what follows')
    await expect.poll(() => unfinished(bot), { timeout: 8_000 }).toBe(0)
    expect(await answersOf(bot, person)).toEqual([WORDS.join('\n\n')])
    const shown = person.watch.sights.flatMap((sight) => (question(sight) ? [question(sight)?.text] : []))
    expect(new Set(shown).size).toBe(shown.length)
    expect(shown.length).toBe(2)
  })

  it('case 32: who writes after the end is told that it is over', async ({ expect }) => {
    const person = await interviewed(bot)
    await person.say('stop')
    await person.watch.next(saying(fixed('stopped')), 'the end')
    await expect.poll(() => unfinished(bot), { timeout: 8_000 }).toBe(0)
    await person.say('Is anybody there?')
    await person.watch.next(saying(fixed('over')), 'word that it is over')
    expect(await answersOf(bot, person)).toEqual([])
  })

  it('case 32: a gesture is answered where it was made', async () => {
    const person = await interviewed(bot)
    await person.command('help')
    await person.watch.next(privately(fixed('help')), 'the help')
  })
})
