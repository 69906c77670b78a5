import type { Portion } from '../interview/portion.ts'
import { sayIn } from '../interview/words/catalogue.ts'
import { paragraphs, type Speaker } from '../interview/words/messages.ts'
import type { Chat, PersonRef } from '../ports/chat.ts'
import type { Clock, Ids } from '../ports/clock.ts'
import type { FieldworkStore } from '../ports/fieldwork-store.ts'
import type { Lease } from '../ports/lane-store.ts'
import { cardDraft, enrolment } from './enrolment.ts'

export interface Joining {
  readonly store: FieldworkStore
  readonly clock: Clock
  readonly ids: Ids
  /** From the card to the first look whether it was answered. */
  readonly remindMs: number
}

export type Joined =
  /** The card waits in the outbox: deliver it, then tell the person where to look. */
  | { readonly outcome: 'card-waits'; readonly interviewId: string }
  | { readonly outcome: 'refused'; readonly words: string }

/**
 * A member asks to take part from a post: the form told that they are an adult and their zone. Nothing is stored of
 * whoever may not take part.
 */
export async function join(
  lease: Lease,
  person: PersonRef,
  form: Extract<Portion, { kind: 'formed' }>,
  locale: string | undefined,
  speaker: Speaker,
  { store, clock, ids, remindMs }: Joining,
): Promise<Joined> {
  const [, studyId, cohort] = form.form
  const say = sayIn(locale ?? 'en')
  const study = studyId ? await store.study(studyId) : undefined
  if (study?.state !== 'running' || !study.plan.cohorts.some((each) => each.key === cohort))
    return { outcome: 'refused', words: say('notRunning') }
  if (form.values.adult?.[0] !== 'yes') return { outcome: 'refused', words: say('adultsOnly') }
  const now = clock.now()
  const standing = await store.standing(study.id, person)
  if (standing.standing === 'known') return { outcome: 'refused', words: say('alreadyIn') }
  if (standing.standing === 'unreachable') {
    const card = cardDraft(
      study,
      person,
      standing.interviewId,
      standing.language,
      { notBefore: now },
      ids,
      speaker,
    )
    await store.retry(lease, standing.interviewId, card, now)
    return { outcome: 'card-waits', interviewId: standing.interviewId }
  }
  const zone = form.values.zone?.[0]
  const enrolled = enrolment(
    study,
    person,
    cohort as string,
    { ...(zone ? { zone } : {}), ...(locale ? { locale } : {}) },
    { now, notBefore: now, remindMs },
    ids,
    speaker,
  )
  await store.enrol(lease, [enrolled])
  return { outcome: 'card-waits', interviewId: enrolled.ids.interview }
}

/** What the person reads where they pressed, once the card was sent or could not be. */
export function joinAnswer(reached: boolean, locale: string | undefined) {
  return paragraphs(sayIn(locale ?? 'en')(reached ? 'wroteToYou' : 'cannotReach'))
}

/** Platforms that allow no unasked message invite by a post with a button. */
export function invitesByPost(chat: Pick<Chat, 'capabilities'>): boolean {
  return !chat.capabilities.opensDirectUnasked
}
