import { conduct } from '../../core/interview/conduct.ts'
import type { InterviewRecord } from '../../core/interview/facts.ts'
import { holdingMessage } from '../../core/interview/holding.ts'
import type { Conducting } from '../../core/interview/moves/conducting.ts'
import { directTarget } from '../../core/interview/moves/step-draft.ts'
import { inboxOf, type Portion, type WaitingEvent } from '../../core/interview/portion.ts'
import { mostReminders } from '../../core/interview/silence.ts'
import type { Chat, PersonRef } from '../../core/ports/chat.ts'
import type { Step } from '../../core/ports/interview-store.ts'
import type { Lease, OutboxDraft } from '../../core/ports/lane-store.ts'
import { mustBeHeard } from '../../core/unheard.ts'
import { deliver, sendStamped } from '../deliver.ts'
import type { Hold } from '../hold.ts'
import type { Worked } from '../lane-work.ts'
import { quietUntilOf } from '../unasked.ts'
import { answerAll, sayUnheard } from './answering.ts'
import { holding } from './holding.ts'
import { isAtHome, noteOf, showHome } from './overview.ts'
import { typingMeanwhile } from './typing.ts'
import { type ParticipantWork, speakerFor } from './work.ts'

/** What waited in the lane when the portion was read. */
export interface Waiting {
  readonly events: readonly WaitingEvent[]
  readonly timers: number
  readonly dueAt: Date | undefined
}

/**
 * Conducts, commits and answers one portion of an interview. Undefined: whatever else waits in the lane is next;
 * otherwise the lane's work is over for now.
 */
export async function workTurn(
  lease: Lease,
  hold: Hold,
  interview: InterviewRecord,
  portion: Portion,
  { events, timers, dueAt }: Waiting,
  work: ParticipantWork,
): Promise<Worked | undefined> {
  const { person } = interview
  // What was to be said before is said first; what cannot be said yet keeps its place in the outbox.
  if (interview.sending) await deliver(lease, hold, work)
  const waitedMs = waited(dueAt, work)
  const { done, unsettled } = await holding(
    () =>
      typingMeanwhile(
        () => conduct(interview, portion, work.clock.now(), conductingFor(person, waitedMs, work)),
        () => showTyping(interview, work),
        work.typingAfterMs,
        work.clock,
      ),
    () => sayHolding(lease, hold, interview, portion, firstOf(portion, events), work),
    Math.max(work.holdingAfterMs - waitedMs, work.typingAfterMs),
    work,
  )
  const { step, replies } = done
  const [first, ...rest] = step.send
  const sendNow = first !== undefined && mayBeSent(first) && !interview.sending && !unsettled
  const outcome = await work.interviews.commit(lease, step, sendNow)
  if (outcome === 'discarded') {
    work.log.info('turn.discarded', { interview: interview.id })
    return undefined
  }
  const hearing = answerAll(person, portion, replies, step, work)
  const last = isLast(portion, events, timers)
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
  return undefined
}

/**
 * Whether what nobody asked for may be sent now is judged where it is sent: the platform may say that it would disturb. Of
 * the word that an interview is closed that was asked before the interview ended, and it follows at once.
 */
function mayBeSent({ unasked }: OutboxDraft): boolean {
  return unasked === undefined || unasked === 'close'
}

/**
 * In a rush, lanes wait for one another: a person's time counts from when their turn had come. No line is so long that
 * somebody waits in it for twice that time: then nobody was able to reply, and hurrying helps nobody.
 */
function waited(dueAt: Date | undefined, { startedAt, clock, conducting }: ParticipantWork): number {
  if (!dueAt) return 0
  const waitedMs = clock.now().getTime() - Math.max(dueAt.getTime(), startedAt.getTime())
  return waitedMs > 2 * conducting.modelDeadlineMs ? 0 : Math.max(0, waitedMs)
}

function conductingFor(person: PersonRef, waitedMs: number, work: ParticipantWork): Conducting {
  const { conducting, model, ids, clock } = work
  const asked = !work.chats.get(person.platform)?.capabilities.opensDirectUnasked
  const invitation = { ...conducting.invitation, most: mostReminders({ asked }) }
  const speaker = speakerFor(person, work)
  const quietUntil = () => quietUntilOf(person, work)
  return { ...conducting, waitedMs, invitation, model, ids, clock, speaker, quietUntil }
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
