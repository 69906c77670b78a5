import { describe, expect, it } from 'vitest'
import type { ConversationRef } from '../../../src/core/ports/chat.ts'
import type { DueStatus, StatusSite } from '../../../src/core/ports/status-store.ts'
import { showStatus } from '../../../src/core/study/status-post.ts'

const STUDY = '01900000-0000-7000-8000-000000000001'
const NOW = new Date('2026-03-02T10:00:00.000Z')
const SLACK: ConversationRef = { platform: 'slack', workspace: 'T1', conversation: 'C1' }
const DISCORD: ConversationRef = { platform: 'discord', workspace: '900', conversation: '500' }
const STANDS = { at: 'place', message: '7', posted: { post: 'p', edit: null } } as const

const site = (over: Partial<StatusSite> = {}): StatusSite => ({
  place: SLACK,
  launched: true,
  invited: 12,
  begun: 5,
  underWay: 2,
  completed: 3,
  declined: 0,
  unreachable: 0,
  message: { at: 'nowhere' },
  ...over,
})

function shown(sites: readonly StatusSite[], over: Partial<DueStatus> = {}) {
  let count = 0
  const due = { title: 'Market days', state: 'running' as const, changes: 1, shown: null, sites, ...over }
  return showStatus(STUDY, due, (platform) => platform, { next: () => `id-${++count}` }, NOW)
}

const words = (sites: readonly StatusSite[], over: Partial<DueStatus> = {}) => shown(sites, over).shown

describe('the status message of a study', () => {
  it('is posted once and edited in place from then on', () => {
    const first = shown([site()])
    expect(first.send).toMatchObject([{ intent: { kind: 'say' }, target: SLACK, lane: `study/${STUDY}` }])
    expect(first.posts).toEqual({ 'slack:T1': { post: 'id-1', edit: null } })
    const then = shown([site({ begun: 6, message: STANDS })], { shown: first.shown })
    expect(then.send).toMatchObject([{ intent: { kind: 'edit', message: { ...SLACK, message: '7' } } }])
    expect(then.posts).toEqual({ 'slack:T1': { post: 'p', edit: 'id-1' } })
  })

  it('is left alone where it says the same already', () => {
    const before = words([site()])
    expect(shown([site({ message: STANDS })], { shown: before })).toMatchObject({ send: [], again: false })
  })

  it('waits for what is still on its way, and is posted anew where it was lost', () => {
    const waits = shown([site({ message: { at: 'on-its-way' } })], { shown: 'something else' })
    expect(waits).toMatchObject({ send: [], again: true })
    const anew = shown([site({ message: { at: 'lost' } })], { shown: 'something else' })
    expect(anew.send).toMatchObject([{ intent: { kind: 'say' } }])
  })

  it('stands in each place where the study was launched, with the counts of all', () => {
    const both = shown([site(), site({ place: DISCORD, invited: 40, begun: 9 })])
    expect(both.send.map(({ target }) => target)).toMatchObject([SLACK, DISCORD])
    expect(both.shown).toContain('slack: 12 invited, of them 5 begun and 7 not')
    expect(both.shown).toContain('discord: 40 invited, of them 9 begun')
    expect(shown([site(), site({ place: DISCORD, launched: false })]).send).toHaveLength(1)
  })

  it('never tells by the difference of two versions that one person declined or could not be reached', () => {
    for (let n = 0; n < 20; n++) {
      const before = words([site({ declined: n, unreachable: n })])
      const after = words([site({ declined: n + 1, unreachable: n + 1 })])
      if ((n + 1) % 5 !== 0) expect(after, `${n}`).toBe(before)
    }
    expect(words([site({ declined: 4 })])).toContain('Declined: fewer than 5')
    expect(words([site({ declined: 13 })])).toContain('Declined: at least 10')
  })

  it('says at the end that it changes no more', () => {
    expect(words([site()], { state: 'closed' })).toContain('changes no more')
  })
})
