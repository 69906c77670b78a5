import { afterEach, describe, expect, it } from 'vitest'
import { interviewed } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { answersOf, turnsOf, unfinished } from './stage/stored.ts'
import { fixed, question, saying, watching } from './stage/watching.ts'

const FIRST = 'We took up a shared planner in May, because the old lists never matched.'
const DOWN = ['The foreman saw it first,', 'since his list was always the oldest one we had in the yard.']
const AFTER = 'Nobody prints the lists any more, and the mornings are quiet since the end of summer.'

let bot: RunningBot | undefined
afterEach(async () => {
  await bot?.close()
  bot = undefined
})

describe.each(['slack', 'discord'] as const)('a bot that is stopped on %s', (platform) => {
  it('answers what was written meanwhile once it is back, once, and loses nothing', async () => {
    bot = await runBot(platform)
    const person = await interviewed(bot)
    await person.answer(FIRST)
    await bot.stop()
    const seen = person.watch.sights.filter(question).length
    for (const words of DOWN) await person.say(words)
    await bot.startAnother()
    await person.watch.next(question, 'a question on what was written meanwhile')
    const answer = await person.answer(AFTER)
    expect(answer.text).not.toBe('')
    await expect.poll(() => unfinished(bot as RunningBot), { timeout: 5_000 }).toBe(0)
    expect(await answersOf(bot, person)).toEqual([FIRST, DOWN.join('\n\n'), AFTER])
    expect(person.watch.sights.filter(question).length).toBe(seen + 2)
  })

  it('goes on with what it had in hand', async () => {
    bot = await runBot(platform, { thinkMs: 400 })
    const person = await interviewed(bot)
    const seen = person.watch.sights.filter(question).length
    await person.say(FIRST)
    await bot.stop()
    await bot.startAnother()
    await person.watch.next(question, 'a question')
    await expect.poll(() => unfinished(bot as RunningBot), { timeout: 5_000 }).toBe(0)
    expect(await answersOf(bot, person)).toEqual([FIRST])
    expect(person.watch.sights.filter(question).length).toBe(seen + 1)
  })
})

describe.each(['slack', 'discord'] as const)('a study that its team pauses on %s', (platform) => {
  it('asks nobody meanwhile, keeps what is said, and goes on', async () => {
    bot = await runBot(platform)
    const person = await interviewed(bot)
    const team = watching(bot.robin)
    await bot.robin.command(bot.place, '/study', 'pause')
    await team.next(saying('Paused “Working with new tools”'), 'the pause')
    const seen = person.watch.sights.filter(question).length
    await person.say(FIRST)
    await person.watch.next(saying(fixed('studyPaused')), 'word that the study rests')
    expect(person.watch.sights.filter(question).length).toBe(seen)
    await bot.robin.command(bot.place, '/study', 'resume')
    await team.next(saying('Resumed “Working with new tools”'), 'the way on')
    await person.answer(AFTER)
    const said = (await turnsOf(bot, person)).filter((turn) => turn.speaker === 'participant')
    expect(said.map((turn) => turn.words)).toEqual([FIRST, AFTER])
  })
})

describe.each(['slack', 'discord'] as const)('two processes of the bot on %s', (platform) => {
  it('ask nobody twice and keep every answer once', async () => {
    bot = await runBot(platform)
    await bot.startAnother()
    const running = bot
    const people = await Promise.all(Array.from({ length: 4 }, () => interviewed(running)))
    await Promise.all(
      people.map(async (person) => {
        await person.answer(FIRST)
        for (const words of DOWN) await person.say(words)
        await person.watch.next(question, 'a question')
        await person.command('skip')
        await person.watch.next(question, 'the next question')
      }),
    )
    await expect.poll(() => unfinished(running), { timeout: 5_000 }).toBe(0)
    for (const person of people) {
      const answers = await answersOf(running, person)
      expect(answers.join('\n\n')).toBe([FIRST, ...DOWN].join('\n\n'))
      const asked = (await turnsOf(running, person)).filter((turn) => turn.kind === 'question')
      const shown = person.watch.sights.filter((sight) => question(sight))
      expect(shown.length).toBe(asked.length)
      expect(person.watch.sights.filter((sight) => sight.kind === 'complaint')).toEqual([])
    }
  })
})
