import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { interviewed } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, tablesHolding, unfinished } from '../stage/stored.ts'
import { question, saying } from '../stage/watching.ts'
import { discordByGateway, slackBySockets, slackOverHttp } from '../stage/ways.ts'

const FIRST = 'Mostly the evenings: I plan the week on Sunday and it holds until Wednesday.'
const SECOND = 'Then something from work comes in between, and I drop the reading first.'

const questionsSeen = (person: Awaited<ReturnType<typeof interviewed>>) =>
  person.watch.sights.filter((sight) => question(sight) !== undefined).length

describe.each([
  ['Slack by Socket Mode', slackBySockets],
  ['Slack over HTTP', slackOverHttp],
])('what %s delivers', (_name, way) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(way.platform, await way.options())
  })
  afterAll(() => bot.close())

  const slack = () => {
    if (!bot.slack) throw new Error('not on Slack')
    return bot.slack
  }

  it('case 1: once more is answered once', async () => {
    const person = await interviewed(bot)
    const message = await person.say(FIRST)
    await person.watch.next(question, 'a question')
    const seen = questionsSeen(person)
    slack().faults.dropAcks(2)
    slack().faults.repeatMessageEvent(person.direct(), message)
    await slack().quiet()
    await expect.poll(() => unfinished(bot)).toBe(0)
    expect(questionsSeen(person)).toBe(seen)
    await person.answer(SECOND)
    expect(await answersOf(bot, person)).toEqual([FIRST, SECOND])
  })

  it('case 1: once more because the acknowledgement got lost is answered once', async () => {
    const person = await interviewed(bot)
    slack().faults.dropAcks(1)
    await person.answer(FIRST)
    await slack().quiet()
    const seen = questionsSeen(person)
    await expect.poll(() => unfinished(bot)).toBe(0)
    expect(questionsSeen(person)).toBe(seen)
    expect(await answersOf(bot, person)).toEqual([FIRST])
  })

  it('case 2: for the first time as a redelivery is answered like anything else', async () => {
    const person = await interviewed(bot)
    await slack().quiet()
    slack().faults.loseDeliveries(1)
    await person.answer(FIRST)
    expect(await answersOf(bot, person)).toEqual([FIRST])
  })

  it('case 3: as two messages though it was written once is one answer', async () => {
    const person = await interviewed(bot)
    const first = await person.say(FIRST)
    slack().faults.repeatGesture(person.direct(), first)
    await person.watch.next(question, 'a question')
    await slack().quiet()
    await person.answer(SECOND)
    expect(await answersOf(bot, person)).toEqual([FIRST, SECOND])
  })

  it('case 3: of the second of two such messages counts for the answer', async () => {
    const person = await interviewed(bot)
    const first = await person.say('It was the hastylinnet planner.')
    const second = slack().faults.repeatGesture(person.direct(), first)
    await person.watch.next(question, 'a question')
    await slack().quiet()
    const better = 'It was the wearytern calendar.'
    await person.seat.edit(person.direct(), second, better)
    await expect.poll(() => answersOf(bot, person)).toEqual([better])
    await person.seat.remove(person.direct(), second)
    await expect.poll(() => tablesHolding(bot, 'wearytern')).toEqual([])
  })

  it('case 2: only once the bot is back is answered like anything else', async () => {
    const person = await interviewed(bot)
    await expect.poll(() => unfinished(bot)).toBe(0)
    const seen = questionsSeen(person)
    await bot.stop()
    await person.say(FIRST)
    await bot.startAnother()
    await person.watch.next(question, 'a question')
    await slack().quiet()
    await expect.poll(() => unfinished(bot)).toBe(0)
    expect(await answersOf(bot, person)).toEqual([FIRST])
    expect(questionsSeen(person)).toBe(seen + 1)
  })

  it('leaves nothing half done', async () => {
    await slack().quiet()
    await expect.poll(() => unfinished(bot)).toBe(0)
  })
})

describe('what Slack leaves out because it would be too much', () => {
  it('is read from the history and answered', async () => {
    const bot = await runBot('slack', await slackOverHttp.options())
    onTestFinished(() => bot.close())
    const person = await interviewed(bot)
    await bot.slack?.quiet()
    bot.slack?.faults.leaveOutEvents(1)
    await person.answer(FIRST)
    expect(await answersOf(bot, person)).toEqual([FIRST])
  })
})

describe.each([
  ['Slack by Socket Mode', slackBySockets],
  ['Slack over HTTP', slackOverHttp],
  ['Discord', discordByGateway],
])('while the database is away, on %s,', (_name, way) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(way.platform, { ...(await way.options()), door: true })
  })
  afterAll(() => bot.close())

  const away = async (during: () => Promise<void>) => {
    const { door } = bot
    if (!door) throw new Error('no door')
    await expect.poll(() => unfinished(bot)).toBe(0)
    door.shut()
    try {
      await during()
    } finally {
      door.open()
    }
  }

  it('case 5: what a person writes is kept by the platform, and answered once when it is back', async () => {
    const person = await interviewed(bot)
    const seen = questionsSeen(person)
    const thrownOut = bot.door?.thrownOut ?? 0
    await bot.slack?.quiet()
    const before = { ...bot.slack?.events }
    await away(async () => {
      await person.say(FIRST)
      await expect.poll(() => bot.door?.thrownOut ?? 0).toBeGreaterThan(thrownOut)
      if (!bot.slack || before.offered === undefined) return
      // Slack offers once more only what was not acknowledged.
      await expect.poll(() => bot.slack?.events.offered, { timeout: 8_000 }).toBe(before.offered + 2)
      expect(bot.slack.events.acknowledged).toBe(before.acknowledged)
    })
    await person.watch.next(question, 'a question')
    await bot.slack?.quiet()
    // What they wrote, and the question, of which Slack tells the bot as well.
    if (before.acknowledged !== undefined)
      expect(bot.slack?.events.acknowledged).toBe(before.acknowledged + 2)
    await expect.poll(() => unfinished(bot)).toBe(0)
    expect(await answersOf(bot, person)).toEqual([FIRST])
    expect(questionsSeen(person)).toBe(seen + 1)
  })

  it('case 5: whoever gives a command is asked to try again, and then is heard', async () => {
    const person = await interviewed(bot)
    await away(async () => {
      await person.command('pause')
      await person.watch.next(saying(/try again/i), 'that it did not get through')
    })
    await expect.poll(() => unfinished(bot)).toBe(0)
    await person.command('pause')
    await person.watch.next(saying(/paused/i), 'the pause')
    expect(person.watch.sights.filter((sight) => saying(/paused/i)(sight))).toHaveLength(1)
  })
})
