import { expect } from 'vitest'
import { type ChatCheck, paragraph } from './chat-checks.ts'

/** Whom and what the bot knows, and who it cannot reach. */
export const people: readonly ChatCheck[] = [
  {
    name: 'tells that a person cannot be reached',
    run: async (bench) => {
      const { deafSeat } = bench.setup
      if (deafSeat === undefined) return
      const sent = await bench.say(bench.person(deafSeat), [paragraph('Hello?')], 'deaf')
      expect(sent).toMatchObject({ outcome: 'unreachable' })
    },
  },
  {
    name: 'tells that a place is gone',
    run: async (bench) => {
      const gone = { ...bench.place('404404404404404404') }
      const sent = await bench.say(gone, [paragraph('Hello?')], 'gone')
      expect(sent).toEqual({ outcome: 'unreachable', reason: 'place-gone' })
    },
  },
  {
    name: 'knows a person, and does not know another',
    run: async (bench) => {
      const { chat, seat } = bench.setup
      const { platform } = seat
      const known = await chat.profile({ platform, workspace: bench.workspace, person: seat.user })
      expect(known).toMatchObject({ bot: false, deactivated: false, displayName: expect.any(String) })
      const person = '404404404404404404'
      expect(await chat.profile({ platform, workspace: bench.workspace, person })).toBeUndefined()
    },
  },
  {
    name: 'finds nothing to mend where all is well, and says what to mend where not',
    run: async (bench) => {
      const well = await bench.setup.chat.doctor([bench.setup.researchPlace])
      expect(well.filter(({ status }) => status === 'broken')).toEqual([])
      expect(well.length).toBeGreaterThan(0)
      const ill = await bench.setup.chat.doctor(['404404404404404404'])
      expect(ill.filter(({ status }) => status === 'broken')).toHaveLength(1)
    },
  },
]
