import { conduct } from '../../../src/core/interview/conduct.ts'
import type { InterviewRecord } from '../../../src/core/interview/facts.ts'
import { NO_PROGRESS } from '../../../src/core/interview/interview.ts'
import type { Portion } from '../../../src/core/interview/portion.ts'
import type { SilenceRules } from '../../../src/core/interview/silence.ts'
import type { InterviewTurnOutput } from '../../../src/core/interview/words/prompts.ts'
import type { Block } from '../../../src/core/ports/chat.ts'
import type { Step } from '../../../src/core/ports/interview-store.ts'
import type { Model } from '../../../src/core/ports/model.ts'
import { InterviewPlan } from '../../../src/core/study/interview-plan.ts'
import { scriptedModel } from '../../fakes/model.ts'
import { SILENCE } from '../../fakes/silence.ts'

/**
 * One interview played through the engine in memory: what the person does goes in, what they see comes out. Steps are
 * applied as the store would apply them.
 */
export interface Rehearsal {
  readonly record: () => InterviewRecord
  say(words: string, options?: { attachments?: number; deleted?: boolean }): Promise<readonly string[]>
  burst(words: readonly string[]): Promise<readonly string[]>
  /** Heard together once the interview is over: what was written before its end, and after. */
  crossing(before: readonly string[], after: readonly string[]): Promise<readonly string[]>
  press(action: string): Promise<readonly string[]>
  send(form: string, allow: readonly string[]): Promise<readonly string[]>
  command(word: string): Promise<readonly string[]>
  wait(ms: number): Promise<readonly string[]>
  /** The timer goes off then. */
  goesOff(at: Date): Promise<readonly string[]>
  /** The person lives by another clock from now on. */
  moveTo(zone: string): void
  readonly steps: readonly Step[]
}

export type Reply = Partial<InterviewTurnOutput['reading']> & {
  readonly probe?: string
  readonly ask?: string
  readonly clarify?: string
  readonly rewrite?: string
  readonly fails?: 'unavailable' | 'unusable' | 'declined'
  /** So long the model takes for it. */
  readonly takesMs?: number
}

const IDLE = { nudgeMs: 60_000, closeMs: 180_000 }
const START = Date.parse('2026-03-02T09:00:00Z')

export const PLAN = InterviewPlan.parse({
  title: 'Working with new tools',
  goal: 'How people take up new tools',
  domain: { en: 'new tools at work', de: 'neue Werkzeuge bei der Arbeit' },
  minutes: 10,
  languages: ['en', 'de'],
  asker: 'The Harbour research team',
  readers: 'Two researchers',
  contact: 'research@harbour.example',
  researchQuestions: [{ id: 'uptake', text: 'What makes people take up a tool?' }],
  surveyBefore: [
    { kind: 'scale', id: 'often', ask: 'How often do you try new tools?', low: 'never', high: 'daily' },
  ],
  surveyAfter: [{ kind: 'yes-no', id: 'recommend', ask: 'Would you recommend this?' }],
  cohorts: [
    {
      key: 'all',
      name: 'Everybody',
      goal: 'Hear of one recent tool',
      hypotheses: ['secret-hypothesis'],
      sections: [
        {
          title: 'Taking up',
          questions: [
            {
              id: 'q1',
              ask: 'Which tool did you start to use lately?',
              priority: 'must',
              probes: ['What led you to it?'],
            },
            {
              id: 'q2',
              ask: 'What changed in your day since then?',
              priority: 'should',
              probes: ['When did you notice?'],
            },
            { id: 'q3', ask: 'What would you miss without it?', priority: 'could' },
          ],
        },
      ],
    },
  ],
})

export function rehearse(
  replies: readonly Reply[] = [],
  language = 'en',
  plan = PLAN,
  cohort = 'all',
  silence: SilenceRules = { ...SILENCE, idle: IDLE },
  start = START,
): Rehearsal {
  let now = start
  let count = 0
  let record: InterviewRecord = {
    id: '01900000-0000-7000-8000-000000000001',
    studyId: '01900000-0000-7000-8000-000000000002',
    participantId: '01900000-0000-7000-8000-000000000003',
    person: { platform: 'slack', workspace: 'T1', person: 'U1' },
    conversation: 'D1',
    cohort,
    language,
    state: 'invited',
    stateVersion: 0,
    progress: NO_PROGRESS,
    endedAt: null,
    erased: false,
    lastSentAt: new Date(start),
    sending: false,
    unaskedWaits: false,
    otherActive: false,
    lastUnaskedAt: null,
    zone: null,
    invitation: {
      id: '01900000-0000-7000-8000-000000000004',
      notBefore: new Date(start),
      sentAt: new Date(start),
      reminders: 0,
    },
    studyPaused: false,
    plan,
    turns: [],
    answers: {},
  }
  const steps: Step[] = []
  const model = scripted(replies, (ms) => {
    now += ms
  })
  const ids = { next: () => `id-${++count}` }
  const play = async (portion: Portion, takesMs = 20_000) => {
    now += takesMs
    const { step, replies: gestures } = await conduct(record, portion, new Date(now), {
      model,
      ids,
      ...silence,
      modelDeadlineMs: 25_000,
      waitedMs: 0,
      quietUntil: async () => undefined,
      clock: { now: () => new Date(now) },
      speaker: { modelName: 'a test model', simulated: false, platformName: 'Slack' },
    })
    steps.push(step)
    record = applied(record, step)
    return [
      ...gestures.flatMap(({ answer }) =>
        answer.kind === 'none' ? [] : [`(${answer.kind}) ${shown(answer.blocks)}`],
      ),
      ...step.send.map(({ intent }) => shown(intent.blocks)),
    ]
  }
  const message = (words: string, options: { attachments?: number; deleted?: boolean } = {}) => ({
    inbox: `inbox-${++count}`,
    conversation: 'D1',
    message: `${1000 + count}`,
    words: options.deleted ? '' : words,
    deleted: options.deleted ?? false,
    attachments: options.attachments ?? 0,
    platformAt: new Date(now + 10_000),
  })
  const reply = { token: 't', expiresAt: '2026-03-02T10:00:00Z' }
  return {
    record: () => record,
    steps,
    say: (words, options) => play({ kind: 'said', messages: [message(words, options)] }),
    crossing: (before, after) => {
      const ended = record.endedAt?.getTime() ?? now
      const at = (sentAt: number) => (words: string) => ({ ...message(words), platformAt: new Date(sentAt) })
      return play({ kind: 'said', messages: [...before.map(at(ended - 1)), ...after.map(at(ended + 1))] })
    },
    burst: (words) => play({ kind: 'said', messages: words.map((each) => message(each)) }),
    press: (action) =>
      play({
        kind: 'pressed',
        inbox: `inbox-${++count}`,
        action: action.split(':'),
        values: [],
        message: '1',
        reply,
      }),
    send: (form, allow) =>
      play({ kind: 'formed', inbox: `inbox-${++count}`, form: form.split(':'), values: { allow }, reply }),
    command: (word) => play({ kind: 'commanded', inbox: `inbox-${++count}`, control: word as never, reply }),
    wait: (ms) => {
      now += ms
      return play({ kind: 'timer', timer: { id: 't', kind: 'idle', subject: record.id } })
    },
    goesOff: (at) => {
      now = at.getTime()
      return play({ kind: 'timer', timer: { id: 't', kind: 'idle', subject: record.id } }, 0)
    },
    moveTo: (zone) => {
      record = { ...record, zone }
    },
  }
}

function applied(record: InterviewRecord, step: Step): InterviewRecord {
  const turns = step.turns.map((turn, index) => ({
    id: turn.id,
    sequence: record.turns.length + index + 1,
    speaker: turn.speaker,
    kind: turn.kind,
    words: turn.words,
    questionId: turn.questionId,
    move: turn.move,
    saidAt: turn.saidAt,
    deleted: false,
  }))
  return {
    ...record,
    state: step.state,
    stateVersion: record.stateVersion + 1,
    progress: step.progress,
    endedAt: step.ended?.at ?? record.endedAt,
    erased: record.erased || step.erase,
    lastSentAt: step.send.length > 0 ? step.at : record.lastSentAt,
    lastUnaskedAt: step.send.some(({ unasked }) => unasked) ? step.at : record.lastUnaskedAt,
    invitation: record.invitation && {
      ...record.invitation,
      reminders: step.reminder?.number ?? record.invitation.reminders,
    },
    turns: step.erase ? [] : [...record.turns, ...turns],
    answers: step.survey ? { ...record.answers, [step.survey.item]: step.survey.value } : record.answers,
  }
}

export function shown(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'choices') return `[${block.choices.map((choice) => choice.label).join('] [')}]`
      if (block.kind === 'select') return `[${block.label}]`
      if (block.kind === 'list') return block.items.join('\n')
      return block.kind === 'divider' ? '' : block.text
    })
    .join('\n')
}

/** Answers each turn with the next reply of the script; a full reading that words nothing where it is short. */
function scripted(replies: readonly Reply[], pass: (ms: number) => void): Model {
  const rest = [...replies]
  let current: Reply = {}
  return scriptedModel(({ purpose }) => {
    if (purpose === 'rewrite-turn') return { output: { words: current.rewrite ?? '' } }
    current = rest.shift() ?? {}
    const { probe, ask, clarify, rewrite: _, fails, takesMs = 0, ...reading } = current
    const meanwhile = async () => pass(takesMs)
    if (fails) return { failure: fails, meanwhile }
    return {
      meanwhile,
      output: {
        reading: {
          substance: 'full',
          refused: false,
          confused: false,
          offTopic: false,
          distressed: false,
          asksBot: 'nothing',
          wants: 'continue',
          ...reading,
        },
        probe: probe ?? null,
        ask: ask ?? null,
        clarify: clarify ?? null,
      },
    }
  })
}
