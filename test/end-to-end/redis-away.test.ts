import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../harness/free-port.ts'
import { keptLog } from '../harness/kept-log.ts'
import { interviewed } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'

const { log, lines } = keptLog()
let bot: RunningBot
beforeAll(async () => {
  const port = await freePort()
  bot = await runBot('slack', { log, env: () => ({ REDIS_URL: `redis://127.0.0.1:${port}` }) })
})
afterAll(() => bot.close())

it('a bot whose Redis is not there warns, interviews by the sweep alone, and stops in time', async () => {
  expect(lines).toContainEqual({ event: 'queue.away' })
  const person = await interviewed(bot, { patienceMs: 15_000 })
  await person.answer('I missed that the price had changed.')
  expect(bot.operations).toEqual([])
  const before = performance.now()
  await bot.stop()
  expect(performance.now() - before).toBeLessThan(10_000)
}, 60_000)
