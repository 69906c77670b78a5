import { afterAll, beforeAll, describe, it } from 'vitest'
import { interviewed, type Participant } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, stateOf, unfinished } from '../stage/stored.ts'
import { question } from '../stage/watching.ts'

const ANSWER = 'I began with a small planner in spring, since the old list had grown too long to read.'

const lastShown = ({ watch }: Participant) => {
  const shown = watch.sights.findLast((sight) => question(sight))
  if (shown?.kind !== 'message') throw new Error('no question yet')
  return shown
}

describe('an answer in a thread of the direct conversation on slack', () => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot('slack')
  })
  afterAll(() => bot.close())

  it('case 17: belongs to the same interview and is answered in that thread', async ({ expect }) => {
    const person = await interviewed(bot)
    const asked = lastShown(person)
    await person.seat.say(ANSWER, person.direct(), [], asked.message)
    const inThread = await person.watch.next(question, 'the question that follows')
    expect(inThread).toMatchObject({ conversation: person.direct(), thread: asked.message })
    expect(await answersOf(bot, person)).toEqual([ANSWER])
    const outside = await person.answer('It took me a week, because the old habit was strong.')
    expect(outside.thread).toBeUndefined()
    expect(await stateOf(bot, person)).toBe('interviewing')
  })

  it('case 17: is answered there once, though the response got lost', async ({ expect }) => {
    const person = await interviewed(bot)
    const asked = lastShown(person)
    bot.loseNextAnswer()
    await person.seat.say(ANSWER, person.direct(), [], asked.message)
    await person.watch.next(question, 'the question that follows')
    await expect.poll(() => unfinished(bot), { timeout: 8_000 }).toBe(0)
    const inThread = person.watch.sights.filter(
      (sight) => sight.kind === 'message' && sight.fromBot && sight.thread === asked.message,
    )
    expect(inThread.length).toBe(1)
  })
})

describe('a reply to a message in the direct conversation on discord', () => {
  it('case 17: is an answer as any other', async ({ expect, onTestFinished }) => {
    const bot = await runBot('discord')
    onTestFinished(() => bot.close())
    const person = await interviewed(bot)
    await person.seat.say(ANSWER, person.direct(), [], lastShown(person).message)
    await person.watch.next(question, 'the question that follows')
    expect(await answersOf(bot, person)).toEqual([ANSWER])
  })
})
