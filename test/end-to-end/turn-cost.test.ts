import { afterEach, describe, expect, it } from 'vitest'
import { interviewed } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { unfinished } from './stage/stored.ts'

let bot: RunningBot | undefined
afterEach(async () => {
  await bot?.close()
  bot = undefined
})

/** The sweeper looks for forgotten work and for words to forget every few seconds, whether anybody speaks or not; leases are renewed by time. */
const BY_TIME =
  /union select lane from timer|where words_until <= \$|set lease_until = greatest\(lease_until, now\(\) \+ make_interval\(secs => \$1\)\)\s+where key = \$2 and epoch|\bupdate connection\b/

/**
 * What one answer costs, counted: whoever adds a statement, a commit, a queue operation or a call sees it here.
 * Statements: store; take, waiting, load; begin, fence, interview, turns, inbox, timer, outbox, usage, commit; sent.
 * Commits: stored, lane taken, answered (its outbox row stamped already), sent.
 */
const COST = { statements: 14, commits: 4, wakes: 1, platformCalls: 1, modelCalls: 1 }

type Cost = typeof COST

const ANSWERS = [
  'We moved to a shared planner in May, after two shipments were booked twice.',
  'The foreman saw it first, since his list was never the one the drivers had.',
  'Now everybody looks at one list in the morning, and nobody rings the office.',
]

describe.each(['slack', 'discord'] as const)('one answer on %s', (platform) => {
  it('costs what it is known to cost', async () => {
    const sent: string[] = []
    let commits = 0
    bot = await runBot(platform, {
      onStatement: (kind, statement) => {
        if (BY_TIME.test(statement)) return
        if (kind === 'commit') commits++
        else sent.push(statement)
      },
    })
    const running = bot
    const person = await interviewed(running)
    const costs: Cost[] = []
    for (const answer of ANSWERS) {
      await atRest(running)
      const before = counts(running)
      sent.length = 0
      commits = 0
      await person.answer(answer)
      await atRest(running)
      const after = counts(running)
      costs.push({
        statements: sent.length,
        commits,
        wakes: after.wakes - before.wakes,
        platformCalls: after.platformCalls - before.platformCalls,
        modelCalls: after.modelCalls - before.modelCalls,
      })
    }
    // The sweep may find a lane just before its own wake does, and then looks at it once more.
    const [cost] = costs.sort((a, b) => a.statements - b.statements)
    process.stdout.write(`one answer on ${platform}: ${JSON.stringify(cost)}\n`)
    expect(cost, sent.join('\n')).toEqual(COST)
  })
})

function counts(running: RunningBot) {
  return {
    wakes: running.operations.filter((operation) => operation === 'wake').length,
    platformCalls: running.lines.filter((line) => line.kind === 'call').length,
    modelCalls: Object.values(running.claude.calls).reduce((sum, calls) => sum + calls, 0),
  }
}

async function atRest(running: RunningBot): Promise<void> {
  await expect.poll(() => unfinished(running), { timeout: 10_000 }).toBe(0)
}
