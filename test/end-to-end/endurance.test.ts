import { describe, it } from 'vitest'
import { endure } from './endurance/endure.ts'

/** A sample of what `endurance.long.test.ts` does at length. */
describe.concurrent('an interviewer whose platform is unwell', () => {
  it.for(['slack', 'discord'] as const)(
    'loses nothing on %s and doubles nothing in three reconnects, lost responses and server errors each',
    { timeout: 60_000 },
    async (platform, { expect }) => {
      const endured = await endure({
        platform,
        each: 3,
        calmMs: 200,
        people: 4,
        thinkMs: 300,
        historyLagMs: 0,
        deadAfterMs: 1_000,
        seed: 7,
      })
      expect(endured).toMatchObject({ lost: 0, doubled: 0, staleLookUps: 0, broken: [] })
    },
  )
})
