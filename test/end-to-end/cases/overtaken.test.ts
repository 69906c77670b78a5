import { afterAll, beforeAll, describe, it } from 'vitest'
import { interviewed, type Participant } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, tablesHolding, unfinished } from '../stage/stored.ts'
import { question } from '../stage/watching.ts'

const AFTER = 'Nobody prints the lists any more, and the mornings are quiet since the summer.'

describe.each(['slack', 'discord'] as const)('what overtakes its message on %s', (platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(platform)
  })
  afterAll(() => bot.close())

  /** Keeps back the event that these words were said; what is returned lets it go. */
  const holdBack = (words: string): (() => void) => {
    if (bot.slack) return bot.slack.faults.holdNextEvent((event) => event.text === words)
    if (!bot.discord) throw new Error('no stand-in')
    return bot.discord.faults.holdNext(
      'MESSAGE_CREATE',
      (body) => (body as { readonly content?: string }).content === words,
    )
  }
  /** How many of the person's events of this kind were worked on. */
  const settled = (person: Participant, kind: string) => async () => {
    const rows = await bot.database.db
      .selectFrom('inbox')
      .select('id')
      .where('lane', '=', person.lane)
      .where('kind', '=', kind)
      .where('state', '=', 'done')
      .execute()
    return rows.length
  }

  it('case 11: an edit that comes first is what counts once the message is there', async ({ expect }) => {
    const person = await interviewed(bot)
    const release = holdBack('It was the hastylinnet planner.')
    const message = await person.say('It was the hastylinnet planner.')
    await person.seat.edit(person.direct(), message, 'It was the shared planner, since May.')
    await expect.poll(settled(person, 'message-edited')).toBe(1)
    const asked = person.watch.sights.filter(question).length
    release()
    await person.watch.next(question, 'a question')
    await person.answer(AFTER)
    await expect.poll(() => unfinished(bot)).toBe(0)
    expect(await answersOf(bot, person)).toEqual(['It was the shared planner, since May.', AFTER])
    expect(person.watch.sights.filter(question).length).toBe(asked + 2)
    await expect.poll(() => tablesHolding(bot, 'hastylinnet')).toEqual([])
  })

  it('case 11: a deletion that comes first leaves nothing of the message, and the question stays open', async ({
    expect,
  }) => {
    const person = await interviewed(bot)
    const release = holdBack('It was the rashlinnet list.')
    const message = await person.say('It was the rashlinnet list.')
    await person.seat.remove(person.direct(), message)
    await expect.poll(settled(person, 'message-deleted')).toBe(1)
    const asked = person.watch.sights.filter(question).length
    release()
    await expect.poll(settled(person, 'message-created')).toBe(1)
    expect(await tablesHolding(bot, 'rashlinnet')).toEqual([])
    await person.answer(AFTER)
    expect((await answersOf(bot, person)).filter((words) => words !== '')).toEqual([AFTER])
    expect(person.watch.sights.filter(question).length).toBe(asked + 1)
  })
})
