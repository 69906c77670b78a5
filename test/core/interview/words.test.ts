import { describe, expect, it } from 'vitest'
import { confirmsDeletion, controlIn } from '../../../src/core/interview/words/control-words.ts'
import { de } from '../../../src/core/interview/words/de.ts'
import { en } from '../../../src/core/interview/words/en.ts'
import { es } from '../../../src/core/interview/words/es.ts'
import { participantFormFor } from '../../../src/core/interview/words/forms.ts'
import { fr } from '../../../src/core/interview/words/fr.ts'

const LANGUAGES = { en, de, es, fr }
const KEYS = Object.keys(en) as (keyof typeof en)[]

const placeholders = (text: string) => new Set([...text.matchAll(/\{\{\w+\}\}/g)].map(([each]) => each))
/** What stands in quotation marks in a text is there to be typed. */
const quoted = (text: string) =>
  [...text.matchAll(/[„“«"]\s*([^“”"»{}]+?)\s*[“”"»]/gu)].map(([, words = '']) => words)

describe.each(Object.entries(LANGUAGES))("the participants' words in %s", (language, words) => {
  it('name the same things as the English ones', () => {
    for (const key of KEYS) expect(placeholders(words[key]), key).toEqual(placeholders(en[key]))
  })

  it('name nothing to be typed that is not understood', () => {
    const offered = words.help.slice(words.help.indexOf(':') + 1).replace(/\.$/, '')
    for (const each of offered.split(',')) {
      const typed = each.replace(/\(.*\)/, '').trim()
      expect(controlIn(typed), typed).toBeDefined()
    }
    for (const key of KEYS)
      for (const typed of quoted(words[key])) expect(controlIn(typed), `${key}: ${typed}`).toBeDefined()
    const [confirmation = ''] = words.deleteConfirm.match(/\p{Lu}{4,}/u) ?? []
    expect(confirmsDeletion(confirmation), confirmation).toBe(true)
  })

  it('fit what both platforms show of a form', () => {
    const form = participantFormFor({ kind: 'button', action: 'consent:choose:1', locale: language })
    const [field] = form?.fields ?? []
    expect(form?.title.length).toBeLessThanOrEqual(24)
    expect(form?.submit.length).toBeLessThanOrEqual(24)
    for (const { label } of field && 'options' in field ? field.options : [])
      expect(label.length, label).toBeLessThanOrEqual(75)
  })
})
