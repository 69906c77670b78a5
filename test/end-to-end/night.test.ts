import { sql } from 'kysely'
import { describe, it } from 'vitest'
import type { Sight } from '../../sim/seat.ts'
import { bringNightForward, interviewInShort, launchedNight, WORDS } from './stage/night.ts'
import { runBot } from './stage/running-bot.ts'
import { tablesHolding } from './stage/stored.ts'
import { fixed, saying, watching } from './stage/watching.ts'

describe.concurrent.each(['slack', 'discord'] as const)('the night on %s', (platform) => {
  it('codes what is new, posts it in the morning, and the next night stands', { timeout: 60_000 }, async ({
    expect,
    onTestFinished,
  }) => {
    const bot = await runBot(platform)
    onTestFinished(() => bot.close())
    const watch = watching(bot.robin)
    const { people, study } = await launchedNight(bot)
    await Promise.all(people.map((person, index) => interviewInShort(bot, person, WORDS[index] ?? '')))

    await bringNightForward(bot, study)
    const report = await watch.next(saying('Interim report: Planning a week'), 'the report')
    expect(report.text).toContain('6 invited, 6 consented, 6 completed')
    expect(report.text).toContain('Saves time: at least 5 of 6')
    await expect.poll(() => watch.sights.some(withPage)).toBe(true)
    const { rows } = await sql<{ due: Date }>`
      select due_at as due from timer where kind = 'nightly' and subject = ${study} and fired_at is null`.execute(
      bot.database.db,
    )
    expect(rows.length).toBe(1)
    expect(rows[0]?.due.getTime()).toBeGreaterThan(Date.now())

    // Whoever deletes their data afterwards stands in nothing that is stored, files of the report included.
    const [first] = people
    expect(await tablesHolding(bot, 'kestrelhen')).not.toEqual([])
    await first?.say('delete my data')
    await first?.watch.next(saying(fixed('deleteConfirm')), 'the question for confirmation')
    await first?.say('DELETE')
    await first?.watch.next(saying(fixed('deleted')), 'the deletion')
    await expect.poll(() => tablesHolding(bot, 'kestrelhen')).toEqual([])
  })
})

/** The report as a page of its own; it comes with the message or right after it, as the platform has it. */
function withPage(sight: Sight): boolean {
  return sight.kind === 'message' && sight.files.some((file) => file.name === 'report.html')
}
