import { describe, expect, it } from 'vitest'
import { INTERVIEW_STATES, type InterviewState } from '../../../src/core/interview/interview.ts'
import { type Involvement, overviewBlocks } from '../../../src/core/interview/overview.ts'
import type { Speaker } from '../../../src/core/interview/words/messages.ts'
import { PLAN as plan } from './rehearsal.ts'

const SPEAKER: Speaker = { modelName: 'some-model', platformName: 'Slack' }
const ID = '01900000-0000-7000-8000-000000000001'
const OTHER = '01900000-0000-7000-8000-000000000002'

function shown(involvements: readonly Partial<Involvement>[], locale?: string, stored: string | null = null) {
  const whole = involvements.map((each) => ({
    id: ID,
    state: 'interviewing' as const,
    deleteAsked: false,
    studyPaused: false,
    language: 'en',
    plan,
    ...each,
  }))
  const blocks = overviewBlocks({ locale: stored, involvements: whole }, locale, SPEAKER)
  const text = blocks.flatMap((block) => ('text' in block ? [block.text] : [])).join('\n')
  const choices = blocks.flatMap((block) => (block.kind === 'choices' ? block.choices : []))
  return { text, actions: choices.map(({ action }) => action), choices }
}

const verbs = (state: InterviewState) =>
  shown([{ state }]).actions.map((action) => action.split(':').slice(0, 2).join(':'))

describe('the overview of what a person takes part in', () => {
  it('offers in each state what can be done in it', () => {
    const underWay = ['control:pause', 'control:stop', 'control:why', 'control:mydata', 'control:delete']
    expect(Object.fromEntries(INTERVIEW_STATES.map((state) => [state, verbs(state)]))).toEqual({
      invited: ['consent:decline', 'control:why'],
      consenting: ['consent:decline', 'control:why'],
      'surveying-before': underWay,
      interviewing: underWay,
      'surveying-after': underWay,
      paused: ['control:resume', ...underWay.slice(1)],
      completed: ['control:mydata', 'control:delete'],
      partial: ['control:mydata', 'control:delete'],
      declined: [],
      withdrawn: [],
      expired: [],
      unreachable: [],
    })
  })

  it('names each interview by who asks and about what, each with controls of its own', () => {
    const { text, actions } = shown([{ id: ID }, { id: OTHER, state: 'paused' }])
    expect(text).toContain(plan.asker)
    expect(new Set(actions).size).toBe(actions.length)
    expect(actions.filter((action) => action.includes(OTHER)).length).toBe(5)
  })

  it('has controls that both platforms take', () => {
    for (const { action, label } of INTERVIEW_STATES.flatMap((state) => shown([{ state }], 'fr').choices)) {
      expect(action.length).toBeLessThanOrEqual(90)
      expect(label.length).toBeLessThanOrEqual(70)
    }
  })

  it.each([
    ['de-DE', null, 'Ihre Interviews'],
    [undefined, 'es-ES', 'Tus entrevistas'],
    [undefined, null, 'Your interviews'],
    ['fr', 'de', 'Vos entretiens'],
  ])('is in the language of their client (%s), else as it is stored (%s)', (locale, stored, title) => {
    expect(shown([{}], locale, stored).text).toContain(title)
  })

  it('says that nothing is there where nothing is', () => {
    expect(shown([], 'de')).toMatchObject({ text: expect.stringContaining('keines für Sie'), actions: [] })
  })

  it('says what is waited for: the team, or the word that confirms a deletion', () => {
    expect(shown([{ studyPaused: true }]).text).toContain('The team has paused this study.')
    expect(shown([{ studyPaused: true, state: 'completed' }]).text).not.toContain('paused this study')
    expect(shown([{ deleteAsked: true }]).text).toContain('type DELETE in our chat')
  })
})
