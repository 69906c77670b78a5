import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { en } from '../../../src/core/interview/words/en.ts'
import { studyLane } from '../../../src/core/lane.ts'
import {
  interviewed,
  joinFromPost,
  type Participant,
  participantOf,
  takePart,
  tap,
} from '../stage/participant.ts'
import { setStage } from '../stage/platform-stage.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, stateOf, unfinished } from '../stage/stored.ts'
import { fixed, offering, privately, question, saying, watching } from '../stage/watching.ts'

const FIRST = 'We began with a planner in May, because the lists of the harbour never matched.'
const SECOND = 'My neighbour keeps a paper calendar at the door, and it is always right.'

describe.each(['slack', 'discord'] as const)('somebody in two studies on %s', (platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(platform)
  })
  afterAll(() => bot.close())

  /** Invited into one more study; returns with its card read. */
  async function alsoInvited({ seat, watch, lane }: Participant) {
    const audience =
      platform === 'slack' ? { people: [seat.user] } : { place: bot.addChannel(`more-${seat.user}`, [seat]) }
    const study = await bot.launchedStudy(audience)
    if (platform === 'discord') await joinFromPost({ seat, watch, study })
    const card = await watch.next(offering('consent:take-part'), 'the second card')
    return { card, second: { study, lane } }
  }

  it('case 29: is in one interview at a time, and says by pausing and going on in which', async () => {
    const person = await interviewed(bot)
    const { seat, watch } = person
    const { card, second } = await alsoInvited(person)
    await seat.press(card.message, card.control)
    await watch.next(privately(fixed('oneAtATime')), 'word that another is under way')
    expect(await stateOf(bot, second)).toBe('invited')

    await person.answer(FIRST)
    expect(await answersOf(bot, person)).toEqual([FIRST])

    await person.say('pause')
    const paused = await watch.next(offering('control:resume:'), 'the pause')
    await seat.press(card.message, card.control)
    await tap(seat, await watch.next(offering('survey:'), 'the second survey'))
    await watch.next(question, 'the first question of the second')
    await seat.press(paused.message, paused.control)
    await watch.next(privately(fixed('oneAtATime')), 'word that the second is under way')

    await person.answer(SECOND)
    expect(await answersOf(bot, { ...person, ...second })).toEqual([SECOND])
    expect(await answersOf(bot, person)).toEqual([FIRST])

    await person.say('stop')
    await watch.next(saying(fixed('stopped')), 'the end of the second')
    await seat.press(paused.message, paused.control)
    await watch.next(saying(fixed('resumed')), 'the way back into the first')
    expect([await stateOf(bot, person), await stateOf(bot, second)]).toEqual(['interviewing', 'partial'])
  })

  it('case 29: sees both, and steers each by itself', async () => {
    const person = await interviewed(bot)
    const { second } = await alsoInvited(person)
    await person.command('status')
    const shown = await person.watch.next(privately(en.overviewTitle), 'the overview')
    expect(shown.text).toContain(en.overviewBegun)
    expect(shown.text).toContain('You are invited')
    const decline = shown.controls.find(({ id }) => id.startsWith('consent:decline:'))?.id ?? ''
    await person.seat.press(shown, decline)
    await expect.poll(() => stateOf(bot, second)).toBe('declined')
    expect(await stateOf(bot, person)).toBe('interviewing')
  })

  it('leaves nothing half done', async () => {
    await expect.poll(() => unfinished(bot), { timeout: 5_000 }).toBe(0)
  })
})

describe('somebody in one study on Slack and on Discord', () => {
  it('case 29: is two participants, told apart by nothing but the platform, and neither hears of the other', async () => {
    const there = await setStage('discord')
    const bot = await runBot('slack', { env: () => there.env })
    try {
      const onSlack = bot.addPerson({ name: 'Mira Solheim' })
      const onDiscord = there.addPerson({ name: 'Mira Solheim' })
      const channel = there.addChannel('members', [onDiscord])
      const [here, elsewhere] = [watching(onSlack), watching(onDiscord)]
      const study = await bot.launchedStudy({ people: [onSlack.user] })
      await bot.database.db
        .insertInto('study_site')
        .values({
          study_id: study,
          platform: 'discord',
          workspace: there.workspace,
          place: there.place,
          launched_at: new Date(),
          audience: JSON.stringify([{ cohort: 'all', place: channel }]),
          invited_until: 0,
          inviting_done_at: null,
        })
        .execute()
      await bot.wake(studyLane(study))
      const discord = { ...bot, platform: 'discord', workspace: there.workspace } as const
      const first = participantOf(bot, onSlack, here, study)
      const second = participantOf(discord, onDiscord, elsewhere, study)
      await takePart(bot, first)
      await takePart(discord, second)
      await first.answer(FIRST)
      await second.answer(SECOND)
      expect(await answersOf(bot, first)).toEqual([FIRST])
      expect(await answersOf(bot, second)).toEqual([SECOND])
      const participants = await bot.database.db
        .selectFrom('participant')
        .select('pseudonym')
        .where('study_id', '=', study)
        .execute()
      expect(new Set(participants.map(({ pseudonym }) => pseudonym)).size).toBe(2)
      await first.say('delete my data')
      await here.next(saying(fixed('deleteConfirm')), 'the question for confirmation')
      await first.say('DELETE')
      await here.next(saying(fixed('deleted')), 'the deletion')
      expect(await stateOf(bot, second)).toBe('interviewing')
      expect(await answersOf(bot, second)).toEqual([SECOND])
    } finally {
      await bot.close()
      await there.close()
    }
  })
})
