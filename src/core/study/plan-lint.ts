import { craftProblems, questionCount, wordCount } from '../interview/words/craft.ts'
import { type InterviewPlan, questionsOf, type Text } from './interview-plan.ts'

/** What is likely wrong with a planned question. Rules of thumb for the team: they warn and never block. */
export type PlanFlaw = 'leading' | 'double-barrelled' | 'closed' | 'too-long' | 'praise' | 'jargon'

export interface PlanWarning {
  readonly cohort: string
  readonly question: string
  /** The question itself or one of its written follow-ups. */
  readonly part: 'question' | 'probe'
  readonly flaw: PlanFlaw
  readonly words: string
}

/** Words of a planned question; a model's turn may add some around it. */
const MAX_PLANNED_WORDS = 30

// Presumes the answer: a feeling, an effect, an agreement.
const PRESUMES =
  /\b(why (?:do|did) you (?:like|love|enjoy|hate|dislike|prefer)|how (?:much|greatly) (?:do|did|has|have|does) .{0,40}\b(?:like|love|enjoy|improved?|help(?:ed)?|benefit(?:ed|s)?)|how (?:good|great|useful|helpful|bad|harmful) (?:is|was|are|were)|as (?:we|you) (?:all )?know|everyone knows|warum (?:mögen|lieben|hassen|bevorzugen) sie|warum gefällt|wie (?:sehr|gut|stark) (?:hilft|helfen|gefällt|hat .{0,40}verbessert)|wie (?:gut|nützlich|hilfreich|schlimm) (?:ist|war|sind|waren)|wie (?:wir|sie) (?:alle )?wissen|bekanntlich)\b/iu

// Two things are asked with one question mark.
const JOINED =
  /(?:\b(?:and|or)\s+(?:(?:also|then)\s+)?(?:how|what|why|when|where|who|which|do|does|did|is|are|was|were|would|could)\b|\b(?:und|oder|sowie)\s+(?:auch\s+)?(?:wie|was|warum|wieso|weshalb|wann|wo|wer|wen|wem|welche[rsnm]?|woran|womit|wofür|ob)\b)/iu

/** Begins like a question to be answered yes or no, by language; other languages are not judged. */
const YES_OR_NO: Readonly<Record<string, RegExp>> = {
  en: /^(?:(?:and|so|then|but)\s+)?(?:do|does|did|is|are|am|was|were|have|has|had|can|could|will|would|should|may|might|shall)(?:n[’']t)?\s/iu,
  de: /^(?:(?:und|also|aber)\s+)?(?:(?:ist|sind|war|waren|hat|haben|hatte|hatten|kann|können|könnten?|wird|werden|würden?|soll|sollen|sollten?|muss|müssen|darf|dürfen|möchten?|gibt|wäre|wären)\s|\p{L}+(?:en|st)\s+(?:sie|du)(?![\p{L}]))/iu,
}

// Formally yes or no, but understood as a request to tell.
const INVITES =
  /^(?:(?:and|so|then|but|und|also|aber)\s+)?(?:(?:can|could|would|will) you (?:please )?(?:\p{L}+ )?(?:tell|describe|walk|explain|share|say|give|show|think)|(?:können|könnten|würden|möchten|kannst|könntest|magst) (?:sie|du)\b.*\b(?:beschreiben|erzählen|schildern|erklären|sagen|nennen))/iu

const JARGON =
  /\b(leverag(?:e|es|ed|ing)|utili[sz]e[sd]?|synerg(?:y|ies)|stakeholders?|pain points?|value propositions?|paradigms?|KPIs?|best practices?|low-hanging fruit|actionable|granular(?:ity)?|operationali[sz]e|affordances?|self-efficacy|Synergien?|Mehrwert|Nutzenversprechen|Schmerzpunkte?|Prozessoptimierung|Wertschöpfung|Selbstwirksamkeit)\b/iu

/** Warnings about every question and follow-up of a plan, in each language it is written in. */
export function planWarnings(plan: InterviewPlan): readonly PlanWarning[] {
  return plan.cohorts.flatMap((cohort) =>
    questionsOf(cohort).flatMap((question) => {
      const of = (part: PlanWarning['part'], text: Text) =>
        wordings(text, plan.languages[0] ?? 'en').flatMap(([language, words]) =>
          questionFlaws(words, language).map((flaw) => ({
            cohort: cohort.key,
            question: question.id,
            part,
            flaw,
            words,
          })),
        )
      return [...of('question', question.ask), ...question.probes.flatMap((probe) => of('probe', probe))]
    }),
  )
}

/** Flaws of one question's words, in English (`en`) or German (`de`). */
export function questionFlaws(words: string, language: string): readonly PlanFlaw[] {
  const text = words.trim()
  const found = craftProblems(text, [])
  const asked = sentences(text).filter((sentence) => sentence.endsWith('?'))
  const flaws: PlanFlaw[] = []
  if (found.includes('leading') || PRESUMES.test(text)) flaws.push('leading')
  if (questionCount(text) > 1 || asked.some((sentence) => JOINED.test(sentence)))
    flaws.push('double-barrelled')
  if (asked.some((sentence) => isClosed(sentence, language))) flaws.push('closed')
  if (wordCount(text) > MAX_PLANNED_WORDS) flaws.push('too-long')
  if (found.includes('praise')) flaws.push('praise')
  if (JARGON.test(text)) flaws.push('jargon')
  return flaws
}

function isClosed(sentence: string, language: string): boolean {
  const yesOrNo = YES_OR_NO[language]
  // A clause before the verb ("When it failed, did you …?") does not make it open.
  const clauses = [sentence, sentence.slice(sentence.lastIndexOf(',') + 1).trim()]
  return clauses.some((clause) => !INVITES.test(clause) && yesOrNo?.test(clause))
}

function sentences(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?…:])\s+/u)
    .map((sentence) => sentence.replace(/["”“»)]+$/u, '').trim())
    .filter((sentence) => sentence !== '')
}

function wordings(text: Text, first: string): readonly (readonly [language: string, words: string])[] {
  return typeof text === 'string' ? [[first, text]] : Object.entries(text)
}
