import { describe, expect, it } from 'vitest'
import { type Endured, endure } from './endurance/endure.ts'

/** Longer than the pause after which a reconnect counts as one of many, so that none is put off for that. */
const CALM_MS = { slack: 6_000, discord: 2_500 }
const THINK_MS = { slack: 9_000, discord: 5_000 }

const report = (endured: Endured) => process.stdout.write(`${JSON.stringify(endured)}\n`)

describe.each(['slack', 'discord'] as const)('an interviewer whose platform %s is unwell', (platform) => {
  it('loses nothing and doubles nothing in 50 reconnects, 50 lost responses and 50 server errors', async () => {
    const endured = await endure({
      platform,
      each: 50,
      calmMs: CALM_MS[platform],
      people: 12,
      thinkMs: THINK_MS[platform],
      historyLagMs: 0,
      deadAfterMs: 2_000,
      seed: 11,
    })
    report(endured)
    expect(endured).toMatchObject({ lost: 0, doubled: 0, staleLookUps: 0, broken: [] })
  })

  it('with a history that lags by up to ten seconds doubles no more than look-ups were made stale', async () => {
    const endured = await endure({
      platform,
      each: 50,
      calmMs: CALM_MS[platform],
      people: 12,
      thinkMs: THINK_MS[platform],
      historyLagMs: 10_000,
      deadAfterMs: 2_000,
      seed: 13,
    })
    report(endured)
    expect(endured).toMatchObject({ lost: 0, broken: [] })
    // Discord drops a second post by its key, whatever a look-up said.
    expect(endured.doubled).toBeLessThanOrEqual(platform === 'discord' ? 0 : endured.staleLookUps)
  })
})
