import { type Joined, type Joining, join, joinAnswer, rejoin } from '../core/fieldwork/join.ts'
import { mayWriteAt } from '../core/fieldwork/unasked.ts'
import { conduct } from '../core/interview/conduct.ts'
import type { InterviewRecord } from '../core/interview/facts.ts'
import { holdingMessage } from '../core/interview/holding.ts'
import type { Conducting } from '../core/interview/moves/conducting.ts'
import { directTarget } from '../core/interview/moves/step-draft.ts'
import {
  type GestureReply,
  inboxOf,
  nextPortion,
  type Portion,
  type WaitingEvent,
} from '../core/interview/portion.ts'
import { mostReminders } from '../core/interview/silence.ts'
import { sayIn } from '../core/interview/words/catalogue.ts'
import { paragraphs, type Speaker, speakerOf } from '../core/interview/words/messages.ts'
import { parseParticipantLane } from '../core/lane.ts'
import { platformName } from '../core/platform-name.ts'
import type { Answer, Block, Chat, PersonRef, ReplyHandle, Target } from '../core/ports/chat.ts'
import type { InterviewStore, Step } from '../core/ports/interview-store.ts'
import type { LaneStore, Lease } from '../core/ports/lane-store.ts'
import type { Model } from '../core/ports/model.ts'
import { mustBeHeard, unheardMessage } from '../core/unheard.ts'
import { type Delivering, deliver, sendStamped } from './deliver.ts'
import type { Hold } from './hold.ts'
import { holding } from './holding.ts'
import type { Worked } from './lane-work.ts'
import { inOverview, isAtHome, noteOf, overviewFor, showHome } from './overview.ts'
import { typingMeanwhile } from './typing.ts'

export interface ParticipantWork extends Delivering, Joining {
  readonly lanes: LaneStore
  readonly interviews: InterviewStore
  readonly model: Model
  readonly conducting: Omit<Conducting, 'speaker' | 'model' | 'ids' | 'clock' | 'invitation'> & {
    readonly invitation: Omit<Conducting['invitation'], 'most'>
  }
  /** Whoever waits for a reply for so long is told that it takes a moment. */
  readonly holdingAfterMs: number
  /** Whoever waits for a reply for so long sees that it is being written, where the platform shows that. */
  readonly typingAfterMs: number
}

/**
 * A person's lane: each portion that waits is conducted, committed and answered, until nothing waits; then whatever
 * the outbox still holds goes out.
 */
export async function workParticipant(lease: Lease, hold: Hold, work: ParticipantWork): Promise<Worked> {
  const person = parseParticipantLane(lease.lane)
  for (;;) {
    const { events, timers } = await work.lanes.waiting(lease.lane, work.clock.now())
    const portion = nextPortion(events, timers)
    if (!portion) return { again: await deliver(lease, hold, work), wake: [] }
    if (portion.kind === 'formed' && portion.form[0] === 'join') {
      const locale = localeOf(events, portion.inbox)
      const joined = await join(lease, person, portion, locale, speakerFor(person, work), work)
      await tellJoined(lease, person, { ...portion, action: portion.form }, joined, locale, hold, work)
      continue
    }
    if (portion.kind === 'pressed' && portion.action[0] === 'rejoin') {
      const locale = localeOf(events, portion.inbox)
      const joined = await rejoin(lease, person, portion.action, locale, speakerFor(person, work), work)
      await tellJoined(lease, person, portion, joined, locale, hold, work)
      continue
    }
    if (portion.kind === 'pressed' && portion.action[0] === 'join') {
      // The press opened a form; what counts comes with it.
      await settle(lease, [portion.inbox], OPENED_FORM, work)
      continue
    }
    if (portion.kind === 'overview') {
      await settle(lease, [portion.inbox], 'overview shown', work)
      if (portion.reply)
        await reply(person, portion.reply, await overviewFor(person, portion.locale, work), work)
      else await showHome(hold, person, { locale: portion.locale }, work)
      continue
    }
    if (portion.kind === 'moved') {
      if (portion.zone) await work.store.moved(lease, person, portion.zone, work.clock.now())
      for (const { interview, ...reached } of await work.store.unreachable(lease.lane, 'deactivated'))
        await reopen(lease, interview, mayWriteAt(work.clock.now(), reached, work.contact), work)
      await settle(lease, [portion.inbox], 'zone noted', work)
      continue
    }
    const interview = await work.interviews.load(lease.lane, interviewNamed(portion), work.clock.now())
    if (!interview) {
      await settleStranger(lease, person, portion, events, work)
      continue
    }
    if (interview.progress.unreachable && interview.state === 'unreachable' && actsIn(portion)) {
      await reopen(lease, interview.id, work.clock.now(), work)
      continue
    }
    // What was to be said before is said first; what cannot be said yet keeps its place in the outbox.
    if (interview.sending) await deliver(lease, hold, work)
    const { done, unsettled } = await holding(
      () =>
        typingMeanwhile(
          () => conduct(interview, portion, work.clock.now(), conductingFor(person, work)),
          () => showTyping(interview, work),
          work.typingAfterMs,
          work.clock,
        ),
      () => sayHolding(lease, hold, interview, portion, firstOf(portion, events), work),
      work.holdingAfterMs,
      work,
    )
    const { step, replies } = done
    const [first, ...rest] = step.send
    const sendNow = first !== undefined && !interview.sending && !unsettled
    const outcome = await work.interviews.commit(lease, step, sendNow)
    if (outcome === 'discarded') {
      work.log.info('turn.discarded', { interview: interview.id })
      continue
    }
    const hearing = answerAll(person, portion, replies, step, work)
    const last = isLast(portion, events, timers.length)
    const home = changesHome(interview, step, portion, work.chats.get(person.platform))
    if (sendNow) {
      const release =
        last && rest.length === 0 && !home && !replies.some(({ answer }) => mustBeHeard(answer, true))
      const sent = await sendStamped(lease, hold, outgoing(step), work, release)
      await sayUnheard(lease, interview, inboxOf(portion)[0], await hearing, work)
      if (!sent.made) return { again: sent.again, wake: [] }
      if (sent.released) return { again: sent.again, wake: [], released: { more: sent.more } }
    }
    await sayUnheard(lease, interview, inboxOf(portion)[0], await hearing, work)
    if (home) await showHome(hold, person, isAtHome(portion) ? { note: noteOf(replies) } : {}, work)
  }
}

function conductingFor(person: PersonRef, work: ParticipantWork): Conducting {
  const { conducting, model, ids, clock } = work
  const asked = !work.chats.get(person.platform)?.capabilities.opensDirectUnasked
  const invitation = { ...conducting.invitation, most: mostReminders({ asked }) }
  return { ...conducting, invitation, model, ids, clock, speaker: speakerFor(person, work) }
}

function speakerFor({ platform }: PersonRef, { model, chats }: ParticipantWork): Speaker {
  return speakerOf(model, platformName(chats, platform))
}

/** Best effort, and past the outbox: it is seen for seconds and stands nowhere. False: no use to show it again. */
async function showTyping(interview: InterviewRecord, { chats, log }: ParticipantWork): Promise<boolean> {
  const chat = chats.get(interview.person.platform)
  const target = directTarget(interview)
  if (!chat?.capabilities.showsTyping || target.to === 'person') return false
  try {
    const { outcome } = await chat.send(target, { kind: 'typing' }, interview.id)
    return outcome === 'sent'
  } catch (error) {
    log.error('typing.not-shown', error)
    return false
  }
}

/** Whoever does something can be reached. */
function actsIn({ kind }: Portion): boolean {
  return kind === 'said' || kind === 'pressed' || kind === 'formed' || kind === 'commanded'
}

/** What did not reach the person is sent from `notBefore` on. */
async function reopen(
  lease: Lease,
  interview: string,
  notBefore: Date,
  { store, clock, conducting, ids, log }: ParticipantWork,
): Promise<void> {
  const dueAt = new Date(notBefore.getTime() + conducting.idle.nudgeMs)
  await store.reopen(lease, interview, notBefore, { id: ids.next(), dueAt }, clock.now())
  log.info('interview.reopened', { interview })
}

/** Does the person's own page of the bot, if there is one, show something else after this step? */
function changesHome(before: InterviewRecord, step: Step, portion: Portion, chat: Chat | undefined): boolean {
  if (!chat?.capabilities.home) return false
  const changed =
    step.state !== before.state || step.progress.deleteAsked !== before.progress.deleteAsked || step.erase
  return changed || isAtHome(portion)
}

/** Through the outbox and in its order; a turn that begins anew after a crash does not say it again. */
async function sayHolding(
  lease: Lease,
  hold: Hold,
  interview: InterviewRecord,
  portion: Portion,
  firstInbox: string | undefined,
  work: ParticipantWork,
): Promise<{ readonly settled: boolean }> {
  if (firstInbox === undefined) return { settled: true }
  const now = work.clock.now()
  await work.outbox.add(lease, holdingMessage(interview, portion, firstInbox, now, work.ids), now)
  return { settled: (await deliver(lease, hold, work)) === undefined }
}

/** The portion's row that was stored first: the same one, however many came since. */
function firstOf(portion: Portion, events: readonly WaitingEvent[]): string | undefined {
  const rows = inboxOf(portion)
  return events.find(({ id }) => rows.includes(id))?.id
}

/** Nothing else was waiting when this portion was read. Whatever came since has its own wake. */
function isLast(portion: Portion, events: readonly WaitingEvent[], timers: number): boolean {
  if (portion.kind === 'timer') return timers === 1
  return timers === 0 && events.length === inboxOf(portion).length
}

function outgoing(step: Step) {
  const [first] = step.send
  if (!first) throw new TypeError('nothing to send')
  // Interviews send no files, so what is stored is what is sent.
  if (first.intent.kind === 'say' && first.intent.files) throw new TypeError('an interview sends no files')
  const { kind, blocks } = first.intent
  const intent =
    first.intent.kind === 'edit' ? first.intent : ({ kind, blocks } as { kind: 'say'; blocks: typeof blocks })
  return { id: first.id, target: first.target, intent }
}

/** Resolves with the answers that must be heard and could not be shown where the gesture was made. */
async function answerAll(
  person: PersonRef,
  portion: Portion,
  replies: readonly GestureReply[],
  { send }: Step,
  work: ParticipantWork,
): Promise<readonly Answer[]> {
  if (isAtHome(portion)) return []
  const chat = work.chats.get(person.platform)
  const unheard: Answer[] = []
  for (const { handle, answer } of replies) {
    const shown = await answerOne(chat, handle, await inOverview(answer, person, portion, work), work)
    if (!shown && mustBeHeard(answer, send.length > 0)) unheard.push(answer)
  }
  return unheard
}

async function sayUnheard(
  lease: Lease,
  interview: InterviewRecord,
  inbox: string | undefined,
  answers: readonly Answer[],
  { outbox, clock, ids }: ParticipantWork,
): Promise<void> {
  for (const answer of answers) {
    if (answer.kind === 'none' || inbox === undefined) continue
    const row = { id: ids.next(), lane: lease.lane, interviewId: interview.id, inbox }
    const now = clock.now()
    await outbox.add(lease, unheardMessage(answer, { ...row, target: directTarget(interview) }, now), now)
  }
}

/** Returns whether it was shown. What matters is stored, and goes through the outbox. */
async function answerOne(
  chat: Chat | undefined,
  handle: ReplyHandle,
  answer: GestureReply['answer'],
  { log }: ParticipantWork,
): Promise<boolean> {
  try {
    const outcome = await chat?.answer(handle, answer)
    if (outcome === 'answered') return true
    log.info('gesture.not-answered', { outcome })
  } catch (error) {
    log.error('gesture.not-answered', error)
  }
  return false
}

/** The interview a press or form names: whole in consent actions, by its first characters elsewhere. */
function interviewNamed(portion: Portion): string | undefined {
  if (portion.kind === 'pressed') {
    const [verb, second, third] = portion.action
    return verb === 'survey' ? second : third
  }
  if (portion.kind === 'formed') return portion.form[1]
  return portion.kind === 'timer' ? portion.timer.subject : undefined
}

/** The press on a post; the form that it opened came with an event of its own. */
const OPENED_FORM = 'opened a form'

/** Sends the card if there is one, and tells the person where they pressed what came of it. */
async function tellJoined(
  lease: Lease,
  person: PersonRef,
  gesture: { readonly inbox: string; readonly action: readonly string[]; readonly reply: ReplyHandle },
  joined: Joined,
  locale: string | undefined,
  hold: Hold,
  work: ParticipantWork,
): Promise<void> {
  if (joined.outcome === 'card-waits') await deliver(lease, hold, work)
  const card = joined.outcome === 'card-waits' ? await work.store.cardState(joined.interviewId) : undefined
  const { outcome } = joined
  if (outcome === 'too-young')
    await work.lanes.forget(lease, { id: gesture.inbox, outcome }, [OPENED_FORM], work.clock.now())
  else await settle(lease, [gesture.inbox], outcome, work)
  const { platformName } = speakerFor(person, work)
  const words =
    'words' in joined
      ? paragraphs(joined.words)
      : card && joinAnswer(card, gesture.action, platformName, locale)
  if (!words) return
  // "Try again" stands in a message that only the person sees: what came of it takes its place.
  const kind = gesture.action[0] === 'rejoin' ? 'replace' : 'private'
  await answerOne(work.chats.get(person.platform), gesture.reply, { kind, blocks: words }, work)
}

/** Somebody with whom no interview stands: told so, kept nothing of. */
async function settleStranger(
  lease: Lease,
  person: PersonRef,
  portion: Portion,
  events: readonly WaitingEvent[],
  work: ParticipantWork,
): Promise<void> {
  const rows = inboxOf(portion)
  const locale = localeOf(events, rows[0])
  await settle(lease, rows, 'no interview', work, portion.kind === 'timer' ? [portion.timer.id] : [])
  // A control that names an interview names none of theirs.
  const key = portion.kind === 'pressed' || portion.kind === 'formed' ? 'stale' : 'nothingOpen'
  const words = paragraphs(sayIn(locale ?? 'en')(key))
  if ('reply' in portion) await reply(person, portion.reply, words, work)
  else if (portion.kind === 'said') await tellStranger(person, portion, words, work)
}

/** Not through the outbox: nothing depends on it, and strangers get no rows. */
async function tellStranger(
  person: PersonRef,
  portion: Extract<Portion, { kind: 'said' }>,
  blocks: ReturnType<typeof paragraphs>,
  work: ParticipantWork,
): Promise<void> {
  const [message] = portion.messages
  if (!message) return
  const { platform, workspace } = person
  const { conversation, thread } = message
  const where: Target = {
    to: 'conversation',
    platform,
    workspace,
    conversation,
    ...(thread ? { thread } : {}),
  }
  await work.chats.get(platform)?.send(where, { kind: 'say', blocks }, message.inbox)
}

async function settle(
  lease: Lease,
  rows: readonly string[],
  outcome: string,
  work: ParticipantWork,
  timers: readonly string[] = [],
): Promise<void> {
  await work.lanes.settle(
    lease,
    rows.map((id) => ({ id, outcome })),
    timers,
    work.clock.now(),
  )
}

async function reply(
  person: PersonRef,
  handle: ReplyHandle,
  blocks: readonly Block[],
  work: ParticipantWork,
): Promise<void> {
  await answerOne(work.chats.get(person.platform), handle, { kind: 'private', blocks }, work)
}

function localeOf(events: readonly WaitingEvent[], inbox: string | undefined): string | undefined {
  return events.find((row) => row.id === inbox)?.event.locale
}
