import { afterEach, describe, expect, it } from 'vitest'
import type { ClaudeCall } from '../../../sim/claude/calls.ts'
import { bringNightForward, interviewInShort, launchedNight, WORDS } from '../stage/night.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { tablesHolding, unfinished } from '../stage/stored.ts'
import { saying, watching } from '../stage/watching.ts'

/** Only the first person says it. */
const OLD = 'kestrelhen'
const BETTER = 'The planner saves time every single morning. The reedbunting list saves hours on Friday.'

describe.each(['slack', 'discord'] as const)('an answer on %s', (platform) => {
  let bot: RunningBot
  afterEach(() => bot.close())

  it('case 9: that is edited after the interview stands in the report as edited, and in no other words', async () => {
    bot = await runBot(platform)
    const watch = watching(bot.robin)
    const { people, study } = await launchedNight(bot)
    const messages = await Promise.all(
      people.map((person, index) => interviewInShort(bot, person, WORDS[index] ?? '')),
    )
    const [person] = people
    const [message] = messages
    if (!person || !message) throw new Error('nobody was interviewed')
    expect(await tablesHolding(bot, OLD)).not.toEqual([])
    await person.seat.edit(person.direct(), message, BETTER)
    await expect.poll(() => tablesHolding(bot, 'reedbunting')).toContain('turn')
    await expect.poll(() => unfinished(bot)).toBe(0)

    const coded: ClaudeCall[] = []
    bot.claude.setScript((call) => {
      coded.push(call)
      return undefined
    })
    await bringNightForward(bot, study)
    await watch.next(saying('Interim report: Planning a week'), 'the report')
    const read = coded.map(({ input }) => input).join()
    expect(read).toContain('reedbunting')
    expect(read).not.toContain(OLD)
    // Nor in the stored page of the report, or anywhere else: decision 0015.
    expect(await tablesHolding(bot, OLD)).toEqual([])
  }, 60_000)
})
