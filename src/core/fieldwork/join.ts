import type { Portion } from '../interview/portion.ts'
import { sayIn } from '../interview/words/catalogue.ts'
import { paragraphs, type Speaker } from '../interview/words/messages.ts'
import type { Block, Chat, PersonRef, UnreachableReason } from '../ports/chat.ts'
import type { Clock, Ids } from '../ports/clock.ts'
import type { CardState, FieldworkStore, FieldworkStudy, Standing } from '../ports/fieldwork-store.ts'
import type { Lease } from '../ports/lane-store.ts'
import { minimumAgeOf } from '../study/interview-plan.ts'
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
  /** Nothing may be kept of them. */
  | { readonly outcome: 'too-young'; readonly words: string }

/**
 * A member asks to take part from a post: the form told that they are old enough and their zone. Nothing is stored of
 * whoever may not take part.
 */
export async function join(
  lease: Lease,
  person: PersonRef,
  form: Extract<Portion, { kind: 'formed' }>,
  locale: string | undefined,
  speaker: Speaker,
  joining: Joining,
): Promise<Joined> {
  const say = sayIn(locale ?? 'en')
  const found = await openStudy(form.form, joining)
  if (!found) return { outcome: 'refused', words: say('notRunning') }
  if (form.values.adult?.[0] !== 'yes')
    return { outcome: 'too-young', words: say('tooYoung', { age: minimumAgeOf(found.study.plan) }) }
  const { store, clock, ids, remindMs } = joining
  const standing = await store.standing(found.study.id, person)
  if (standing.standing === 'known') return { outcome: 'refused', words: say('alreadyIn') }
  if (standing.standing === 'unreachable')
    return writeAgain(lease, person, found.study, standing, speaker, joining)
  const now = clock.now()
  const zone = form.values.zone?.[0]
  const enrolled = enrolment(
    found.study,
    person,
    found.cohort,
    { ...(zone ? { zone } : {}), ...(locale ? { locale } : {}) },
    { now, notBefore: now, remindMs },
    ids,
    speaker,
  )
  await store.enrol(lease, [enrolled])
  return { outcome: 'card-waits', interviewId: enrolled.ids.interview }
}

/** Somebody who asked to take part and could not be written to presses "Try again": what they told then still holds. */
export async function rejoin(
  lease: Lease,
  person: PersonRef,
  action: readonly string[],
  locale: string | undefined,
  speaker: Speaker,
  joining: Joining,
): Promise<Joined> {
  const say = sayIn(locale ?? 'en')
  const found = await openStudy(action, joining)
  if (!found) return { outcome: 'refused', words: say('notRunning') }
  const standing = await joining.store.standing(found.study.id, person)
  if (standing.standing === 'unreachable')
    return writeAgain(lease, person, found.study, standing, speaker, joining)
  return { outcome: 'refused', words: say(standing.standing === 'known' ? 'alreadyIn' : 'stale') }
}

async function writeAgain(
  lease: Lease,
  person: PersonRef,
  study: FieldworkStudy,
  { interviewId, language }: Extract<Standing, { standing: 'unreachable' }>,
  speaker: Speaker,
  { store, clock, ids }: Joining,
): Promise<Joined> {
  const now = clock.now()
  const card = cardDraft(study, person, interviewId, language, { notBefore: now }, ids, speaker)
  await store.retry(lease, interviewId, card, now)
  return { outcome: 'card-waits', interviewId }
}

/** The study and cohort that `verb:study:cohort` names, if it takes people in. */
async function openStudy(
  [, studyId, cohort = '']: readonly string[],
  { store }: Joining,
): Promise<{ readonly study: FieldworkStudy; readonly cohort: string } | undefined> {
  const study = studyId ? await store.study(studyId) : undefined
  if (study?.state !== 'running') return undefined
  return study.plan.cohorts.some((each) => each.key === cohort) ? { study, cohort } : undefined
}

/** A person does not belong where the platform tells them apart from those who merely closed their direct messages. */
const ELSEWHERE: readonly string[] = ['no-shared-space', 'not-found'] satisfies readonly UnreachableReason[]

/** What the person reads where they pressed, once the card was sent, could not be, or has to wait. */
export function joinAnswer(
  state: CardState,
  action: readonly string[],
  platformName: string,
  locale: string | undefined,
): readonly Block[] {
  const say = sayIn(locale ?? 'en')
  if (state.card !== 'not-sent')
    return paragraphs(
      state.card === 'sent' ? say('wroteToYou') : say('writesLater', { platform: platformName }),
    )
  const again = { action: ['rejoin', ...action.slice(1)].join(':'), label: say('joinAgain') }
  return [
    ...paragraphs(say(ELSEWHERE.includes(state.reason) ? 'noSharedSpace' : 'cannotReach')),
    { kind: 'choices', label: say('joinAgain'), choices: [{ ...again, style: 'primary' }] },
  ]
}

/** Platforms that allow no unasked message invite by a post with a button. */
export function invitesByPost(chat: Pick<Chat, 'capabilities'>): boolean {
  return !chat.capabilities.opensDirectUnasked
}
