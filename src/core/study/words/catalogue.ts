import { createInstance } from 'i18next'
import type { StudyState } from '../../ports/study-store.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'

/** `cohorts_one` and `cohorts_other` are both asked for as `cohorts`, with a `count`. */
type Plural<Key> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key
export type DeskKey = Plural<keyof typeof en>
export type DeskSay = (key: DeskKey, values?: Readonly<Record<string, string | number>>) => string

const catalogue = createInstance()
void catalogue.init({
  initAsync: false,
  fallbackLng: 'en',
  resources: {
    en: { translation: en },
    de: { translation: de },
    es: { translation: es },
    fr: { translation: fr },
  },
  interpolation: { escapeValue: false },
})

/** What researchers are told, in the language of their locale (`de`, `en-US`); English where there are no words. */
export function deskSayIn(locale: string | undefined): DeskSay {
  const say = catalogue.getFixedT((locale ?? 'en').slice(0, 2).toLowerCase())
  return (key, values) => say(key, { ...values })
}

export function stateIn(say: DeskSay, state: StudyState): string {
  return say(`state_${state}`)
}
