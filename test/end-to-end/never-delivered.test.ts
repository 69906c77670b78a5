import { sql } from 'kysely'
import { describe, it } from 'vitest'
import { interviewed } from './stage/participant.ts'
import { runBot } from './stage/running-bot.ts'
import { answersOf } from './stage/stored.ts'
import { question } from './stage/watching.ts'

const WORDS = 'It was the shared planner, since May, and nobody was told of it.'

describe.each(['slack', 'discord'] as const)('an answer that %s never delivers', (platform) => {
  it('is found when its conversation has its turn, and answered', { timeout: 60_000 }, async ({
    expect,
    onTestFinished,
  }) => {
    const bot = await runBot(platform)
    onTestFinished(() => bot.close())
    const person = await interviewed(bot)
    // Kept back for good: nothing breaks, and nobody knows of a gap.
    if (bot.slack) bot.slack.faults.holdNextEvent((event) => event.text === WORDS)
    bot.discord?.faults.dropNext(
      'MESSAGE_CREATE',
      (body) => (body as { readonly content?: string }).content === WORDS,
    )
    const { db } = bot.database
    await person.say(WORDS)
    // As if its last turn had been long ago.
    await sql`update direct_conversation set compared_at = null, taken_at = null`.execute(db)
    await expect.poll(() => answersOf(bot, person), { timeout: 30_000, interval: 500 }).toEqual([WORDS])
    await person.watch.next(question, 'a question')
  })
})
