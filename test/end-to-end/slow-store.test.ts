import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { interviewed } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { stateOf, unfinished } from './stage/stored.ts'
import { fixed, saying } from './stage/watching.ts'
import { discordByGateway, slackBySockets, slackOverHttp } from './stage/ways.ts'

/**
 * Slack waits long enough that nothing but the database can hold an acknowledgement up: that it comes within the three
 * seconds is shown by the adapter's own clock, in test/adapters/slack.
 */
const timing = { ackDeadlineMs: 10_000 }

describe.each([
  ['Slack by Socket Mode', slackBySockets],
  ['Slack over HTTP', slackOverHttp],
  ['Discord', discordByGateway],
])('while the database takes its time, on %s,', (_name, way) => {
  let bot: RunningBot
  beforeAll(async () => {
    const { env, standIn } = await way.options()
    bot = await runBot(way.platform, {
      ...(env ? { env } : {}),
      standIn: { ...standIn, slack: { ...standIn?.slack, timing } },
    })
  })
  afterAll(() => bot.close())

  /** Nothing can be stored in the inbox until the function returned is called. */
  async function hold(): Promise<() => Promise<void>> {
    const { promise: held, resolve: isHeld } = Promise.withResolvers<void>()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const done = bot.database.db.transaction().execute(async (trx) => {
      await sql`lock table inbox in access exclusive mode`.execute(trx)
      isHeld()
      await released
    })
    await held
    return async () => {
      release()
      await done
    }
  }

  const acknowledged = () =>
    bot.lines.filter(({ kind, method }) => kind === 'call' && /interactions.*callback/.test(method ?? ''))
      .length

  it('a command is acknowledged in time, and does what it is to do when it can', async () => {
    const person = await interviewed(bot)
    await expect.poll(() => unfinished(bot)).toBe(0)
    const before = acknowledged()
    const letGo = await hold()
    // Slack's client waits for the acknowledgement; Discord's shows meanwhile that something is being done.
    await person.command('pause')
    if (bot.discord) await expect.poll(acknowledged).toBe(before + 1)
    expect(await stateOf(bot, person)).toBe('interviewing')
    await letGo()
    await person.watch.next(saying(fixed('paused')), 'the pause')
    expect(await stateOf(bot, person)).toBe('paused')
    expect(person.watch.sights.filter(({ kind }) => kind === 'complaint')).toEqual([])
  })
})
