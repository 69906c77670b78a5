import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { interviewed, type Participant } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, eventsOf, unfinished } from '../stage/stored.ts'
import { question, saying, watching } from '../stage/watching.ts'

const LINKED = 'We read about it on https://example.com/ before we took it up in May.'
const ANSWER = 'The foreman saw it first, since his list was always the oldest one.'

describe.each(['slack', 'discord'] as const)('what stands in a conversation on %s', (platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    bot = await runBot(platform)
  })
  afterAll(() => bot.close())

  const questionsSeen = ({ watch }: Participant) => watch.sights.filter((sight) => question(sight)).length
  const shownToThem = ({ watch }: Participant) =>
    watch.sights.filter((sight) => sight.kind === 'message' && sight.fromBot).length

  function unfurl(person: Participant, message: string): void {
    bot.slack?.faults.unfurl(person.direct(), message)
    bot.discord?.faults.unfurl(person.direct(), message)
  }

  it('case 12: the preview of a link is no edit', async () => {
    const person = await interviewed(bot)
    const message = await person.say(LINKED)
    await person.watch.next(question, 'a question')
    const before = await eventsOf(bot, person)
    const shown = shownToThem(person)
    unfurl(person, message)
    await person.answer(ANSWER)
    expect(await eventsOf(bot, person)).toEqual([...before, 'message-created'])
    expect(await answersOf(bot, person)).toEqual([LINKED, ANSWER])
    expect(shownToThem(person)).toBe(shown + 1)
  })

  it('case 12: the preview of a link is no second edit of a message that was edited', async () => {
    const person = await interviewed(bot)
    const message = await person.say('We read about it somewhere.')
    await person.watch.next(question, 'a question')
    await person.seat.edit(person.direct(), message, LINKED)
    await expect.poll(() => answersOf(bot, person)).toEqual([LINKED])
    const before = await eventsOf(bot, person)
    unfurl(person, message)
    await person.answer(ANSWER)
    expect(await eventsOf(bot, person)).toEqual([...before, 'message-created'])
    expect(await answersOf(bot, person)).toEqual([LINKED, ANSWER])
  })

  it('case 13: own posts and their edits, other bots and notes of the platform are nobody’s words', async () => {
    // On the way here the bot posted, and took the controls of its ratings away by edits.
    const person = await interviewed(bot)
    expect(person.watch.sights.some((sight) => sight.kind === 'edited' && sight.fromBot)).toBe(true)
    const first = await person.say(LINKED)
    await person.watch.next(question, 'a question')
    const before = await eventsOf(bot, person)
    const shown = shownToThem(person)
    const asked = questionsSeen(person)
    const direct = person.direct()
    if (bot.slack) {
      const { post, sendEvent } = bot.slack.faults
      const other = { subtype: 'bot_message', bot_id: 'B0WORKFLOW', username: 'Standup workflow' }
      const posted = post(direct, { ...other, text: 'What did you do yesterday?' })
      sendEvent({
        type: 'message',
        subtype: 'message_changed',
        channel: direct,
        channel_type: 'im',
        message: { type: 'message', ts: posted, ...other, text: 'What did you do the day before?' },
        previous_message: { type: 'message', ts: posted, ...other, text: 'What did you do yesterday?' },
        ts: posted,
        event_ts: posted,
      })
      post(direct, { bot_id: 'B0OTHER', user: 'U0OTHER', text: 'Posted by an app that is a user as well.' })
      for (const subtype of ['channel_topic', 'pinned_item', 'reminder_add', 'reply_broadcast'])
        post(direct, { subtype, user: person.seat.user, text: `a note of Slack: ${subtype}` })
    }
    bot.discord?.share(person.seat.user, { kind: 'pinned', message: first })
    await person.answer(ANSWER)
    expect(await eventsOf(bot, person)).toEqual([...before, 'message-created'])
    expect(await answersOf(bot, person)).toEqual([LINKED, ANSWER])
    expect(questionsSeen(person)).toBe(asked + 1)
    expect(shownToThem(person)).toBe(shown + 1)
  })

  it('case 13: another bot that mentions this one in the research channel gets no answer, a person does', async () => {
    const team = watching(bot.robin)
    const other = bot.addPerson({ name: 'Relay bot', bot: true })
    const place = platform === 'slack' ? bot.addChannel('relays', [other, bot.robin]) : bot.place
    await other.say(`${bot.mention} help`, place)
    await expect.poll(() => unfinished(bot)).toBe(0)
    await bot.robin.say(`${bot.mention} help`, bot.place)
    await team.next(saying('/study'), 'the help')
    await expect.poll(() => unfinished(bot)).toBe(0)
    expect(team.sights.filter((sight) => sight.kind === 'message' && sight.fromBot)).toHaveLength(1)
  })
})
