import { sayIn } from '../interview/words/catalogue.ts'
import { modelIn, type Speaker, speakerOf } from '../interview/words/messages.ts'
import { placeLane } from '../lane.ts'
import type { Block, Chat, PersonProfile, PersonRef, Platform } from '../ports/chat.ts'
import type { Clock, Ids } from '../ports/clock.ts'
import type { Enrolment, FieldworkStore, FieldworkStudy, LaunchedSite } from '../ports/fieldwork-store.ts'
import type { Lease, OutboxDraft } from '../ports/lane-store.ts'
import type { Log } from '../ports/log.ts'
import type { Model } from '../ports/model.ts'
import { inLanguage, minimumAgeOf } from '../study/interview-plan.ts'
import { enrolment } from './enrolment.ts'
import { invitesByPost } from './join.ts'
import { createPace } from './pace.ts'
import type { ContactRule } from './unasked.ts'

export interface Inviting {
  readonly store: FieldworkStore
  readonly chats: ReadonlyMap<Platform, Chat>
  readonly model: Model
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly contact: ContactRule
  /** From the card to the first look whether it was answered. */
  readonly remindMs: number
}

/** People enrolled in one transaction: what is lost and looked up again if the process dies. */
const BATCH = 20

/**
 * Invites whoever a study's launched sites name: on Slack each person by a direct message within their own working
 * hours and paced, on Discord by a post with a button. Goes on where it was interrupted; nobody is invited twice.
 * Returns the lanes that now have something to send.
 */
export async function invite(
  lease: Lease,
  study: FieldworkStudy,
  inviting: Inviting,
): Promise<readonly string[]> {
  const lanes: string[] = []
  for (const site of await inviting.store.sitesToInvite(study.id)) {
    const chat = inviting.chats.get(site.platform)
    if (!chat) continue
    lanes.push(
      ...(invitesByPost(chat)
        ? await postInvitations(lease, study, site, chat, inviting)
        : await inviteMembers(lease, study, site, chat, inviting)),
    )
  }
  return lanes
}

async function inviteMembers(
  lease: Lease,
  study: FieldworkStudy,
  site: LaunchedSite,
  chat: Chat,
  inviting: Inviting,
): Promise<readonly string[]> {
  const { store, clock, ids, model, contact, remindMs } = inviting
  const people = await peopleOf(site, chat)
  const speaker = speakerOf(model, chat.capabilities.displayName)
  const lanes: string[] = []
  const pace = createPace(clock.now(), contact.paceMs, contact.hours, site.planned)
  let batch: Enrolment[] = []
  for (const [index, { person, cohort }] of people.entries()) {
    if (index < site.invitedUntil) continue
    const profile = await chat.profile(person)
    const now = clock.now()
    if (profile && mayBeInvited(profile)) {
      const notBefore = pace.next(profile.zone ?? contact.zone)
      const when = { now, notBefore, remindMs, unasked: 'card' } as const
      const enrolled = enrolment(study, person, cohort, profile, when, ids, speaker)
      batch.push(enrolled)
      lanes.push(enrolled.card.lane)
    }
    if (batch.length === BATCH || index === people.length - 1) {
      await store.enrol(lease, batch)
      await store.invited(lease, site, index + 1, index === people.length - 1, [], now)
      batch = []
    }
  }
  if (people.length <= site.invitedUntil)
    await store.invited(lease, site, site.invitedUntil, true, [], clock.now())
  return lanes
}

/** Guests and people of other workspaces are invited where they were named or are in the named channel. */
function mayBeInvited({ bot, deactivated, outsider }: PersonProfile): boolean {
  return !bot && !deactivated && outsider !== 'stranger'
}

/** Everyone once, in the order of the audience; who stands in two cohorts counts for the first. */
async function peopleOf(
  site: LaunchedSite,
  chat: Chat,
): Promise<readonly { person: PersonRef; cohort: string }[]> {
  const { platform, workspace } = site
  const seen = new Map<string, { person: PersonRef; cohort: string }>()
  for (const part of site.audience) {
    const members =
      'people' in part
        ? part.people
        : [...(await chat.members({ platform, workspace, conversation: part.place }))].sort()
    for (const person of members)
      if (!seen.has(person))
        seen.set(person, { person: { platform, workspace, person }, cohort: part.cohort })
  }
  return [...seen.values()]
}

async function postInvitations(
  lease: Lease,
  study: FieldworkStudy,
  site: LaunchedSite,
  chat: Chat,
  { store, ids, clock, model, log }: Inviting,
): Promise<readonly string[]> {
  const now = clock.now()
  const speaker = speakerOf(model, chat.capabilities.displayName)
  const posts = site.audience.flatMap((part): readonly OutboxDraft[] => {
    if (!('place' in part)) {
      log.warn('invite.no-place', { study: study.id, cohort: part.cohort })
      return []
    }
    const conversation = { platform: site.platform, workspace: site.workspace, conversation: part.place }
    return [
      {
        id: ids.next(),
        lane: placeLane(conversation),
        target: { to: 'conversation', ...conversation },
        intent: { kind: 'say', blocks: invitationPost(study, part.cohort, speaker) },
        interviewId: null,
        dedupeKey: `invitation-post:${study.id}:${site.workspace}:${part.cohort}`,
        notBefore: now,
      },
    ]
  })
  await store.invited(lease, site, site.audience.length, true, posts, now)
  return posts.map((post) => post.lane)
}

/** The form that the press opens is chosen without the study at hand, so the button says what it has to ask. */
function joinAction({ id, plan }: FieldworkStudy, cohort: string): string {
  return `join:${id}:${cohort}:${minimumAgeOf(plan)}`
}

/** The post members press a button under; in the study's first language. */
function invitationPost(study: FieldworkStudy, cohort: string, speaker: Speaker): readonly Block[] {
  const [language = 'en'] = study.plan.languages
  const say = sayIn(language)
  return [
    {
      kind: 'paragraph',
      text: say('post', {
        asker: study.plan.asker,
        domain: inLanguage(study.plan.domain, language),
        minutes: study.plan.minutes,
        readers: inLanguage(study.plan.readers, language),
        model: modelIn(speaker, language),
      }),
    },
    {
      kind: 'choices',
      label: say('takePart'),
      choices: [{ action: joinAction(study, cohort), label: say('takePart'), style: 'primary' }],
    },
  ]
}
