import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Seat } from '../../sim/seat.ts'
import { de } from '../../src/core/interview/words/de.ts'
import { en } from '../../src/core/interview/words/en.ts'
import { es } from '../../src/core/interview/words/es.ts'
import { fr } from '../../src/core/interview/words/fr.ts'
import { de as deskDe } from '../../src/core/study/words/de.ts'
import { en as deskEn } from '../../src/core/study/words/en.ts'
import { es as deskEs } from '../../src/core/study/words/es.ts'
import { fr as deskFr } from '../../src/core/study/words/fr.ts'
import { interviewed } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { form, offering, privately, watching } from './stage/watching.ts'

/** A locale as each platform writes it, and the words that go with it. */
const LANGUAGES = [
  { locale: 'en-US', person: en, desk: deskEn },
  { locale: 'de', person: de, desk: deskDe },
  { locale: 'es-ES', person: es, desk: deskEs },
  { locale: 'fr', person: fr, desk: deskFr },
] as const

describe.each(['slack', 'discord'] as const)('the language of who asks on %s', (platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(platform, {
      env: ({ researchersSetting, robin }) => ({ [researchersSetting]: robin.user }),
    })
  })
  afterAll(() => bot.close())

  describe.concurrent.each(LANGUAGES)('$locale', ({ locale, person, desk }) => {
    it('is that of a refusal in the research channel and of what strangers are told', async () => {
      const seat = bot.addPerson({ name: `Ola ${locale}`, locale })
      const watch = watching(seat)
      const place = bot.addChannel(`corner-${locale.toLowerCase()}`, [seat])
      await seat.command(place, '/study', 'status')
      await watch.next(privately(desk.refused), 'the refusal')
      await seat.command(place, '/interview', 'stop')
      await watch.next(privately(person.nothingOpen), 'that nothing is open')
      await seat.command(place, '/interview', 'status')
      await watch.next(privately(person.overviewNone), 'the overview')
    })

    it('is that of what only a participant sees, whatever language the interview is in', async () => {
      const there = await interviewed(bot, { locale })
      await there.command('help')
      await there.watch.next(privately(person.help), 'the help')
      await there.command('resume')
      await there.watch.next(privately(person.notPaused), 'that there is no pause')
      const card = there.watch.sights.map(offering('consent:take-part')).find((each) => each !== undefined)
      if (card) await there.seat.press(card.message, card.control)
      await there.watch.next(privately(person.stale), 'that the card is no longer open')
    })
  })
})

describe.each(['slack', 'discord'] as const)("a researcher's language on %s", (platform) => {
  const researchers = new Map<string, Seat>()
  let bot: RunningBot
  let place = ''
  beforeAll(async () => {
    bot = await runBot(platform, {
      env: (stage) => {
        for (const { locale } of LANGUAGES)
          researchers.set(locale, stage.addPerson({ name: `Ren ${locale}`, locale }))
        place = stage.addChannel('desk', [...researchers.values()])
        return { [`${platform.toUpperCase()}_RESEARCH_CHANNELS`]: place }
      },
    })
  })
  afterAll(() => bot.close())

  it.each(LANGUAGES)(
    'is that of the help, the forms and what is wrong: $locale',
    async ({ locale, desk }) => {
      const seat = researchers.get(locale)
      if (!seat) throw new Error(`nobody at ${locale}`)
      const watch = watching(seat)
      await seat.command(place, '/study', 'help')
      await watch.next(privately(desk.helpMention), 'the help')
      await seat.command(place, '/study', 'launch')
      await watch.next(privately(desk.noStudy.replace('{{command}}', '/study')), 'that there is no study')
      await seat.command(place, '/study', 'new')
      const opened = await watch.next(form, 'the form')
      expect(opened.title).toBe(desk.formNewTitle)
      await seat.submit(opened, { title: [], goal: [] })
      await watch.next(privately(desk.sayGoal), 'what is missing')
    },
  )
})
