import { describe, it } from 'vitest'
import { keptLog } from '../../harness/kept-log.ts'
import { healthSeen } from '../stage/health.ts'
import { laterClock } from '../stage/later-clock.ts'
import { interviewed } from '../stage/participant.ts'
import { runBot } from '../stage/running-bot.ts'
import { answersOf, unfinished } from '../stage/stored.ts'
import { fixed, question, saying } from '../stage/watching.ts'

const FIRST = 'We took up a shared planner in May, because the old lists never matched.'
const MEANWHILE = 'Nobody prints the lists any more, and the mornings are quiet since the summer.'
const AFTER = 'The foreman saw it first, since his list was always the oldest one in the yard.'
/** So long after the last connection it is wrong that there is none. */
const UNCONNECTED_TOO_LONG_MS = 16_000

describe.each(['slack', 'discord'] as const)('a connection on %s', (platform) => {
  it('case 28: that flaps or loses its session costs no answer and doubles none', {
    timeout: 60_000,
  }, async ({ expect, onTestFinished }) => {
    const bot = await runBot(platform)
    onTestFinished(() => bot.close())
    const person = await interviewed(bot)
    const asked = person.watch.sights.filter(question).length
    bot.flap()
    await person.answer(FIRST)
    bot.loseSession()
    await person.say(MEANWHILE)
    await person.watch.next(question, 'a question on what was said meanwhile')
    await person.answer(AFTER)
    await expect.poll(() => unfinished(bot), { timeout: 5_000 }).toBe(0)
    expect(await answersOf(bot, person)).toEqual([FIRST, MEANWHILE, AFTER])
    expect(person.watch.sights.filter(question).length).toBe(asked + 3)
  })

  it('case 28: that was away for hours has a word of apology for who wrote meanwhile', {
    timeout: 60_000,
  }, async ({ expect, onTestFinished }) => {
    const { clock, pass } = laterClock()
    const bot = await runBot(platform, { clock })
    onTestFinished(() => bot.close())
    const person = await interviewed(bot)
    await person.answer(FIRST)
    await bot.stop()
    await person.say(MEANWHILE)
    pass(3 * 3_600_000)
    await bot.startAnother()
    const late = await person.watch.next(saying(fixed('late')), 'an apology')
    expect(question(late)).toBeDefined()
    expect(person.watch.sights.filter(saying(fixed('late')))).toHaveLength(1)
    expect(await answersOf(bot, person)).toEqual([FIRST, MEANWHILE])
  })
})

describe('a connection that Discord refuses', () => {
  it.for([
    { code: 4004, what: 'its token', why: 'the token is not valid, set DISCORD_TOKEN' },
    { code: 4014, what: 'its intents', why: 'it does not allow the intents asked for' },
  ])(
    'case 28: for $what ($code) is not asked for over and over, says so, and loses nothing',
    {
      timeout: 60_000,
    },
    async ({ code, why }, { expect, onTestFinished }) => {
      const { log, lines } = keptLog()
      const { clock, pass } = laterClock()
      const health = await healthSeen()
      const bot = await runBot('discord', { log, clock, env: health.env })
      onTestFinished(() => bot.close())
      const discord = bot.discord ?? expect.unreachable()
      const person = await interviewed(bot)
      const { begun } = discord.sessions
      expect(await health.look()).toBe('ok')
      discord.faults.refuseSessions(code)
      discord.faults.closeGateway(code)
      const failed = () => lines.findLast(({ event }) => event === 'connection.failed')
      await expect.poll(() => failed()?.message, { timeout: 10_000 }).toContain(why)
      expect(await health.look()).toBe('ok')
      pass(UNCONNECTED_TOO_LONG_MS)
      expect(await health.look()).toContain(`discord: Discord refused the connection: ${why}`)
      expect(failed()?.retryInMs).toBeGreaterThanOrEqual(300_000)
      await person.say(FIRST)
      discord.faults.refuseSessions(undefined)
      await bot.stop()
      await bot.startAnother()
      await person.watch.next(question, 'a question on what was said meanwhile')
      expect(await answersOf(bot, person)).toEqual([FIRST])
      expect(discord.sessions.begun).toBe(begun + 1)
      expect(await health.look()).toBe('ok')
    },
  )

  it('case 28: because too few are left today is waited for, by a process that runs on', {
    timeout: 60_000,
  }, async ({ expect, onTestFinished }) => {
    const { log, lines } = keptLog()
    const { clock, pass } = laterClock()
    const health = await healthSeen()
    const bot = await runBot('discord', { log, clock, env: health.env })
    onTestFinished(() => bot.close())
    const discord = bot.discord ?? expect.unreachable()
    const person = await interviewed(bot)
    const { begun } = discord.sessions
    discord.faults.limitSessions(15)
    await bot.stop()
    await bot.startAnother()
    const failed = lines.filter(({ event }) => event === 'connection.failed')
    expect(failed).toMatchObject([
      { message: expect.stringContaining('15 of 1000 connections are left today') },
    ])
    expect(failed[0]?.retryInMs).toBeGreaterThanOrEqual(60_000)
    expect(discord.sessions.begun).toBe(begun)
    pass(UNCONNECTED_TOO_LONG_MS)
    expect(await health.look()).toContain('discord: 15 of 1000 connections are left today')
    await person.say(FIRST)
    discord.faults.limitSessions(1_000)
    await bot.stop()
    await bot.startAnother()
    await person.watch.next(question, 'a question on what was said meanwhile')
    expect(await answersOf(bot, person)).toEqual([FIRST])
    expect(await health.look()).toBe('ok')
  })
})

describe('a socket that Slack refuses', () => {
  it('case 28: is asked for ever more rarely, and nothing is lost', { timeout: 60_000 }, async ({
    expect,
    onTestFinished,
  }) => {
    const { log, lines } = keptLog()
    const bot = await runBot('slack', { log })
    onTestFinished(() => bot.close())
    const slack = bot.slack ?? expect.unreachable()
    const person = await interviewed(bot)
    for (let tries = 0; tries < 3; tries++)
      slack.faults.nextCall('apps.connections.open', 'error:internal_error')
    slack.faults.cutSockets()
    await person.say(FIRST)
    await person.watch.next(question, 'a question on what was said meanwhile')
    const failed = lines.filter(({ event }) => event === 'connection.failed').slice(0, 3)
    expect(failed.map(({ retryInMs }) => retryInMs)).toEqual([1_000, 2_000, 4_000])
    expect(failed.at(-1)?.message).toMatch(/Socket Mode: internal_error$/)
    expect(await answersOf(bot, person)).toEqual([FIRST])
  })

  it('case 28: for its token makes the health endpoint say so until it is accepted again', {
    timeout: 60_000,
  }, async ({ expect, onTestFinished }) => {
    const { log, lines } = keptLog()
    const { clock, pass } = laterClock()
    const health = await healthSeen()
    const bot = await runBot('slack', { log, clock, env: health.env })
    onTestFinished(() => bot.close())
    const slack = bot.slack ?? expect.unreachable()
    expect(await health.look()).toBe('ok')
    for (let tries = 0; tries < 3; tries++)
      slack.faults.nextCall('apps.connections.open', 'error:invalid_auth')
    slack.faults.cutSockets()
    const why = 'Slack could not be connected to by Socket Mode: invalid_auth, check SLACK_APP_TOKEN'
    const failed = () => lines.findLast(({ event }) => event === 'connection.failed')
    await expect.poll(() => failed()?.message, { timeout: 10_000 }).toBe(why)
    expect(await health.look()).toBe('ok')
    pass(UNCONNECTED_TOO_LONG_MS)
    expect(await health.look()).toBe(`slack: ${why}`)
    await expect.poll(health.look, { timeout: 30_000 }).toBe('ok')
  })
})
