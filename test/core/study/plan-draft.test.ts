import { describe, expect, it } from 'vitest'
import { draftPlan } from '../../../sim/claude/model/study/draft-plan.ts'
import { InvalidInputError } from '../../../src/core/errors.ts'
import { audienceFrom } from '../../../src/core/study/desk/launch.ts'
import { cohortsFrom } from '../../../src/core/study/desk/new-study.ts'
import type { InterviewPlan } from '../../../src/core/study/interview-plan.ts'
import { draftOfPlan, planOfDraft } from '../../../src/core/study/plan-draft.ts'
import { planWarnings } from '../../../src/core/study/plan-lint.ts'
import { planChanges } from '../../../src/core/study/plan-outline.ts'
import { planSettings, withSettings } from '../../../src/core/study/plan-settings.ts'
import { parseStudyFile } from '../../../src/core/study/study-file.ts'
import { deskSayIn } from '../../../src/core/study/words/catalogue.ts'
import { SMALL_PLAN, STUDY_FILE } from './sample.ts'

const plan = parseStudyFile('study.yaml', STUDY_FILE)

function revisedBy(
  change: (draft: ReturnType<typeof draftOfPlan>) => ReturnType<typeof draftOfPlan>,
): InterviewPlan {
  const drafted = planOfDraft(change(draftOfPlan(plan)), { ...plan, before: plan })
  if (!drafted.ok) throw new Error(drafted.problems.join('\n'))
  return drafted.plan
}

describe('a plan in the model’s shape', () => {
  it('comes back unchanged, other languages and option values included', () => {
    expect(revisedBy((draft) => draft)).toEqual(plan)
  })

  it('loses another language only where its words changed', () => {
    const after = revisedBy((draft) => ({ ...draft, domain: 'nights' }))
    expect(after.domain).toBe('nights')
    expect(after.cohorts).toEqual(plan.cohorts)
    expect(planChanges(plan, after)).toEqual(['− Domain: night shifts', '+ Domain: nights'])
  })

  it.each(['en', 'de'])('holds as the stand-in drafts it (%s), with no warning', (language) => {
    const frame = { ...SMALL_PLAN, languages: [language] }
    const drafted = planOfDraft(draftPlan({ ...frame, cohorts: SMALL_PLAN.cohorts }), frame)
    if (!drafted.ok) throw new Error(drafted.problems.join('\n'))
    expect(planWarnings(drafted.plan)).toEqual([])
  })

  it('names what does not hold', () => {
    const draft = draftOfPlan(plan)
    const drafted = planOfDraft(
      { ...draft, researchQuestions: [{ id: 'rest', text: 'How do they rest?' }] },
      { ...plan, before: plan },
    )
    expect(drafted).toEqual({
      ok: false,
      problems: ['cohorts.0.sections.0.questions.0.serves: no research question has the id "sleep"'],
    })
  })
})

describe('settings in a change request', () => {
  it('are set word for word; the rest is left to the model', () => {
    const settings = planSettings('contact: Ada, room 12\nDrop Q2: it is too long.\nminutes = 15')
    expect(settings).toEqual({
      set: { contact: 'Ada, room 12', minutes: '15' },
      rest: 'Drop Q2: it is too long.',
    })
    expect(withSettings(plan, settings)).toMatchObject({ contact: 'Ada, room 12', minutes: 15 })
  })

  it('are refused where the plan does not allow them', () => {
    expect(() => withSettings(SMALL_PLAN, planSettings('minutes: soon'))).toThrow(InvalidInputError)
  })
})

describe('cohorts as they are typed', () => {
  it('are a key and a goal a line', () => {
    expect(cohortsFrom('Nurses: how they sleep\n\nÄrzte: what they eat', 'x', deskSayIn('en'))).toEqual([
      { key: 'nurses', name: 'Nurses', goal: 'how they sleep' },
      { key: 'arzte', name: 'Ärzte', goal: 'what they eat' },
    ])
  })

  it('are everyone when none is named', () => {
    expect(cohortsFrom(' ', 'Learn.', deskSayIn('en'))).toEqual([
      { key: 'everyone', name: 'Everyone', goal: 'Learn.' },
    ])
  })

  it.each([['nurses'], ['nurses: a\nNurses: b'], [': a']])('are refused as %j', (text) => {
    expect(() => cohortsFrom(text, 'x', deskSayIn('en'))).toThrow(InvalidInputError)
  })
})

describe('whom a launch names', () => {
  const read = (words: string, asksPeople = true) =>
    audienceFrom(words, ['a', 'b'], asksPeople, '/study', deskSayIn('en'))

  it('is a place or people for each cohort, however it is spaced', () => {
    expect(read('a=<#C1> b = <@U1>, <@U2>,<@U1>')).toEqual([
      { cohort: 'a', place: 'C1' },
      { cohort: 'b', people: ['U1', 'U2'] },
    ])
  })

  it.each([
    ['', 'Not named: a, b.'],
    ['a=<#C1>', 'Not named: b.'],
    ['a=<#C1> b=<#C2> c=<#C3>', 'no cohort “c”'],
    ['a=<#C1> a=<#C2> b=<#C3>', '“a” is named twice'],
    ['a=#general b=<#C1>', '“#general” is neither'],
    ['a=<#C1>,<#C2> b=<#C1>', 'neither one #channel'],
    ['everyone', '“everyone” is not cohort=#channel'],
  ])('is refused as %j', (words, problem) => {
    expect(() => read(words)).toThrow(problem)
  })

  it('is never a person where people must join from a post', () => {
    expect(() => read('a=<@U1> b=<#C1>', false)).toThrow('join from a post')
  })
})
