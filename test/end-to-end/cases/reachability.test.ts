import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sight } from '../../../sim/seat.ts'
import { PLAN } from '../../core/interview/rehearsal.ts'
import { laterClock } from '../stage/later-clock.ts'
import {
  interviewed,
  invited,
  joinFromPost,
  type Participant,
  participantOf,
  takePart,
} from '../stage/participant.ts'
import { type BotOptions, type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, stateOf, tablesHolding, unfinished } from '../stage/stored.ts'
import { changedTo, fixed, form, offering, privately, question, saying, watching } from '../stage/watching.ts'

const HOUR = 3_600_000
const FIRST = 'We took up a shared planner in May, because the old lists never matched.'

/** A message changed and still has a control whose id begins with `action`. */
function changedOffering(action: string) {
  const offers = offering(action)
  return (sight: Sight) => (sight.kind === 'edited' ? offers({ ...sight, kind: 'message' }) : undefined)
}

describe('direct messages on discord', () => {
  let bot: RunningBot
  const time = laterClock()
  const opens = () => bot.lines.filter(({ method }) => method === 'POST /users/@me/channels')
  const refusedOpens = () => opens().filter(({ kind }) => kind === 'refused').length
  const begin = async (options: BotOptions = {}) => {
    bot = await runBot('discord', options)
  }
  afterEach(() => bot.close())

  it('case 22: who closed theirs is told how to open them, tries again once and is written to; researchers see how many are not reachable', async () => {
    await begin()
    const robin = watching(bot.robin)
    const person = await invited(bot, { unreachable: true })
    await joinFromPost(person)
    const told = await person.watch.next(offering('rejoin:'), 'what to do, with a button')
    expect(told.message.ephemeral).toBe(true)
    expect(told.message.text).toMatch(fixed('cannotReach'))
    expect(await stateOf(bot, person)).toBe('unreachable')
    await expect.poll(() => unfinished(bot)).toBe(0)
    const sends = () =>
      bot.lines.filter(({ kind, error }) => kind === 'refused' && error?.startsWith('50007')).length
    expect(sends()).toBe(1)
    await bot.robin.command(bot.place, '/study', 'status')
    await robin.next(privately('not reachable: fewer than 5'), 'that somebody is not reachable')

    await person.seat.press(told.message, told.control)
    const again = await person.watch.next(changedOffering('rejoin:'), 'the same once more')
    expect(sends()).toBe(2)
    bot.letIn(person.seat.user)
    await person.seat.press(again.message, again.control)
    await person.watch.next(offering('consent:take-part'), 'the card')
    await person.watch.next(changedTo(fixed('wroteToYou')), 'where to look')
    expect(await stateOf(bot, person)).toBe('invited')
    await bot.robin.command(bot.place, '/study', 'status')
    await robin.next(privately('not reachable: nobody'), 'that everybody is reachable')
  })

  it('case 22: who closed theirs is told again where Discord refuses to show it, and beside the message if that is gone', async () => {
    await begin()
    const person = await invited(bot, { unreachable: true })
    const refuse = (fault: 'rate-limited' | 'error:10008') =>
      bot.discord?.faults.nextCall(/^PATCH \/webhooks\//, fault)
    refuse('rate-limited')
    await joinFromPost(person)
    const told = await person.watch.next(offering('rejoin:'), 'what to do, with a button')
    refuse('error:10008')
    await person.seat.press(told.message, told.control)
    const again = await person.watch.next(offering('rejoin:'), 'the same once more, beside it')
    expect(again.message).toMatchObject({
      ephemeral: true,
      text: expect.stringMatching(fixed('cannotReach')),
    })
    expect(again.message.message).not.toBe(told.message.message)
    bot.letIn(person.seat.user)
    await person.seat.press(again.message, again.control)
    await person.watch.next(offering('consent:take-part'), 'the card')
  })

  it('case 22: who shares no server any more is told that, and may try again', async () => {
    await begin()
    const person = await invited(bot)
    const post = await person.watch.next(offering(`join:${person.study}:`), 'the post')
    await person.seat.press(post.message, post.control)
    const joinForm = await person.watch.next(form, 'the form to join')
    for (const server of bot.discord?.servers ?? []) bot.discord?.leaveServer(person.seat.user, server)
    await person.seat.submit(joinForm, { zone: [], adult: ['yes'] })
    const told = await person.watch.next(offering('rejoin:'), 'what to do, with a button')
    expect(told.message.text).toMatch(fixed('noSharedSpace'))
    expect(await stateOf(bot, person)).toBe('unreachable')
  })

  describe('that Discord lets the bot open no more of', () => {
    beforeEach(() =>
      begin({
        clock: time.clock,
        standIn: {
          discord: {
            directOpens: { count: 1, windowMs: 600_000 },
            now: () => time.clock.now().getTime(),
          },
        },
      }),
    )

    it('case 23: all new ones wait and people are told so, interviews go on, researchers are alerted', async () => {
      const robin = watching(bot.robin)
      const inside = await interviewed(bot)
      const [second, third] = [await invited(bot), await invited(bot)]
      await joinFromPost(second)
      await second.watch.next(privately(fixed('writesLater')), 'word that it takes a while')
      expect(refusedOpens()).toBe(1)
      await robin.next(saying('I open no new direct conversations until'), 'the alert')
      await joinFromPost(third)
      await third.watch.next(privately(fixed('writesLater')), 'word that it takes a while')
      expect(refusedOpens()).toBe(1)
      expect(await Promise.all([second, third].map((each) => stateOf(bot, each)))).toEqual([
        'invited',
        'invited',
      ])
      await inside.answer(FIRST)
      await bot.robin.command(bot.place, '/study', 'status')
      await robin.next(privately('no new direct conversations until'), 'the hold in the status')

      // Who writes first has opened the conversation themselves.
      await third.say('Hello, may I begin?')
      await third.watch.next(offering('consent:take-part'), 'the card')
      expect(refusedOpens()).toBe(1)

      time.pass(16 * 60_000)
      await second.watch.next(offering('consent:take-part'), 'the card, once the hold is over')
      expect(refusedOpens()).toBe(1)
      expect(await toldLater(second)).toBe(1)
    })

    it('case 23: after a hold they are opened one at a time', async () => {
      await interviewed(bot)
      const waiting = [await invited(bot), await invited(bot), await invited(bot)]
      for (const each of waiting) {
        await joinFromPost(each)
        await each.watch.next(privately(fixed('writesLater')), 'word that it takes a while')
      }
      time.pass(16 * 60_000)
      const carded = () => Promise.all(waiting.map(cards)).then((all) => all.filter((n) => n > 0).length)
      await expect.poll(carded, { timeout: 10_000 }).toBe(1)
      await Promise.all(waiting.map((each) => bot.wake(each.lane)))
      await expect.poll(held).toBe(true)
      expect(await carded()).toBe(1)
      expect(refusedOpens()).toBe(1)
    })
  })

  it.each(['sends-none', 'opens-none'] as const)(
    'case 23: signs of a quarantine in which the bot %s stop all new ones, and interviews go on',
    async (how) => {
      await begin()
      const robin = watching(bot.robin)
      const inside = await interviewed(bot)
      bot.discord?.faults.quarantine(how)
      // One refusal to say something may be a person's wish; so many in a row are not.
      for (let person = 1; person <= (how === 'sends-none' ? 5 : 1); person++) {
        const refused = await invited(bot)
        await joinFromPost(refused)
        await refused.watch.next(privately(/./), 'what came of it')
      }
      await robin.next(saying('I open no new direct conversations until'), 'the alert')
      const before = opens().length
      const next = await invited(bot)
      await joinFromPost(next)
      await next.watch.next(privately(fixed('writesLater')), 'word that it takes a while')
      expect(opens().length).toBe(before)
      expect(await stateOf(bot, next)).toBe('invited')
      await inside.answer(FIRST)
    },
  )

  async function held(): Promise<boolean> {
    const row = await bot.database.db.selectFrom('workspace').select('directs_held_until').executeTakeFirst()
    return (row?.directs_held_until ?? new Date(0)) > time.clock.now()
  }
  const cards = async (person: Participant) =>
    person.watch.sights.filter((sight) => offering('consent:take-part')(sight)).length
  const toldLater = async (person: Participant) =>
    person.watch.sights.filter((sight) => privately(fixed('writesLater'))(sight)).length
})

describe('people on discord', () => {
  let bot: RunningBot
  afterEach(() => bot.close())

  it('case 24: who left the server is no longer written to, and goes on where they were once they are back', async () => {
    bot = await runBot('discord')
    const person = await interviewed(bot)
    const [server = ''] = bot.discord?.servers ?? []
    bot.discord?.leaveServer(person.seat.user, server)
    await person.say(FIRST)
    await expect.poll(() => stateOf(bot, person), { timeout: 5_000 }).toBe('unreachable')
    bot.discord?.joinServer(person.seat.user, server)
    await person.say('I am back again.')
    await person.watch.next(question, 'the question that did not reach them')
    expect(await stateOf(bot, person)).toBe('interviewing')
    expect((await answersOf(bot, person))[0]).toBe(FIRST)
  })
})

describe('people on slack', () => {
  let bot: RunningBot
  const time = laterClock()
  afterEach(() => bot.close())

  it('case 24: who is deactivated is no longer written to, and goes on where they were once they are back', async () => {
    bot = await runBot('slack')
    const person = await interviewed(bot)
    await person.answer(FIRST)
    bot.shutOut(person.seat.user)
    await expect.poll(() => stateOf(bot, person), { timeout: 5_000 }).toBe('unreachable')
    bot.letIn(person.seat.user)
    await expect.poll(() => stateOf(bot, person), { timeout: 5_000 }).toBe('interviewing')
    await person.answer('Then we kept it, and the lists are gone.')
    expect((await answersOf(bot, person)).length).toBe(2)
  })

  it.each([
    ['guest, whose time is over,', { guest: true }, { deactivated: true }, { deactivated: false }],
    [
      'partner, who left the last channel they share with the bot,',
      { team: 'T0PARTNER' },
      { stranger: true },
      { stranger: false },
    ],
  ])(
    'case 24: a %s is no longer written to, and goes on where they were once they are back',
    async (_who, person, left, back) => {
      bot = await runBot('slack')
      const { slack } = bot
      if (!slack) throw new Error('no Slack here')
      const seat = slack.seat(slack.addPerson({ name: 'Gil Marsh', ...person }))
      const watch = watching(seat)
      const study = await bot.launchedStudy({ people: [seat.user] })
      const outsider = participantOf(bot, seat, watch, study)
      await takePart(bot, outsider)
      await outsider.answer(FIRST)
      await expect.poll(() => unfinished(bot)).toBe(0)
      const seen = watch.sights.length
      slack.changePerson(seat.user, left)
      await expect.poll(() => stateOf(bot, outsider), { timeout: 5_000 }).toBe('unreachable')
      await bot.wake(outsider.lane)
      await expect.poll(() => unfinished(bot)).toBe(0)
      expect(watch.sights.length).toBe(seen)
      slack.changePerson(seat.user, back)
      await expect.poll(() => stateOf(bot, outsider), { timeout: 5_000 }).toBe('interviewing')
      await outsider.answer('Then we kept it, and the lists are gone.')
      expect((await answersOf(bot, outsider))[0]).toBe(FIRST)
      expect((await answersOf(bot, outsider)).length).toBe(2)
    },
  )

  it('case 24: who was deactivated before the invitation came is invited when they are back', async () => {
    time.goTo(8)
    bot = await runBot('slack', {
      clock: time.clock,
      env: () => ({ INVITE_HOURS: 'Mon-Sun 09:00-17:00', STUDY_ZONE: 'UTC' }),
    })
    const person = await invited(bot)
    await expect.poll(() => stateOf(bot, person), { timeout: 5_000 }).toBe('invited')
    bot.shutOut(person.seat.user)
    await expect.poll(() => stateOf(bot, person), { timeout: 5_000 }).toBe('unreachable')
    bot.letIn(person.seat.user)
    await expect.poll(() => stateOf(bot, person), { timeout: 5_000 }).toBe('invited')
    time.pass(2 * HOUR)
    await person.watch.next(offering('consent:take-part'), 'the card')
  })

  it('case 27: who does not want to be disturbed is invited afterwards', async () => {
    bot = await runBot('slack', { clock: time.clock })
    const seat = bot.addPerson({ name: 'Ines Novak' })
    const watch = watching(seat)
    const now = time.clock.now().getTime()
    bot.slack?.setQuiet(seat.user, { from: now - HOUR, until: now + 3 * HOUR })
    await bot.launchedStudy({ people: [seat.user] })
    const asked = () => bot.lines.filter(({ method }) => method === 'dnd.info').length
    const dueLater = async () => {
      const row = await bot.database.db.selectFrom('outbox').select('not_before').executeTakeFirst()
      return (row?.not_before.getTime() ?? 0) >= now + 3 * HOUR - 1_000
    }
    await expect.poll(asked, { timeout: 5_000 }).toBe(1)
    await expect.poll(dueLater, { timeout: 5_000 }).toBe(true)
    expect(watch.sights).toEqual([])
    time.pass(3 * HOUR)
    await watch.next(offering('consent:take-part'), 'the card')
  })

  it('case 30: people who share no channel with the bot are left out of an invitation', async () => {
    bot = await runBot('slack')
    const { slack } = bot
    if (!slack) throw new Error('no Slack here')
    const stranger = slack.addPerson({ name: 'Sol Reed', team: 'T0PARTNER', stranger: true })
    const partner = slack.seat(slack.addPerson({ name: 'Pia Stone', team: 'T0PARTNER' }))
    const watch = watching(partner)
    const study = await bot.launchedStudy({ people: [stranger, partner.user] })
    await watch.next(offering('consent:take-part'), 'the card of somebody who can be reached')
    const rows = await bot.database.db
      .selectFrom('invitation')
      .select('person')
      .where('study_id', '=', study)
      .execute()
    expect(rows).toEqual([{ person: partner.user }])
  })
})

describe('people on discord who are too young', () => {
  let bot: RunningBot
  afterEach(() => bot.close())

  it('case 34: are told so, and nothing of them is stored', async () => {
    bot = await runBot('discord')
    const person = await invited(bot, { plan: { ...PLAN, minimumAge: 16 } })
    const post = await person.watch.next(offering(`join:${person.study}:`), 'the post')
    await person.seat.press(post.message, post.control)
    const asked = await person.watch.next(form, 'the form')
    expect(asked.fields.map(({ label }) => label)).toContain('Are you 16 or older?')
    await person.seat.submit(asked, { zone: ['Europe/Berlin'], adult: ['no'] })
    const told = await person.watch.next(privately(fixed('tooYoung')), 'word of it')
    expect(told.text).toContain('16 or older')
    await expect.poll(() => tablesHolding(bot, person.seat.user), { timeout: 5_000 }).toEqual([])
    expect(await stateOf(bot, person)).toBeUndefined()
  })
})
