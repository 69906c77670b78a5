import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { de } from '../../src/core/interview/words/de.ts'
import { en } from '../../src/core/interview/words/en.ts'
import type { Platform } from '../../src/core/ports/chat.ts'
import { interviewed, type Participant } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { answersOf, stateOf, tablesHolding, turnsOf, unfinished } from './stage/stored.ts'
import { fixed, offering, privately, saying } from './stage/watching.ts'

const CANARY = 'zephyrlark'
const ANSWER = `We began with a planner called ${CANARY} in May, because the lists never matched.`

/** The same request as a command, in English words and in German words. */
const WAYS = [
  { way: 'the command', locale: undefined, words: 'command' },
  { way: 'plain words', locale: undefined, words: 'en' },
  { way: 'German words', locale: 'de', words: 'de' },
] as const

const WORDS = {
  pause: { en: 'Pause, please.', de: 'Pause' },
  resume: { en: 'continue', de: 'weiter' },
  skip: { en: "I'd rather not say.", de: 'Überspringen bitte' },
  stop: { en: 'Stop', de: 'aufhören' },
  delete: { en: 'delete my data', de: 'Meine Daten löschen!' },
} as const

describe.each(['slack', 'discord'] as const)('steering an interview on %s', (platform: Platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(platform)
  })
  afterAll(() => bot.close())

  const begun = async ({ locale }: (typeof WAYS)[number]) => interviewed(bot, locale ? { locale } : {})
  const ask = (person: Participant, what: keyof typeof WORDS, { words }: (typeof WAYS)[number]) =>
    words === 'command' ? person.command(what) : person.say(WORDS[what][words])

  describe.concurrent.each(WAYS)('by $way', (way) => {
    it('pauses, and goes on with the question that was open', async () => {
      const person = await begun(way)
      await person.answer(ANSWER)
      await ask(person, 'pause', way)
      const paused = await person.watch.next(saying(fixed('paused')), 'the pause')
      expect(paused.controls.map((control) => control.label)).toEqual([way.locale ? de.resume : en.resume])
      expect(await stateOf(bot, person)).toBe('paused')
      await ask(person, 'resume', way)
      const resumed = await person.watch.next(saying(fixed('resumed')), 'the way back')
      const asked = (await turnsOf(bot, person)).filter((turn) => turn.kind === 'question').at(-1)
      expect(resumed.text).toContain(asked?.words)
      expect(await stateOf(bot, person)).toBe('interviewing')
    })

    it('skips the open question and asks the next one', async () => {
      const person = await begun(way)
      await ask(person, 'skip', way)
      const skipped = await person.watch.next(saying(fixed('skipped')), 'the next question')
      expect(skipped.text).toContain('What changed in your day since then?')
    })

    it('stops and keeps what was said', async () => {
      const person = await begun(way)
      await person.answer(ANSWER)
      await ask(person, 'stop', way)
      await person.watch.next(saying(fixed('stopped')), 'the end')
      expect(await stateOf(bot, person)).toBe('partial')
      expect(await answersOf(bot, person)).toEqual([ANSWER])
    })

    it('deletes everything once that is confirmed, and only then', async ({ expect }) => {
      const canary = `${CANARY}${way.words}`
      const person = await begun(way)
      await person.answer(`The ${canary} planner came in May, because our lists never matched.`)
      await ask(person, 'delete', way)
      await person.watch.next(saying(fixed('deleteConfirm')), 'the question for confirmation')
      expect(await tablesHolding(bot, canary)).not.toEqual([])
      await person.say(way.locale ? 'löschen' : 'DELETE')
      await person.watch.next(saying(fixed('deleted')), 'the deletion')
      expect(await stateOf(bot, person)).toBe('withdrawn')
      await expect.poll(() => tablesHolding(bot, canary)).toEqual([])
    })
  })

  describe.concurrent('at any time', () => {
    it('goes on when the person thinks better of deleting', async () => {
      const person = await interviewed(bot)
      await person.say('delete everything')
      await person.watch.next(saying(fixed('deleteConfirm')), 'the question for confirmation')
      await person.answer(ANSWER)
      await person.say('Delete')
      await person.watch.next(saying(fixed('deleteConfirm')), 'the question for confirmation, anew')
      expect(await answersOf(bot, person)).toEqual([ANSWER])
    })

    it('goes on when the button is pressed, once', async () => {
      const person = await interviewed(bot)
      await person.say('pause')
      const paused = await person.watch.next(offering('control:resume'), 'the pause')
      await person.seat.press(paused.message, paused.control)
      await person.watch.next(saying(fixed('resumed')), 'the way back')
      await person.seat.press(paused.message, paused.control)
      await person.watch.next(privately(fixed('notPaused')), 'word that there is no pause')
    })

    it('takes an answer during a pause as the way back', async () => {
      const person = await interviewed(bot)
      await person.command('pause')
      await person.watch.next(saying(fixed('paused')), 'the pause')
      await person.answer(ANSWER)
      expect(await stateOf(bot, person)).toBe('interviewing')
    })

    it('says who reads along and what can be typed, and leaves the question open', async () => {
      const person = await interviewed(bot)
      await person.say('Why?')
      await person.watch.next(saying(fixed('why')), 'who reads')
      await person.command('why')
      await person.watch.next(privately(fixed('why')), 'who reads, for them alone')
      await person.command('help')
      await person.watch.next(privately(fixed('help')), 'the help')
      await person.say('help')
      await person.watch.next(saying(fixed('help')), 'the help')
      await person.command('mydata')
      await person.watch.next(privately(fixed('myData')), 'what is stored')
      await person.answer(ANSWER)
      expect(await answersOf(bot, person)).toEqual([ANSWER])
    })

    it('takes stop within a sentence for an answer', async () => {
      const person = await interviewed(bot)
      await person.answer('We had to stop the old planner in May, because it lost the bookings of a week.')
      expect(await stateOf(bot, person)).toBe('interviewing')
    })

    it('deletes after the end too, and says that it was the end', async ({ expect }) => {
      const person = await interviewed(bot)
      await person.answer(`The ${CANARY}late planner came in May, because our lists never matched.`)
      await person.say('stop')
      await person.watch.next(saying(fixed('stopped')), 'the end')
      await person.say('One more thing about it.')
      await person.watch.next(saying(fixed('over')), 'the end again')
      await person.command('delete')
      await person.watch.next(saying(fixed('deleteConfirm')), 'the question for confirmation')
      await person.say('delete')
      await person.watch.next(saying(fixed('deleted')), 'the deletion')
      await expect.poll(() => tablesHolding(bot, `${CANARY}late`)).toEqual([])
    })
  })

  it('leaves nothing half done', async () => {
    await expect.poll(() => unfinished(bot), { timeout: 5_000 }).toBe(0)
  })
})
