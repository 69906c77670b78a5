import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MARKET_DAYS } from '../stage/market-days.ts'
import { interviewed, invited, joinFromPost } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { interviewOf, stateOf, unfinished } from '../stage/stored.ts'
import { changedTo, fixed, form, offering, privately, saying, watching } from '../stage/watching.ts'

const REFUSED = 'This is only for researchers, in their research channels.'

describe.each(['slack', 'discord'] as const)('a press on %s', (platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(platform, {
      env: ({ researchersSetting, robin }) => ({ [researchersSetting]: robin.user }),
    })
  })
  afterAll(() => bot.close())

  describe.concurrent('of a participant', () => {
    it('case 19: made twice at once counts once, and the second is told that it is no longer open', async ({
      expect,
    }) => {
      const person = await invited(bot)
      if (platform === 'discord') await joinFromPost(person)
      const card = await person.watch.next(offering('consent:take-part'), 'the card')
      const twice = [1, 2].map(() => person.seat.press(card.message, card.control).catch(() => undefined))
      await Promise.all(twice)
      await person.watch.next(offering('survey:'), 'the first item')
      const seen = (fits: (sight: (typeof person.watch.sights)[number]) => unknown) =>
        person.watch.sights.filter((sight) => fits(sight)).length
      await expect.poll(() => seen(privately(fixed('stale')))).toBe(1)
      expect(seen(offering('survey:'))).toBe(1)
      expect(await stateOf(bot, person)).toBe('surveying-before')
    })

    it('case 19: on an old button changes nothing and says why, to them alone', async ({ expect }) => {
      const person = await interviewed(bot)
      const card = person.watch.sights.map(offering('consent:take-part')).find((each) => each !== undefined)
      const before = await interviewOf(bot, person)
      // They agreed by the form, so the card kept its buttons.
      if (card) await person.seat.press(card.message, card.control)
      await person.watch.next(privately(fixed('stale')), 'word that the card is no longer open')
      await person.say('pause')
      const paused = await person.watch.next(offering('control:resume'), 'the pause')
      await person.say('continue')
      await person.watch.next(saying(fixed('resumed')), 'the way back')
      await person.seat.press(paused.message, paused.control)
      await person.watch.next(privately(fixed('notPaused')), 'word that there is no pause')
      const after = await interviewOf(bot, person)
      expect(after).toMatchObject({ state: 'interviewing', started_at: before?.started_at })
    })
  })

  it('case 19: by somebody who is no researcher is refused, and what was to be decided stays open', async () => {
    const robin = watching(bot.robin)
    const kim = watching(bot.kim)
    await bot.robin.command(bot.place, '/study', 'new')
    await bot.robin.submit(
      await robin.next(form, 'the form'),
      { title: [], goal: [], platforms: [platform] },
      { file: { name: 'day.yaml', text: MARKET_DAYS } },
    )
    const plan = await robin.next(offering('plan:approve:'), 'the plan')
    await bot.kim.press(plan.message, plan.control)
    await kim.next(privately(REFUSED), 'the refusal')
    const version = plan.control.split(':')[2] ?? ''
    const state = () =>
      bot.database.db.selectFrom('plan_version').select('state').where('id', '=', version).executeTakeFirst()
    expect(await state()).toEqual({ state: 'draft' })
    await bot.robin.press(plan.message, plan.control)
    await robin.next(changedTo('Version 1 was approved by Robin Hale'), 'the approval')
    expect(await state()).toEqual({ state: 'approved' })
  })

  it('leaves nothing half done', async () => {
    await expect.poll(() => unfinished(bot), { timeout: 5_000 }).toBe(0)
  })
})
