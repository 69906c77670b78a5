import { expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'

const clock = createSystemClock()

it('sleeps as long as asked', async () => {
  const before = clock.now().getTime()
  await clock.sleep(30)
  expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(29)
})

it('wakes at once when told to stop, also beforehand', async () => {
  const stop = new AbortController()
  const long = clock.sleep(60_000, stop.signal)
  stop.abort()
  await long
  await clock.sleep(60_000, stop.signal)
})

it('ticks until ended', async () => {
  let ticks = 0
  const end = clock.every(5, () => {
    ticks += 1
    if (ticks === 3) end()
  })
  await expect.poll(() => ticks).toBe(3)
  await clock.sleep(20)
  expect(ticks).toBe(3)
})
