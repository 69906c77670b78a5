import { describe, it } from 'vitest'
import { interviewed } from './stage/participant.ts'
import { runBot } from './stage/running-bot.ts'
import { answersOf, interviewOf } from './stage/stored.ts'
import { fixed, saying } from './stage/watching.ts'

const FIRST = 'We took up a shared planner in May, because the old lists never matched.'
const HOUR_MS = 3_600_000

describe.concurrent.each(['slack', 'discord'] as const)('a silent person on %s', (platform) => {
  it('is reminded once, then let go with what they said', { timeout: 30_000 }, async ({
    expect,
    onTestFinished,
  }) => {
    const bot = await runBot(platform, {
      env: () => ({ NUDGE_AFTER_HOURS: `${1_500 / HOUR_MS}`, CLOSE_AFTER_HOURS: `${5_000 / HOUR_MS}` }),
    })
    onTestFinished(() => bot.close())
    const person = await interviewed(bot)
    await person.answer(FIRST)
    // The sweep would find the timer within three seconds; here that is as long as the silence itself.
    const looks = setInterval(() => void bot.wake(person.lane), 200)
    onTestFinished(() => clearInterval(looks))
    await person.watch.next(saying(fixed('nudge')), 'the reminder')
    await person.watch.next(saying(fixed('closedIdle')), 'the end')
    clearInterval(looks)
    expect(await interviewOf(bot, person)).toMatchObject({ state: 'partial', ended_by: 'idle' })
    expect(await answersOf(bot, person)).toEqual([FIRST])
    expect(person.watch.sights.filter((sight) => saying(fixed('nudge'))(sight)).length).toBe(1)
    await person.say('I am back!')
    await person.watch.next(saying(fixed('over')), 'word that it is over')
  })
})
