import { describe, expect, it, onTestFinished } from 'vitest'
import { createDiscordChat } from '../../../src/adapters/discord/index.ts'
import { createInboxStore } from '../../../src/adapters/postgres/conversations/inbox-store.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import { createIds } from '../../../src/adapters/system/ids.ts'
import { participantFormFor } from '../../../src/core/interview/words/forms.ts'
import { createSink } from '../../../src/jobs/receive.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { interviewed, invited, joinFromPost, tap } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, eventsOf, unfinished } from '../stage/stored.ts'
import { form, offering, question } from '../stage/watching.ts'

const ANSWER = 'We took up a shared planner in May, because the old lists never matched.'
const CALLBACK = 'POST /interactions/:id/:token/callback'

async function running(...of: Parameters<typeof runBot>): Promise<RunningBot> {
  const bot = await runBot(...of)
  onTestFinished(() => bot.close())
  return bot
}

/** What a second process has of the first one's events while a deployment rolls: a session of its own, the same rows. */
async function secondSession(bot: RunningBot): Promise<void> {
  const clock = createSystemClock()
  const chat = createDiscordChat(
    {
      token: bot.settings.DISCORD_TOKEN ?? '',
      apiUrl: bot.settings.DISCORD_API_URL ?? '',
      commands: { study: 'study', interview: 'interview' },
    },
    { clock, log: silentLog },
  )
  await chat.identify()
  const sink = createSink({
    inbox: createInboxStore(bot.database.db),
    queue: { wake: (_job, lane) => bot.wake(lane) },
    clock,
    ids: createIds(),
    log: silentLog,
    burst: { quietMs: 200, capMs: 2_000 },
    missed: () => undefined,
    installation: async () => undefined,
  })
  const connection = await chat.connect(sink, participantFormFor)
  onTestFinished(() => connection.close())
  await expect.poll(() => bot.discord?.sessions.connected).toBe(2)
}

describe('two processes that both receive on discord', () => {
  it('case 21: let one of them answer an interaction, and store it and each message once', async () => {
    const bot = await running('discord')
    await secondSession(bot)
    const person = await invited(bot)
    await joinFromPost(person)
    const card = await person.watch.next(offering('consent:choose'), 'the card')
    await person.seat.press(card.message, card.control)
    await person.seat.submit(await person.watch.next(form, 'the form of choices'), { allow: [] })
    await tap(person.seat, await person.watch.next(offering('survey:'), 'the first rating'))
    await person.watch.next(question, 'the first question')
    await person.answer(ANSWER)
    await expect.poll(() => unfinished(bot), { timeout: 5_000 }).toBe(0)
    const refused = bot.lines.filter(({ kind, method }) => kind === 'refused' && method === CALLBACK)
    expect(new Set(refused.map(({ error }) => error?.split(' ')[0]))).toEqual(new Set(['40060']))
    const gestures = ['button', 'form', 'button', 'form', 'button']
    expect(await eventsOf(bot, person)).toEqual([...gestures, 'message-created'])
    expect(await answersOf(bot, person)).toEqual([ANSWER])
    expect(person.watch.sights.filter(({ kind }) => kind === 'complaint')).toEqual([])
    expect(person.watch.sights.filter(({ kind }) => kind === 'form')).toHaveLength(2)
    expect(person.watch.sights.filter((sight) => question(sight))).toHaveLength(2)
  })
})

describe('two processes that both receive on slack', () => {
  it('case 21: store and answer once what one of them stored and the other one got again', async () => {
    const bot = await running('slack', {
      standIn: { slack: { timing: { ackDeadlineMs: 400, retryDelaysMs: [0, 200, 1_000] } } },
    })
    await bot.startAnother()
    await expect.poll(() => bot.slack?.sockets).toBe(2)
    const person = await interviewed(bot)
    const before = await eventsOf(bot, person)
    const asked = person.watch.sights.filter((sight) => question(sight)).length
    bot.slack?.faults.dropAcks(1)
    await person.answer(ANSWER)
    await bot.slack?.quiet()
    await expect.poll(() => unfinished(bot), { timeout: 5_000 }).toBe(0)
    expect(await eventsOf(bot, person)).toEqual([...before, 'message-created'])
    expect(await answersOf(bot, person)).toEqual([ANSWER])
    expect(person.watch.sights.filter((sight) => question(sight)).length).toBe(asked + 1)
  })
})
