import { consentCard, type Speaker } from '../interview/words/messages.ts'
import { participantLane } from '../lane.ts'
import type { PersonProfile, PersonRef } from '../ports/chat.ts'
import type { Ids } from '../ports/clock.ts'
import type { Enrolment, FieldworkStudy } from '../ports/fieldwork-store.ts'
import type { OutboxDraft } from '../ports/lane-store.ts'
import { pseudonymOf } from './pseudonym.ts'

/** Everything that stands in rows once a person is taken into a study, their consent card included. */
export function enrolment(
  study: FieldworkStudy,
  person: PersonRef,
  cohort: string,
  profile: Pick<PersonProfile, 'zone' | 'locale'>,
  when: {
    readonly now: Date
    readonly notBefore: Date
    /** From then to the first look whether the card was answered. */
    readonly remindMs?: number
    /** Absent: the person asked for the card. */
    readonly unasked?: 'card'
  },
  ids: Ids,
  speaker: Speaker,
): Enrolment {
  const participant = ids.next()
  const interview = ids.next()
  const language = languageFor(study.plan.languages, profile.locale)
  return {
    study,
    person,
    cohort,
    language,
    zone: profile.zone,
    locale: profile.locale,
    ids: { participant, interview, invitation: ids.next() },
    pseudonym: pseudonymOf(participant),
    card: cardDraft(study, person, interview, language, when, ids, speaker),
    lookAt: new Date(when.notBefore.getTime() + (when.remindMs ?? 0)),
    at: when.now,
  }
}

export function cardDraft(
  study: FieldworkStudy,
  person: PersonRef,
  interview: string,
  language: string,
  { notBefore, unasked }: { readonly notBefore: Date; readonly unasked?: 'card' },
  ids: Ids,
  speaker: Speaker,
): OutboxDraft {
  return {
    id: ids.next(),
    lane: participantLane(person),
    target: { to: 'person', ...person },
    intent: { kind: 'say', blocks: consentCard(interview, study.plan, language, speaker) },
    interviewId: interview,
    dedupeKey: null,
    notBefore,
    ...(unasked ? { unasked } : {}),
  }
}

/** The study's language that fits a locale, else its first. */
export function languageFor(languages: readonly string[], locale: string | undefined): string {
  const wanted = locale?.slice(0, 2).toLowerCase()
  return languages.find((language) => language === wanted) ?? languages[0] ?? 'en'
}
