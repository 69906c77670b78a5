import { createInstance } from 'i18next'
import { de } from './de.ts'
import { en } from './en.ts'

export type MessageKey = keyof typeof en
export type Say = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string

const catalogue = createInstance()
void catalogue.init({
  initAsync: false,
  fallbackLng: 'en',
  resources: { en: { translation: en }, de: { translation: de } },
  interpolation: { escapeValue: false },
})

/** The words of one language; English where there are none. */
export function sayIn(language: string): Say {
  const say = catalogue.getFixedT(language.slice(0, 2))
  return (key, values) => say(key, { ...values })
}

/** One fixed text in all languages, as a plan would hold it. */
export function everyLanguage(key: MessageKey): { readonly en: string; readonly de: string } {
  return { en: en[key], de: de[key] }
}
