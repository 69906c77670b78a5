import { afterAll, beforeAll, describe, it } from 'vitest'
import { interviewed, invited, joinFromPost, takePart } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { interviewOf, stateOf, tablesHolding, unfinished } from './stage/stored.ts'
import { fixed, form, offering, privately, saying, watching } from './stage/watching.ts'

const FIRST = 'We took up a shared planner in May, because the old lists never matched.'

describe.each(['slack', 'discord'] as const)('people on %s', (platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(platform)
  })
  afterAll(() => bot.close())

  describe.concurrent('who cannot be reached', () => {
    it.runIf(platform === 'discord')(
      'learn it where they pressed, and are asked once they open their direct messages',
      async ({ expect }) => {
        const person = await invited(bot, { unreachable: true })
        await joinFromPost(person)
        await person.watch.next(privately(fixed('cannotReach')), 'why there is no message')
        expect(await stateOf(bot, person)).toBe('unreachable')
        bot.letIn(person.seat.user)
        const post = person.watch.sights.map(offering(`join:${person.study}:`)).find((found) => found)
        if (!post) throw new Error('the post is gone')
        await person.seat.press(post.message, post.control)
        await person.seat.submit(await person.watch.next(form, 'the form'), { zone: [], adult: ['yes'] })
        await takePart({ ...bot, platform: 'slack' }, person)
        await person.answer(FIRST)
        expect(await stateOf(bot, person)).toBe('interviewing')
      },
    )

    it.runIf(platform === 'slack')(
      'because their account is deactivated are not invited',
      async ({ expect }) => {
        const person = await invited(bot, { unreachable: true })
        await expect.poll(() => invitingIsOver(person.study)).toBe(true)
        expect(await interviewOf(bot, person)).toBeUndefined()
      },
    )

    it('any more in the middle of an interview are left alone', async ({ expect }) => {
      const person = await interviewed(bot)
      await person.say(FIRST)
      bot.shutOut(person.seat.user)
      await expect.poll(() => stateOf(bot, person), { timeout: 5_000 }).toBe('unreachable')
    })
  })

  describe.concurrent('who were not asked', () => {
    it('are told so when they write, and nothing of it is kept', async ({ expect }) => {
      const stranger = bot.addPerson({ name: 'Ola Berg' })
      const watch = watching(stranger)
      await stranger.say('Hello, this is quizzicalteal speaking.')
      await watch.next(saying(fixed('nothingOpen')), 'word that nothing is open')
      await expect.poll(() => tablesHolding(bot, 'quizzicalteal')).toEqual([])
    })

    it('are told so when they use the command', async () => {
      const stranger = bot.addPerson({ name: 'Uwe Berg' })
      const channel = bot.addChannel('lobby', [stranger])
      const watch = watching(stranger)
      await stranger.command(channel, '/interview', 'start')
      await watch.next(privately(fixed('nothingOpen')), 'word that nothing is open')
    })
  })

  describe.concurrent('who were asked', () => {
    it('may decline, and are not asked again', async ({ expect }) => {
      const person = await invited(bot)
      if (platform === 'discord') await joinFromPost(person)
      const card = await person.watch.next(offering('consent:decline'), 'the card')
      await person.seat.press(card.message, card.control)
      await expect.poll(() => stateOf(bot, person)).toBe('declined')
      await bot.wake(`study/${person.study}`)
      await person.say('Sorry!')
      await person.watch.next(saying(fixed('over')), 'word that it is over')
      expect(await stateOf(bot, person)).toBe('declined')
    })

    it('are asked nothing and nothing is kept of them before they agree', async ({ expect }) => {
      const person = await invited(bot)
      if (platform === 'discord') await joinFromPost(person)
      await person.watch.next(offering('consent:choose'), 'the card')
      await person.say('I think the reticentsmew planner is fine.')
      await person.watch.next(saying(fixed('tapFirst')), 'what to do first')
      await expect.poll(() => tablesHolding(bot, 'reticentsmew')).toEqual([])
    })

    it('agree once: a second press is told that it is no longer open', async ({ expect }) => {
      const person = await invited(bot)
      if (platform === 'discord') await joinFromPost(person)
      const card = await person.watch.next(offering('consent:take-part'), 'the card')
      const press = () => person.seat.press(card.message, card.control)
      await Promise.all([press(), press()])
      const item = await person.watch.next(offering('survey:'), 'the survey')
      const tap = () => person.seat.press(item.message, item.control)
      await Promise.all([tap(), tap()])
      await person.watch.next(saying('Which tool did you start to use lately?'), 'the first question')
      await expect.poll(() => unfinished(bot)).toBe(0)
      const asked = person.watch.sights.filter((sight) => saying('Which tool did you start')(sight))
      expect(asked.length).toBe(1)
      const consents = await bot.database.db
        .selectFrom('consent')
        .innerJoin('interview', 'interview.id', 'consent.interview_id')
        .select('consent.id')
        .where('interview.study_id', '=', person.study)
        .execute()
      expect(consents.length).toBe(1)
    })
  })

  async function invitingIsOver(study: string): Promise<boolean> {
    const site = await bot.database.db
      .selectFrom('study_site')
      .select('inviting_done_at')
      .where('study_id', '=', study)
      .executeTakeFirst()
    return site?.inviting_done_at != null
  }
})
