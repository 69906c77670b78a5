import { createInstance } from 'i18next'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'

export type MessageKey = keyof typeof en
export type Say = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string

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

/** Is there a text in the language of this locale (`de`, `en-US`)? */
export function hasWordsFor(locale: string): boolean {
  return catalogue.hasResourceBundle(locale.slice(0, 2).toLowerCase(), 'translation')
}

/** The words of one language, or of a locale's; English where there are none. */
export function sayIn(language: string): Say {
  const say = catalogue.getFixedT(language.slice(0, 2).toLowerCase())
  return (key, values) => say(key, { ...values })
}

/** One fixed text in all languages, as a plan would hold it. */
export function everyLanguage(key: MessageKey): Readonly<Record<'en' | 'de' | 'es' | 'fr', string>> {
  return { en: en[key], de: de[key], es: es[key], fr: fr[key] }
}
