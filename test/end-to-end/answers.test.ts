import { afterAll, beforeAll, describe, it } from 'vitest'
import { interviewed, type Participant } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { answersOf, isWorkedOn, tablesHolding, turnsOf, unfinished } from './stage/stored.ts'
import { fixed, question, saying } from './stage/watching.ts'

const FIRST = 'We took up a shared planner in May, because the old lists never matched.'

describe.each(['slack', 'discord'] as const)('an answer on %s', (platform) => {
  let bot: RunningBot
  /** What the model was asked to read, from the moment it began. */
  const read: string[] = []
  beforeAll(async () => {
    bot = await runBot(platform, { thinkMs: 300 })
    bot.claude.setScript(({ input }) => {
      read.push(input)
      return undefined
    })
  })
  afterAll(() => bot.close())

  /** Questions the person saw since the interview began, once nothing is left to do. */
  const questionsSeen = ({ watch }: Participant) => watch.sights.filter((sight) => question(sight)).length

  describe.concurrent('as one message', () => {
    it('case 9: that is edited before it is read counts as edited', async ({ expect }) => {
      const person = await interviewed(bot)
      const message = await person.say('It was the hastylinnet planner.')
      await person.seat.edit(person.direct(), message, FIRST)
      await person.watch.next(question, 'a question')
      expect(await answersOf(bot, person)).toEqual([FIRST])
      await expect.poll(() => tablesHolding(bot, 'hastylinnet')).toEqual([])
    })

    it('case 9: that is edited after it was answered is stored as edited, and nobody is asked again', async ({
      expect,
    }) => {
      const person = await interviewed(bot)
      const message = await person.say('It was the latelinnet planner that we took up in May, for the lists.')
      await person.watch.next(question, 'a question')
      const seen = questionsSeen(person)
      await person.seat.edit(person.direct(), message, FIRST)
      await expect.poll(() => answersOf(bot, person)).toEqual([FIRST])
      await expect.poll(() => tablesHolding(bot, 'latelinnet')).toEqual([])
      expect(questionsSeen(person)).toBe(seen)
    })

    it('case 9: that is edited after it was answered is what the next question goes by', async ({
      expect,
    }) => {
      const person = await interviewed(bot)
      const message = await person.say(
        'We took up a shared planner in May, because the lists of firstlinnet never matched.',
      )
      await person.watch.next(question, 'a question')
      const better = 'We took up a shared planner in May, because the lists of secondlinnet never matched.'
      await person.seat.edit(person.direct(), message, better)
      await expect.poll(() => answersOf(bot, person)).toEqual([better])
      const from = read.length
      await person.answer('The foreman noticed it before the drivers did.')
      const since = read.slice(from).join()
      expect(since).toContain('secondlinnet')
      expect(since).not.toContain('firstlinnet')
    })

    it('that is deleted before it is read is not answered and not kept', async ({ expect }) => {
      const person = await interviewed(bot)
      const message = await person.say('It was the shyplover planner.')
      await person.seat.remove(person.direct(), message)
      await expect.poll(async () => (await turnsOf(bot, person)).at(-1)?.deleted_at ?? null).not.toBeNull()
      await expect.poll(() => tablesHolding(bot, 'shyplover')).toEqual([])
      const seen = questionsSeen(person)
      await person.answer(FIRST)
      expect(questionsSeen(person)).toBe(seen + 1)
    })

    it('that is deleted after it was answered leaves its place and no words', async ({ expect }) => {
      const person = await interviewed(bot)
      const message = await person.say('It was the boldplover planner that we took up in May, for the lists.')
      await person.watch.next(question, 'a question')
      await person.seat.remove(person.direct(), message)
      await expect.poll(() => answersOf(bot, person)).toEqual([''])
      const [answer] = (await turnsOf(bot, person)).filter((turn) => turn.kind === 'answer')
      expect(answer?.deleted_at).toBeInstanceOf(Date)
      // The bot's own follow-up may take up a word or two of an answer; it stays as it was sent.
      await expect
        .poll(async () => (await tablesHolding(bot, 'for the lists')).filter((table) => table !== 'outbox'))
        .toEqual([])
    })

    it('is stored as it was written, signs and all', async ({ expect }) => {
      const person = await interviewed(bot)
      const words =
        'Me & my <crew> wrote "a_b_c" *twice*, `once` and ~never~ at 5 > 3: https://example.org/?a=1&b=2'
      await person.answer(words)
      expect(await answersOf(bot, person)).toEqual([words])
    })

    it('of the greatest length a client sends is stored whole', async ({ expect }) => {
      const person = await interviewed(bot)
      const length = platform === 'slack' ? 3_990 : 2_000
      const words = Array.from({ length: 800 }, (_, index) => `word${index}`)
        .join(' ')
        .slice(0, length)
      await person.answer(words)
      expect(await answersOf(bot, person)).toEqual([words])
    })

    it('of nothing but a file is met with the wish for words, and the question stays open', async ({
      expect,
    }) => {
      const person = await interviewed(bot)
      await person.seat.say('', undefined, [{ name: 'list.txt', text: 'one, two' }])
      await person.watch.next(saying(fixed('textPlease')), 'the wish for words')
      await person.answer(FIRST)
      const answers = (await turnsOf(bot, person)).filter((turn) => turn.words === FIRST)
      expect(answers.map((turn) => turn.question_id)).toEqual(['q1'])
    })
  })

  describe.concurrent('as several messages', () => {
    it('in a burst is answered once, with all of them in one turn', async ({ expect }) => {
      const person = await interviewed(bot)
      const seen = questionsSeen(person)
      const burst = ['We took up', 'a planner,', 'in May,', 'because the lists', 'never matched.']
      for (const words of burst) await person.say(words)
      await person.watch.next(question, 'a question')
      await expect.poll(() => answersOf(bot, person)).toEqual([burst.join('\n\n')])
      await expect.poll(() => isWorkedOn(bot, person)).toBe(false)
      expect(questionsSeen(person)).toBe(seen + 1)
    })

    it('case 8: of which five come while the model thinks are answered as two turns, and none is lost', async ({
      expect,
    }) => {
      const person = await interviewed(bot)
      const seen = questionsSeen(person)
      const first = 'We took up Karden in May, because the old lists never matched.'
      const five = ['Sorry,', 'one more:', 'the foreman', 'noticed it', 'before the drivers did.']
      await person.say(first)
      await expect.poll(() => read.some((words) => words.includes('Karden'))).toBe(true)
      for (const words of five) await person.say(words)
      await person.watch.next(question, 'a question on the first')
      await person.watch.next(question, 'a question on the five')
      await expect.poll(() => isWorkedOn(bot, person)).toBe(false)
      expect(await answersOf(bot, person)).toEqual([first, five.join('\n\n')])
      expect(questionsSeen(person)).toBe(seen + 2)
    })
  })

  it('leaves nothing half done', async ({ expect }) => {
    await expect.poll(() => unfinished(bot), { timeout: 5_000 }).toBe(0)
  })
})
