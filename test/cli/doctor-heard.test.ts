import { describe, expect, it } from 'vitest'
import { heardOnSlack } from '../../src/cli/doctor/heard.ts'
import { heldUpChecks } from '../../src/cli/doctor/held-up.ts'

const NAMES = { study: 'study', interview: 'interview' }
const day = (date: number) => new Date(`2026-03-0${date}T12:00:00Z`)
const NEVER = { commandAt: null, directAt: null, disabledAt: null }

describe('what Slack tells no app', () => {
  it.each([
    ['no command so far', NEVER, 'slack commands', 'advice', /type \/study help.*STUDY_COMMAND/],
    ['a command', { ...NEVER, commandAt: day(1) }, 'slack commands', 'ok', /last heard on 2026-03-01/],
    ['no direct message so far', NEVER, 'slack Messages tab', 'advice', /App Home/],
    ['a direct message', { ...NEVER, directAt: day(2) }, 'slack Messages tab', 'ok', /2026-03-02/],
    [
      'a refusal',
      { ...NEVER, disabledAt: day(3) },
      'slack Messages tab',
      'broken',
      /refused.*switch on App Home/,
    ],
    [
      'a refusal after a direct message',
      { ...NEVER, directAt: day(2), disabledAt: day(3) },
      'slack Messages tab',
      'broken',
      /2026-03-03/,
    ],
    [
      'a direct message after a refusal',
      { ...NEVER, directAt: day(4), disabledAt: day(3) },
      'slack Messages tab',
      'ok',
      /2026-03-04/,
    ],
  ] as const)('is read from what came in: %s', (_what, heard, name, status, detail) => {
    const check = heardOnSlack(heard, NAMES).find((each) => each.name === name)
    expect(check).toMatchObject({ status, detail: expect.stringMatching(detail) })
  })
})

describe('what the running bot found', () => {
  const found = {
    platform: 'discord',
    workspace: '900',
    frozenAt: null,
    frozenReason: null,
    directsHeldUntil: null,
    directsHeldReason: null,
  } as const

  it('breaks interviews where a workspace stands still', () => {
    const frozen = { ...found, frozenAt: day(5), frozenReason: 'http 401' }
    expect(heldUpChecks([frozen])).toEqual([
      {
        name: 'discord workspace 900',
        status: 'broken',
        detail: expect.stringMatching(/since 2026-03-05 12:00 UTC \(http 401\): .*resume the study/),
      },
    ])
  })

  it('breaks none where only new conversations wait', () => {
    const held = { ...found, directsHeldUntil: day(6), directsHeldReason: 'discord 40003' }
    expect(heldUpChecks([held])).toMatchObject([
      { status: 'advice', detail: expect.stringMatching(/before 2026-03-06 12:00 UTC \(discord 40003\)/) },
    ])
  })

  it('is nothing where all is well', () => {
    expect(heldUpChecks([])).toEqual([])
  })
})
