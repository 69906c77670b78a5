import { InvalidInputError } from '../errors.ts'
import type { WaitingEvent } from '../interview/portion.ts'
import type { InboundEvent } from '../ports/chat.ts'
import type { Lease, OutboxDraft } from '../ports/lane-store.ts'
import type { Study } from '../ports/study-store.ts'
import { mustBeHeard, unheardMessage } from '../unheard.ts'
import {
  actorOf,
  type DeskDeps,
  type Doing,
  derivedId,
  draftsOf,
  type Handled,
  told,
} from './desk/context.ts'
import { help } from './desk/help.ts'
import { launch } from './desk/launch.ts'
import { newStudy } from './desk/new-study.ts'
import { approvePlan, changePlan, shownPlan } from './desk/plan.ts'
import { status } from './desk/status.ts'
import { askReport, close, pause, resume } from './desk/steer.ts'
import { deskSayIn } from './words/catalogue.ts'

/** The researchers' desk: what they do in a research place, one inbox row at a time. */
export interface Desk {
  /**
   * Handles one inbox row of a place's lane to its end: everything it changes is committed at once with the row,
   * then the gesture is answered. Safe to call again. Returns the lanes to wake, and the answer as a message if it could
   * not be shown where the gesture was made. Throws FencedError if the lane was taken over.
   */
  handle(
    row: WaitingEvent,
    lease: Lease,
  ): Promise<{ readonly wake: readonly string[]; readonly unheard?: OutboxDraft }>
}

/** A study may be changed from two places at once: the later decides again on what the earlier left. */
const DECISIONS = 3

export function createDesk(deps: DeskDeps): Desk {
  return {
    async handle(row, lease) {
      const doing = doingOf(row)
      for (let attempt = 1; ; attempt++) {
        const handled =
          attempt > DECISIONS
            ? told('moved', (doing?.say ?? deskSayIn(undefined))('moved'))
            : await decided(row.event, doing, deps)
        const committed = await commit(row, doing, handled, lease, deps)
        if (committed === undefined) continue
        const unheard = committed.written && doing && (await answer(doing, handled, lease, deps))
        return { wake: committed.wake, ...(unheard ? { unheard } : {}) }
      }
    },
  }
}

/** Undefined: the study moved on meanwhile. */
async function commit(
  row: WaitingEvent,
  doing: Doing | undefined,
  handled: Handled,
  lease: Lease,
  deps: DeskDeps,
): Promise<{ readonly written: boolean; readonly wake: readonly string[] } | undefined> {
  const at = deps.clock.now()
  const spoken =
    doing && !doing.reply && handled.answer.kind !== 'none' && (handled.posts ?? []).length === 0
      ? [{ place: doing.place, blocks: handled.answer.blocks }]
      : []
  const send = draftsOf(row.id, [...(handled.posts ?? []), ...spoken], at)
  const outcome = await deps.store.commit(lease, {
    inbox: { id: row.id, outcome: handled.outcome },
    study: handled.study,
    write: handled.write,
    send,
    usage: (handled.usage ?? []).map((usage) => ({ ...usage, id: deps.ids.next() })),
    audit: handled.audit && doing ? { actor: actorOf(doing.person), ...handled.audit } : undefined,
    at,
  })
  deps.log.info('desk.handled', {
    inbox: row.id,
    kind: row.event.kind,
    outcome: handled.outcome,
    commit: outcome,
  })
  if (outcome === 'moved') return undefined
  const lanes = [...send.map((draft) => draft.lane), ...(handled.wake ?? [])]
  return { written: outcome === 'written', wake: outcome === 'written' ? [...new Set(lanes)] : [] }
}

/** Returns the answer as a message to whoever made the gesture if it could not be shown there. */
async function answer(
  { inbox, place, person, reply }: Doing,
  handled: Handled,
  lease: Lease,
  deps: DeskDeps,
): Promise<OutboxDraft | undefined> {
  if (!reply) return undefined
  try {
    const outcome = await deps.chats.get(place.platform)?.answer(reply, handled.answer)
    if (outcome === 'answered') return undefined
    deps.log.warn('desk.unanswered', { inbox, outcome })
    // It may have been shown, and is not said twice.
    if (outcome === 'untold') return undefined
  } catch (error) {
    deps.log.error('desk.unanswered', error, { inbox })
  }
  if (handled.answer.kind === 'none' || !mustBeHeard(handled.answer, (handled.posts ?? []).length > 0))
    return undefined
  const row = { id: derivedId(inbox, 'answer'), lane: lease.lane, interviewId: null, inbox }
  return unheardMessage(handled.answer, { ...row, target: { to: 'person', ...person } }, deps.clock.now())
}

async function decided(event: InboundEvent, doing: Doing | undefined, deps: DeskDeps): Promise<Handled> {
  if (!doing) return { outcome: 'not-for-the-desk', answer: { kind: 'none' } }
  if (!(await mayResearch(doing, deps))) {
    const refused = told('refused', doing.say('refused'))
    return doing.reply ? refused : { ...refused, answer: { kind: 'none' } }
  }
  try {
    return await routed(event, doing, deps)
  } catch (error) {
    if (error instanceof InvalidInputError) return told('invalid-input', ...error.message.split('\n'))
    throw error
  }
}

/** The adapter opened the form, or told the person to try again; what counts comes when it is sent in. */
const OPENED_A_FORM: Handled = { outcome: 'opened-a-form', answer: { kind: 'none' } }

async function routed(event: InboundEvent, doing: Doing, deps: DeskDeps): Promise<Handled> {
  const { commandName } = deps.settings
  switch (event.kind) {
    case 'command':
      return commanded(event.text, doing, deps)
    case 'form': {
      if (event.form === 'study-new') return newStudy(event, doing, deps)
      const [form, version] = event.form.split(':')
      if (form !== 'plan-change' || !version) return told('unknown-form', doing.say('formGone'))
      const study = await deps.store.studyAt(doing.place, version)
      const request = event.values.request?.[0]?.trim() ?? ''
      if (study?.plan.id !== version) return told('not-open', doing.say('newerVersion'))
      if (request === '') throw new InvalidInputError(doing.say('sayChange'))
      return changePlan(study, request, doing, deps)
    }
    case 'button': {
      const [verb, what, version] = event.action.split(':')
      if (verb !== 'plan' || !version) return told('unknown-button', doing.say('notOpen'))
      if (what !== 'approve') return OPENED_A_FORM
      const study = await deps.store.studyAt(doing.place, version)
      if (study?.plan.id !== version) return told('not-open', doing.say('notOpen'))
      return approvePlan(study, doing, deps, event.message)
    }
    case 'mention': {
      const request = event.text.trim()
      const study = await deps.store.studyAt(doing.place)
      if (request === '' || !study || study.state === 'closed') return help(commandName, doing.say)
      return changePlan(study, request, doing, deps)
    }
    default:
      return { outcome: 'not-for-the-desk', answer: { kind: 'none' } }
  }
}

async function commanded(text: string, doing: Doing, deps: DeskDeps): Promise<Handled> {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(text) ?? []
  const command = COMMANDS.get(word.toLowerCase())
  const { commandName } = deps.settings
  if (word.toLowerCase() === 'new' || word.toLowerCase() === 'load') return OPENED_A_FORM
  if (!command)
    return help(commandName, doing.say, word === '' || word.toLowerCase() === 'help' ? undefined : word)
  const study = await deps.store.studyAt(doing.place)
  if (!study) return told('no-study', doing.say('noStudy', { command: commandName }))
  const resumes = word.toLowerCase() === 'resume' && study.frozen.length > 0
  if (study.state === 'closed' && !AFTER_CLOSE.has(word.toLowerCase()) && !resumes)
    return told('no-open-study', doing.say('noOpenStudy', { title: study.title, command: commandName }))
  return command(study, rest.trim(), doing, deps)
}

const AFTER_CLOSE = new Set(['status', 'report', 'plan'])

type StudyCommand = (study: Study, rest: string, doing: Doing, deps: DeskDeps) => Promise<Handled> | Handled

const COMMANDS: ReadonlyMap<string, StudyCommand> = new Map<string, StudyCommand>([
  [
    'plan',
    (study, rest, doing, deps) =>
      rest === '' ? shownPlan(study, deps) : changePlan(study, rest, doing, deps),
  ],
  ['approve', (study, _rest, doing, deps) => approvePlan(study, doing, deps)],
  ['launch', launch],
  ['status', (study, _rest, _doing, deps) => status(study, deps)],
  ['pause', (study, _rest, doing, deps) => pause(study, doing, deps)],
  ['resume', (study, _rest, doing, deps) => resume(study, doing, deps)],
  ['close', (study, _rest, doing, deps) => close(study, doing, deps)],
  ['report', (study, _rest, doing) => askReport(study, doing)],
])

/** Guests and people of other workspaces only if they are named, also where everyone in the place may. */
async function mayResearch(
  { place, person }: Doing,
  { chats, settings: { researchPlaces, researchers } }: DeskDeps,
): Promise<boolean> {
  const here = researchPlaces.some(
    ({ platform, conversation, workspace = place.workspace }) =>
      platform === place.platform && conversation === place.conversation && workspace === place.workspace,
  )
  const named = researchers.get(place.platform) ?? []
  if (!here || named.length > 0) return here && named.includes(person.person)
  const chat = chats.get(place.platform)
  if (!chat?.capabilities.tellsOutsiders) return true
  const profile = await chat.profile(person)
  return profile !== undefined && profile.outsider === undefined
}

/** Undefined for events that nobody did in a place. */
function doingOf(row: WaitingEvent): Doing | undefined {
  const { event } = row
  const { platform, workspace, conversation, person } = event
  if (conversation === undefined || person === undefined) return undefined
  if (event.kind === 'command' && event.command !== 'study') return undefined
  return {
    inbox: row.id,
    place: { platform, workspace, conversation },
    person: { platform, workspace, person },
    say: deskSayIn(event.locale),
    reply: 'reply' in event ? event.reply : undefined,
  }
}
