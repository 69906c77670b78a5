import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContactHours } from '../../../src/core/fieldwork/contact-hours.ts'
import type { SilenceRules } from '../../../src/core/interview/silence.ts'
import type { UnaskedKind } from '../../../src/core/ports/lane-store.ts'
import { OFFICE_HOURS, SILENCE } from '../../fakes/silence.ts'
import { awakeAt, type Course, contactHours, courses, moments, within, zones } from '../fieldwork/clocks.ts'
import { PLAN, rehearse } from './rehearsal.ts'

const HOUR_MS = 3_600_000
const ID = '01900000-0000-7000-8000-000000000001'
const { idle, invitation } = SILENCE

interface Told {
  readonly kind: UnaskedKind
  readonly at: Date
  readonly zone: string
}

/** Nobody says a word from `start` on, while processes sleep and the person travels. */
async function silenceFrom(
  how: 'invited' | 'under way' | 'paused',
  start: Date,
  zone: string,
  hours: ContactHours,
  course: Course,
) {
  const rules: SilenceRules = { ...SILENCE, contact: { hours, zone: 'UTC', gapMs: 20 * HOUR_MS, paceMs: 1 } }
  const begins = start.getTime() - 60_000
  const interview = rehearse([], 'en', PLAN, 'all', rules, begins)
  if (how !== 'invited') await interview.press(`consent:take-part:${ID}`)
  if (how === 'paused') await interview.command('pause')
  const silentFrom = new Date(interview.steps.at(-1)?.at ?? begins)
  const moves = [...course.moves].sort((a, b) => a.at - b.at)
  const told: Told[] = []
  let due = new Date(silentFrom)
  let here = zone
  interview.moveTo(here)
  for (let looks = 0; looks < 100; looks++) {
    const [move] = moves
    const moved = move && new Date(start.getTime() + move.at * HOUR_MS) <= due ? moves.shift() : undefined
    const planned = moved
      ? new Date(Math.max(silentFrom.getTime(), start.getTime() + moved.at * HOUR_MS))
      : due
    const at = awakeAt(planned, start, course)
    if (moved) {
      here = moved.zone
      interview.moveTo(here)
    }
    await interview.goesOff(at)
    const step = interview.steps.at(-1)
    for (const { unasked } of step?.send ?? []) if (unasked) told.push({ kind: unasked, at, zone: here })
    if (step?.timer === 'cancel') return { told, silentFrom, endedAt: at, state: step.state }
    // A lane's timers are worked on again at once if they are due: this one must lie ahead.
    if (step?.timer) due = step.timer.dueAt
    expect(due > at, `${due.toISOString()} after ${at.toISOString()}`).toBe(true)
  }
  throw new Error('the silence does not end')
}

const since = (later: Date, earlier: Date) => later.getTime() - earlier.getTime()

function inTheirHours(told: readonly Told[], hours: ContactHours): void {
  for (const { at, zone } of told)
    expect(within(at, zone, hours), `${at.toISOString()} in ${zone}`).toBe(true)
  for (const [index, { at }] of told.entries()) {
    const before = told[index - 1]
    if (before) expect(since(at, before.at)).toBeGreaterThanOrEqual(20 * HOUR_MS)
  }
}

describe('a silence, whatever clocks change, processes sleep and people travel', () => {
  it('in an interview is nudged once in the person’s hours, and closed when they had their time', async () => {
    await fc.assert(
      fc.asyncProperty(moments, zones, contactHours, courses, async (start, zone, hours, course) => {
        const { told, silentFrom, state } = await silenceFrom('under way', start, zone, hours, course)
        inTheirHours(told, hours)
        expect(state).toBe('partial')
        expect(told.map(({ kind }) => kind)).toEqual(['nudge', 'close'])
        const [nudge, close] = told
        if (!nudge || !close) throw new Error('not both')
        expect(since(nudge.at, silentFrom)).toBeGreaterThanOrEqual(idle.nudgeMs)
        expect(since(close.at, nudge.at)).toBeGreaterThanOrEqual(idle.closeMs - idle.nudgeMs)
      }),
      { numRuns: 300 },
    )
  })

  it('in a pause is not nudged, and closed in the person’s hours', async () => {
    await fc.assert(
      fc.asyncProperty(moments, zones, contactHours, courses, async (start, zone, hours, course) => {
        const { told, silentFrom } = await silenceFrom('paused', start, zone, hours, course)
        inTheirHours(told, hours)
        expect(told.map(({ kind }) => kind)).toEqual(['close'])
        expect(since(told[0]?.at ?? start, silentFrom)).toBeGreaterThanOrEqual(idle.closeMs)
      }),
      { numRuns: 100 },
    )
  })

  it('after an invitation is reminded of at most twice, at least once, and then runs out unsaid', async () => {
    await fc.assert(
      fc.asyncProperty(moments, zones, contactHours, courses, async (start, zone, hours, course) => {
        const { told, silentFrom, endedAt, state } = await silenceFrom('invited', start, zone, hours, course)
        inTheirHours(told, hours)
        expect(state).toBe('expired')
        expect([['reminder'], ['reminder', 'reminder']]).toContainEqual(told.map(({ kind }) => kind))
        const [first, second] = told
        expect(since(first?.at ?? start, silentFrom)).toBeGreaterThanOrEqual(invitation.remindMs)
        if (first && second) {
          expect(since(second.at, first.at)).toBeGreaterThanOrEqual(invitation.againMs)
          expect(since(second.at, silentFrom)).toBeLessThan(invitation.expireMs)
        }
        expect(since(endedAt, silentFrom)).toBeGreaterThanOrEqual(invitation.expireMs)
        for (const { at } of told) expect(since(endedAt, at)).toBeGreaterThanOrEqual(invitation.againMs)
      }),
      { numRuns: 300 },
    )
  })

  it('with nothing in its way has its reminders on the second and the sixth day, and ends on the tenth', async () => {
    const monday = new Date('2026-03-23T10:00:00Z')
    const { told, endedAt } = await silenceFrom('invited', monday, 'Europe/Berlin', OFFICE_HOURS, {
      sleeps: [],
      moves: [],
    })
    // Summer time begins on the 29th: 11:00 on Monday is 12:00 a week later, whichever hour is counted.
    expect(told.map(({ at }) => at.toISOString().slice(0, 13))).toEqual(['2026-03-25T09', '2026-03-30T07'])
    expect(endedAt.toISOString().slice(0, 10)).toBe('2026-04-03')
  })

  it('is reminded of once where once is the most, by the words of a last time', async () => {
    const interview = rehearse([], 'en', PLAN, 'all', { ...SILENCE, invitation: { ...invitation, most: 1 } })
    expect((await interview.wait(49 * HOUR_MS)).join()).toContain('not remind you again')
    expect(await interview.wait(100 * HOUR_MS)).toEqual([])
    expect(await interview.wait(100 * HOUR_MS)).toEqual([])
    expect(interview.record().state).toBe('expired')
    const tooLate = await interview.press(`consent:take-part:${ID}`)
    expect(tooLate.join()).toMatch(/^\(private\).*run out/)
    expect((await interview.send(`consent-choices:${ID}`, ['quotes'])).join()).toContain('run out')
    expect((await interview.press(`consent:decline:${ID}`)).join()).toContain('run out')
    expect(interview.record().state).toBe('expired')
  })
})
