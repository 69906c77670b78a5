import { sql } from 'kysely'
import { describe, it } from 'vitest'
import { bringNightForward, interviewInShort, launchedNight, WORDS } from '../stage/night.ts'
import type { Participant } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { tablesHolding } from '../stage/stored.ts'
import { changedTo, saying, watching } from '../stage/watching.ts'

/** The person's own message that holds these words. */
async function messageOf({ database: { db } }: RunningBot, person: Participant, words: string) {
  const { message } = await db
    .selectFrom('turn_message')
    .select('message')
    .where('conversation', '=', person.direct())
    .where('words', 'like', `%${words}%`)
    .executeTakeFirstOrThrow()
  return message
}

/** As if everything had come in a while ago, so that a history must show it. */
async function backdate({ database: { db } }: RunningBot): Promise<void> {
  await sql`update inbox set received_at = received_at - interval '5 minutes'`.execute(db)
}

describe.concurrent.each(['slack', 'discord'] as const)('words taken back on %s', (platform) => {
  it('case 10: a deleted answer is gone from storage and reports, whether or not anybody heard of it, and the researchers are told', {
    timeout: 90_000,
  }, async ({ expect, onTestFinished }) => {
    const bot = await runBot(platform)
    onTestFinished(() => bot.close())
    const team = watching(bot.robin)
    const { people, study } = await launchedNight(bot)
    await Promise.all(people.map((person, index) => interviewInShort(bot, person, WORDS[index] ?? '')))
    const [counted, quoted, silent] = people as [Participant, Participant, Participant]
    await bringNightForward(bot, study)
    await team.next(saying('Interim report: Planning a week'), 'the report')

    // Nothing of it is quoted, but the person counts.
    await counted.seat.remove(counted.direct(), await messageOf(bot, counted, 'from where I stand'))
    await team.next(saying('were taken back since'), 'word that the report changed')
    await quoted.seat.remove(quoted.direct(), await messageOf(bot, quoted, 'since March'))
    await team.next(changedTo('This report was taken down'), 'the report taken down')
    expect(team.sights.filter(saying('were taken back since'))).toHaveLength(1)

    await backdate(bot)
    await bot.stop()
    await silent.seat.remove(silent.direct(), await messageOf(bot, silent, 'of printing'))
    expect(await tablesHolding(bot, 'of printing')).not.toEqual([])
    await bot.startAnother()
    await bot.robin.command(bot.place, '/study', 'report now')
    await team.next(saying('Interim report: Planning a week'), 'the next report')
    expect(await tablesHolding(bot, 'of printing')).toEqual([])
    const { rows } = await sql<{ gone: number }>`
      select count(*)::int as gone from turn where speaker = 'participant' and deleted_at is not null`.execute(
      bot.database.db,
    )
    expect(rows[0]?.gone).toBe(3)
  })
})
