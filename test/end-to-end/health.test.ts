import { describe, it } from 'vitest'
import { healthSeen } from './stage/health.ts'
import { runBot } from './stage/running-bot.ts'

describe('a bot whose database is away', () => {
  it('is told by its health endpoint until the database is back, and its platform is not blamed', {
    timeout: 60_000,
  }, async ({ expect, onTestFinished }) => {
    const health = await healthSeen()
    const bot = await runBot('slack', { door: true, env: health.env })
    onTestFinished(() => bot.close())
    const door = bot.door ?? expect.unreachable()
    expect(await health.look()).toBe('ok')
    door.shut()
    await expect
      .poll(health.look, { timeout: 10_000 })
      .toMatch(/^database: it (cannot be used: \w|did not answer)/)
    expect(await health.look()).not.toContain(new URL(bot.settings.DATABASE_URL ?? '').port)
    door.open()
    await expect.poll(health.look, { timeout: 15_000 }).toBe('ok')
  })
})

describe('a bot that is stopped', () => {
  it('answers nobody any more', async ({ expect, onTestFinished }) => {
    const health = await healthSeen()
    const bot = await runBot('discord', { env: health.env })
    onTestFinished(() => bot.close())
    expect(await health.look()).toBe('ok')
    await bot.stop()
    await expect(health.look()).rejects.toThrow()
  })
})
