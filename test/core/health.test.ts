import { describe, expect, it } from 'vitest'
import { awaited, type Happening, healthOf, type Reception, receptionAfter } from '../../src/core/health.ts'

const START = Date.parse('2026-03-02T10:00:00Z')
const at = (seconds: number) => new Date(START + seconds * 1_000)
const opened: Happening = { kind: 'opened' }
const closed: Happening = { kind: 'closed' }
const elsewhere: Happening = { kind: 'elsewhere' }
const failed: Happening = { kind: 'failed', reason: 'the token is not valid' }

/** What is said of a platform at a second, after what happened to its connections at others. */
function saidOf(happenings: readonly (readonly [number, Happening])[], second: number): string {
  const reception = happenings.reduce<Reception>(
    (before, [when, happening]) => receptionAfter(before, happening, at(when)),
    awaited(at(0)),
  )
  const { status, wrong } = healthOf(new Map([['pigeons', reception]]), undefined, at(second))
  expect(wrong.map(({ name }) => name)).toEqual(status === 'ok' ? [] : ['pigeons'])
  return wrong[0]?.reason ?? status
}

describe('a platform is well', () => {
  it('while a connection is open, however long nothing happens', () => {
    expect(saidOf([[1, opened]], 86_400)).toBe('ok')
  })

  it('while one of several connections is open, whatever became of the others', () => {
    expect(
      saidOf(
        [
          [1, opened],
          [2, opened],
          [3, closed],
          [4, failed],
        ],
        60,
      ),
    ).toBe('ok')
  })

  it('while it is connected anew, or another process takes over', () => {
    expect(
      saidOf(
        [
          [1, opened],
          [60, closed],
        ],
        75,
      ),
    ).toBe('ok')
  })

  it('while it cannot connect for a moment, in which another process may take over', () => {
    expect(
      saidOf(
        [
          [1, opened],
          [60, closed],
          [60, failed],
          [70, failed],
        ],
        75,
      ),
    ).toBe('ok')
    expect(saidOf([[1, failed]], 15)).toBe('ok')
  })

  it('while another process that is alive receives', () => {
    expect(
      saidOf(
        [
          [1, elsewhere],
          [20, elsewhere],
          [39, elsewhere],
        ],
        50,
      ),
    ).toBe('ok')
  })

  it('again once it is connected, here or elsewhere', () => {
    expect(
      saidOf(
        [
          [1, failed],
          [60, opened],
        ],
        61,
      ),
    ).toBe('ok')
    expect(
      saidOf(
        [
          [1, failed],
          [60, elsewhere],
        ],
        61,
      ),
    ).toBe('ok')
  })
})

describe('a platform is wrong', () => {
  it('when for a while it refuses every connection, with the reason', () => {
    expect(
      saidOf(
        [
          [1, opened],
          [60, closed],
          [60, failed],
        ],
        76,
      ),
    ).toBe('the token is not valid')
  })

  it('when for a while no process was connected, as far as is known', () => {
    expect(saidOf([], 16)).toBe('no process is known to be connected for 16 s')
    expect(
      saidOf(
        [
          [1, opened],
          [60, closed],
        ],
        80,
      ),
    ).toBe('no process is known to be connected for 20 s')
    expect(saidOf([[1, elsewhere]], 31)).toBe('no process is known to be connected for 30 s')
  })

  it('when the last of its connections has failed to come back', () => {
    expect(
      saidOf(
        [
          [1, opened],
          [2, opened],
          [3, closed],
          [4, closed],
          [5, failed],
        ],
        20,
      ),
    ).toBe('the token is not valid')
  })
})

describe('health', () => {
  it('tells everything that is wrong at once, the database too', () => {
    const refused = receptionAfter(awaited(at(0)), failed, at(1))
    const well = receptionAfter(awaited(at(0)), opened, at(1))
    const receptions = new Map([
      ['pigeons', refused],
      ['drums', well],
    ])
    expect(healthOf(receptions, 'it cannot be used: ECONNREFUSED', at(20))).toEqual({
      status: 'failing',
      wrong: [
        { name: 'pigeons', reason: 'the token is not valid' },
        { name: 'database', reason: 'it cannot be used: ECONNREFUSED' },
      ],
    })
  })
})
