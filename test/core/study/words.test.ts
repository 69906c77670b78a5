import { describe, expect, it } from 'vitest'
import { studyForms } from '../../../src/core/study/forms.ts'
import { deskSayIn } from '../../../src/core/study/words/catalogue.ts'
import { de } from '../../../src/core/study/words/de.ts'
import { en } from '../../../src/core/study/words/en.ts'
import { es } from '../../../src/core/study/words/es.ts'
import { fr } from '../../../src/core/study/words/fr.ts'
import { createMemoryChat } from '../../fakes/chat/memory-chat.ts'

const LANGUAGES = { de, es, fr }
const KEYS = Object.keys(en) as (keyof typeof en)[]

const placeholders = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([each]) => each).sort()

describe.each(Object.entries(LANGUAGES))("the researchers' words in %s", (_language, words) => {
  it('name the same things as the English ones, and say them differently', () => {
    for (const key of KEYS) expect(placeholders(words[key]), key).toEqual(placeholders(en[key]))
    // A question is one in French too.
    const same = KEYS.filter((key) => words[key] === en[key] && !key.startsWith('questions_'))
    expect(same).toEqual([])
  })

  it('leave the commands as they are typed', () => {
    for (const key of KEYS) {
      const typed = /\{\{command\}\} (\w+)/.exec(en[key])?.[1]
      if (typed) expect(words[key], key).toContain(`{{command}} ${typed}`)
    }
  })
})

describe('counts', () => {
  it.each([
    ['en', '1 cohort', '3 cohorts'],
    ['de-AT', '1 Gruppe', '3 Gruppen'],
    ['es-ES', '1 grupo', '3 grupos'],
    ['fr', '1 groupe', '3 groupes'],
  ])('agree with their word in %s', (locale, one, three) => {
    const say = deskSayIn(locale)
    expect([say('cohorts', { count: 1 }), say('cohorts', { count: 3 })]).toEqual([one, three])
  })
})

describe("the researchers' forms", () => {
  it.each(['en-US', 'de', 'es-ES', 'fr'])('keep to what both platforms show of a form, at %s', (locale) => {
    const chats = (['slack', 'discord'] as const).map(
      (platform) => createMemoryChat({ platform, workspace: 'W1' }).chat,
    )
    const studyFormFor = studyForms(chats)
    const forms = [
      studyFormFor({ kind: 'command', command: 'study', text: 'new', locale }),
      studyFormFor({ kind: 'button', action: 'plan:change:1', locale }),
    ]
    for (const form of forms) {
      expect(form?.title.length).toBeLessThanOrEqual(24)
      expect(form?.submit.length).toBeLessThanOrEqual(24)
      for (const { label, hint = '' } of form?.fields ?? []) {
        expect(label.length, label).toBeLessThanOrEqual(45)
        expect(hint.length, hint).toBeLessThanOrEqual(100)
      }
    }
  })
})
