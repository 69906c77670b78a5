import { afterAll, beforeAll, describe, it } from 'vitest'
import { interviewed, invited, joinFromPost, type Participant } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, stateOf, tablesHolding, turnsOf, unfinished } from '../stage/stored.ts'
import { fixed, form, offering, question, saying } from '../stage/watching.ts'

const answer = (canary: string) => `We took up the ${canary} planner in May, because the lists never matched.`

/** A way to leave, prepared before the person answers. */
type Leaving = (person: Participant) => Promise<() => Promise<unknown>>

const typing: Leaving = async (person) => () => person.say('stop')
const commanding: Leaving = async (person) => () => person.command('stop')
const pressing: Leaving = async (person) => {
  await person.command('status')
  const stop = await person.watch.next(offering('control:stop:'), 'what they take part in')
  return () => person.seat.press(stop.message, stop.control)
}

describe.each(['slack', 'discord'] as const)('case 18: whoever wants to leave on %s', (platform) => {
  let bot: RunningBot
  /** What the model was asked to read, from the moment it began. */
  const read: string[] = []
  beforeAll(async () => {
    bot = await runBot(platform, { thinkMs: 1_000 })
    bot.claude.setScript(({ input }) => {
      read.push(input)
      return undefined
    })
  })
  afterAll(() => bot.close())

  const isRead = (canary: string) => read.some((words) => words.includes(canary))
  const questionsSeen = ({ watch }: Participant) => watch.sights.filter((sight) => question(sight)).length

  /** Whatever would still write to them some day: nudges, reminders, the end of a silence. */
  async function timersOf({ lane }: Participant): Promise<readonly string[]> {
    const rows = await bot.database.db
      .selectFrom('timer')
      .select('kind')
      .where('lane', '=', lane)
      .where('fired_at', 'is', null)
      .execute()
    return rows.map(({ kind }) => kind)
  }

  describe.concurrent('while the model works on their answer', () => {
    it.for([
      { way: 'typing stop', canary: 'hedgelark', leaving: typing },
      { way: 'the command', canary: 'marshlark', leaving: commanding },
      { way: 'pressing Stop', canary: 'fieldlark', leaving: pressing },
    ])(
      'by $way is asked nothing more, and what they said is kept',
      async ({ canary, leaving }, { expect }) => {
        const person = await interviewed(bot)
        const leave = await leaving(person)
        const seen = questionsSeen(person)
        await person.say(answer(canary))
        await expect.poll(() => isRead(canary)).toBe(true)
        await leave()
        await person.watch.next(saying(fixed('stopped')), 'the end')
        expect(await stateOf(bot, person)).toBe('partial')
        expect(await answersOf(bot, person)).toEqual([answer(canary)])
        expect(await timersOf(person)).toEqual([])
        await expect.poll(() => unfinished(bot), { timeout: 8_000 }).toBe(0)
        expect(questionsSeen(person)).toBe(seen)
        const asked = (await turnsOf(bot, person)).filter((turn) => turn.kind === 'question')
        expect(asked).toHaveLength(1)
      },
    )

    it('with all they said is asked to confirm and nothing else, and then nothing of it is left', async ({
      expect,
    }) => {
      const person = await interviewed(bot)
      const seen = questionsSeen(person)
      await person.say(answer('brooklark'))
      await expect.poll(() => isRead('brooklark')).toBe(true)
      await person.say('delete my data')
      await person.watch.next(saying(fixed('deleteConfirm')), 'the question for confirmation')
      await person.say('DELETE')
      await person.watch.next(saying(fixed('deleted')), 'the deletion')
      expect(questionsSeen(person)).toBe(seen)
      expect(await stateOf(bot, person)).toBe('withdrawn')
      expect(await timersOf(person)).toEqual([])
      await expect.poll(() => tablesHolding(bot, 'brooklark')).toEqual([])
    })
  })

  describe.concurrent('at another moment', () => {
    it('before they agreed is left alone', async ({ expect }) => {
      const person = await invited(bot)
      if (platform === 'discord') await joinFromPost(person)
      await person.watch.next(offering('consent:choose'), 'the card')
      await person.say('stop')
      await person.watch.next(saying(fixed('declined')), 'that it is fine')
      expect(await stateOf(bot, person)).toBe('declined')
      expect(await timersOf(person)).toEqual([])
    })

    it('in the first ratings leaves with those', async ({ expect }) => {
      const person = await invited(bot)
      if (platform === 'discord') await joinFromPost(person)
      const card = await person.watch.next(offering('consent:choose'), 'the card')
      await person.seat.press(card.message, card.control)
      await person.seat.submit(await person.watch.next(form, 'the form of choices'), { allow: [] })
      await person.watch.next(offering('survey:'), 'the first rating')
      await person.command('stop')
      await person.watch.next(saying(fixed('stopped')), 'the end')
      expect(await stateOf(bot, person)).toBe('partial')
      expect(await timersOf(person)).toEqual([])
    })

    it('in a pause need not come back for it', async ({ expect }) => {
      const person = await interviewed(bot)
      await person.say('pause')
      await person.watch.next(saying(fixed('paused')), 'the pause')
      await person.say('stop')
      await person.watch.next(saying(fixed('stopped')), 'the end')
      expect(await stateOf(bot, person)).toBe('partial')
      expect(await timersOf(person)).toEqual([])
    })
  })
})
