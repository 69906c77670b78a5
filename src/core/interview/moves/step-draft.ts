import { participantLane } from '../../lane.ts'
import type { Answer, Block, Target } from '../../ports/chat.ts'
import type { Ids } from '../../ports/clock.ts'
import type { NewTurn, Step } from '../../ports/interview-store.ts'
import type { OutboxDraft, UnaskedKind } from '../../ports/lane-store.ts'
import { REPORT_CHANGED, REPORT_TAKEN_DOWN } from '../../rights/taken-down.ts'
import type { Facts, InterviewRecord } from '../facts.ts'
import { type InterviewState, isEnd, isUnderWay, mayFollow, type Progress } from '../interview.ts'
import { type GestureReply, inboxOf, type Portion, type SaidMessage } from '../portion.ts'
import { type IdleRule, untilNext } from '../silence.ts'
import { joinWords, type TurnKind } from '../transcript.ts'
import { type Say, sayIn } from '../words/catalogue.ts'
import { namesFor, paragraphs, type Speaker } from '../words/messages.ts'

/** What the moves of one portion write together; becomes one `Step`. */
export interface StepDraft {
  readonly interview: InterviewRecord
  readonly facts: Facts
  readonly say: Say
  readonly names: ReturnType<typeof namesFor>
  readonly speaker: Speaker
  readonly now: Date
  readonly ids: Ids
  readonly idle: IdleRule
  state: InterviewState
  progress: Progress
  startedAt?: Date
  ended?: { readonly at: Date; readonly by: string }
  inboxOutcome: string
  readonly turns: NewTurn[]
  readonly send: OutboxDraft[]
  readonly replies: GestureReply[]
  readonly usage: Step['usage'][number][]
  revision?: NonNullable<Step['revision']>
  survey?: NonNullable<Step['survey']>
  consent?: NonNullable<Step['consent']>
  erase: boolean
  discardIf?: NonNullable<Step['discardIf']>
  reminder?: NonNullable<Step['reminder']>
  tellsEnd?: true
  /** When to look at the silence again, if that does not follow from the state. */
  lookAt?: Date
}

export function draftStep(
  interview: InterviewRecord,
  facts: Facts,
  context: { readonly now: Date; readonly ids: Ids; readonly speaker: Speaker; readonly idle: IdleRule },
): StepDraft {
  return {
    interview,
    facts,
    ...context,
    say: sayIn(interview.language),
    names: namesFor(interview.plan, interview.language, context.speaker),
    state: interview.state,
    progress: interview.progress,
    inboxOutcome: 'done',
    turns: [],
    send: [],
    replies: [],
    usage: [],
    erase: false,
  }
}

/** Moves the interview to a state it may go to from where it is. */
export function moveTo(draft: StepDraft, state: InterviewState): void {
  if (!mayFollow(draft.state, state))
    throw new TypeError(`an interview cannot go from ${draft.state} to ${state}`)
  draft.state = state
}

export function unpause(draft: StepDraft): void {
  moveTo(draft, draft.progress.pausedFrom ?? 'interviewing')
  draft.progress = { ...draft.progress, pausedFrom: null }
}

export function end(draft: StepDraft, state: InterviewState, by: string): void {
  moveTo(draft, state)
  draft.ended = { at: draft.now, by }
  draft.progress = { ...draft.progress, question: null, surveyItem: null, deleteAsked: false }
}

/** Keeps what the person wrote, or `only` some of its messages, as one turn; `move` notes what became of it. */
export function keepSaid(
  draft: StepDraft,
  kind: TurnKind,
  questionId: string | null,
  how: { readonly only?: readonly SaidMessage[] | undefined; readonly move?: string } = {},
): void {
  const { portion } = draft.facts
  if (portion.kind !== 'said') return
  const messages = how.only ?? portion.messages
  const [first] = messages
  draft.turns.push({
    id: draft.ids.next(),
    speaker: 'participant',
    kind,
    words: joinWords(messages),
    questionId,
    move: how.move ?? null,
    promptVersion: null,
    model: null,
    saidAt: first?.platformAt ?? draft.now,
    messages,
  })
}

/** Sends a message to the person; with `turn` it is part of the transcript. */
export function tell(
  draft: StepDraft,
  blocks: readonly Block[],
  turn?: {
    readonly kind: TurnKind
    readonly questionId?: string
    readonly move: string
    readonly promptVersion?: string
    readonly model?: string
  },
  unasked?: { readonly unasked: UnaskedKind; readonly dedupeKey: string | null },
): void {
  draft.send.push({
    id: draft.ids.next(),
    lane: participantLane(draft.interview.person),
    target: directTarget(draft.interview, draft.facts.portion),
    intent: { kind: 'say', blocks },
    interviewId: draft.interview.id,
    dedupeKey: null,
    notBefore: draft.now,
    ...unasked,
  })
  if (!turn) return
  draft.turns.push({
    id: draft.ids.next(),
    speaker: 'interviewer',
    kind: turn.kind,
    words: textOf(blocks),
    questionId: turn.questionId ?? null,
    move: turn.move,
    promptVersion: turn.promptVersion ?? null,
    model: turn.model ?? null,
    saidAt: draft.now,
    messages: [],
  })
}

/** What is said first begins with a word of apology. It is no part of the turn: nobody is asked twice for it. */
export function apologise(draft: StepDraft): void {
  const [first, ...rest] = draft.send
  if (first?.intent.kind !== 'say') return
  const blocks = [...paragraphs(draft.say('late')), ...first.intent.blocks]
  draft.send.splice(0, draft.send.length, { ...first, intent: { ...first.intent, blocks } }, ...rest)
}

/** Answers the gesture of this portion, if it is one. */
export function answerGesture(draft: StepDraft, answer: Answer): void {
  const { portion } = draft.facts
  if ('reply' in portion) draft.replies.push({ handle: portion.reply, answer })
}

/** Where the person is written to: in the thread of their direct conversation if that is where they wrote. */
export function directTarget(
  interview: Pick<InterviewRecord, 'person' | 'conversation'>,
  portion?: Portion,
): Target {
  const { platform, workspace } = interview.person
  const said = portion?.kind === 'said' ? portion.messages.at(-1) : undefined
  if (said?.thread !== undefined) {
    const { conversation, thread } = said
    return { to: 'conversation', platform, workspace, conversation, thread }
  }
  return interview.conversation
    ? { to: 'conversation', platform, workspace, conversation: interview.conversation }
    : { to: 'person', ...interview.person }
}

export function textOf(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block) => {
      if (block.kind === 'paragraph' || block.kind === 'heading' || block.kind === 'quote')
        return [block.text]
      return block.kind === 'list' ? block.items : []
    })
    .join('\n\n')
}

/** The step as it is committed. */
export function finishDraft(draft: StepDraft): {
  readonly step: Step
  readonly replies: readonly GestureReply[]
} {
  const { facts, interview, now } = draft
  const { portion } = facts
  return {
    replies: draft.replies,
    step: {
      interviewId: interview.id,
      studyId: interview.studyId,
      stateVersion: interview.stateVersion,
      state: draft.state,
      progress: draft.progress,
      ...(draft.startedAt ? { startedAt: draft.startedAt } : {}),
      ...(portion.kind === 'timer' ? {} : { heardAt: now }),
      ...(draft.ended ? { ended: draft.ended } : {}),
      inbox: inboxOf(portion).map((id) => ({ id, outcome: draft.inboxOutcome })),
      firedTimers: portion.kind === 'timer' ? [portion.timer.id] : [],
      turns: draft.turns,
      ...(draft.revision ? { revision: draft.revision } : {}),
      ...(draft.survey ? { survey: draft.survey } : {}),
      ...(draft.consent ? { consent: draft.consent } : {}),
      erase: draft.erase,
      ...(draft.discardIf ? { discardIf: draft.discardIf } : {}),
      ...(draft.erase || draft.revision ? { reportNotice: REPORT_TAKEN_DOWN } : {}),
      ...(draft.erase || (draft.revision && draft.revision.words === undefined)
        ? { reportChanged: REPORT_CHANGED }
        : {}),
      send: draft.send,
      ...(draft.reminder ? { reminder: draft.reminder } : {}),
      ...(draft.tellsEnd ? { tellsEnd: true } : {}),
      ...timerOf(draft),
      usage: draft.usage,
      at: now,
    },
  }
}

/**
 * An interview that has not ended always has its timer. That of an invitation stays as it is until it goes off: only
 * then it is known what to wait for.
 */
function timerOf(draft: StepDraft): Pick<Step, 'timer'> {
  if (isEnd(draft.state)) return { timer: 'cancel' }
  const at = isUnderWay(draft.state) ? draft.now.getTime() + untilNext(draft, draft.idle) : undefined
  const dueAt = draft.lookAt ?? (at === undefined ? undefined : new Date(at))
  return dueAt ? { timer: { id: draft.ids.next(), kind: 'idle', dueAt } } : {}
}
