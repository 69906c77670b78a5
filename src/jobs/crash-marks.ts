import type { AnalysisStore } from '../core/ports/analysis-store.ts'
import type { Chat, InboundSink, Intent } from '../core/ports/chat.ts'
import type { CrashPoint, CrashPoints } from '../core/ports/crash-points.ts'
import type { FieldworkStore } from '../core/ports/fieldwork-store.ts'
import type { InterviewStore, Step } from '../core/ports/interview-store.ts'
import type { InboxStore, LaneStore, OutboxStore } from '../core/ports/lane-store.ts'
import type { Model } from '../core/ports/model.ts'
import type { Queue } from '../core/ports/queue.ts'
import type { StudyStore } from '../core/ports/study-store.ts'

/**
 * Puts the crash points where they lie: around the calls of the ports, since between two of those nothing outside this
 * process changes. Each function returns the port with its points in it.
 */
export interface CrashMarks {
  sink(sink: InboundSink): InboundSink
  inbox(store: InboxStore): InboxStore
  queue(queue: Queue): Queue
  lanes(store: LaneStore): LaneStore
  interviews(store: InterviewStore): InterviewStore
  outbox(store: OutboxStore): OutboxStore
  fieldwork(store: FieldworkStore): FieldworkStore
  studies(store: StudyStore): StudyStore
  analysis(store: AnalysisStore): AnalysisStore
  interviewer(model: Model): Model
  analyst(model: Model): Model
  chat(chat: Chat): Chat
}

/** Without `points` every port stays as it is. */
export function crashMarks(points: CrashPoints | undefined): CrashMarks {
  return points ? marksAt(points) : NO_MARKS
}

const same = <T>(port: T): T => port

const NO_MARKS: CrashMarks = {
  sink: same,
  inbox: same,
  queue: same,
  lanes: same,
  interviews: same,
  outbox: same,
  fieldwork: same,
  studies: same,
  analysis: same,
  interviewer: same,
  analyst: same,
  chat: same,
}

function marksAt(points: CrashPoints): CrashMarks {
  const invitations = new Set<string>()
  const farewells = new Set<string>()
  const after = async <T>(call: Promise<T>, ...passed: readonly CrashPoint[]): Promise<T> => {
    const result = await call
    for (const point of passed) await points.at(point)
    return result
  }
  return {
    sink: (sink) => async (event) => {
      await sink(event)
      void points.at('T3')
    },
    inbox: (store) => ({
      async accept(...event) {
        await points.at('T1')
        const accepted = await store.accept(...event)
        if (accepted.outcome === 'stored') await points.at('T2')
        return accepted
      },
    }),
    queue: (queue) => ({
      wake: (job, ...rest) => after(queue.wake(job, ...rest), ...(job === 'lane' ? (['T4'] as const) : [])),
    }),
    lanes: (store) => ({
      ...store,
      async take(...lane) {
        const taken = await store.take(...lane)
        if (taken.outcome === 'taken') await points.at('T5')
        return taken
      },
      release: (lease) => after(store.release(lease), 'T14'),
    }),
    interviews: (store) => ({
      ...store,
      async commit(lease, step, stampFirst) {
        const outcome = await store.commit(lease, step, stampFirst)
        if (outcome === 'discarded') return outcome
        if (step.erase) for (const { id } of step.send) farewells.add(id)
        for (const point of storedBy(step, stampFirst)) await points.at(point)
        return outcome
      },
    }),
    outbox: (store) => ({
      ...store,
      stamp: (...row) => after(store.stamp(...row), 'T10'),
      async record(lease, id, result, now, release) {
        const more = await store.record(lease, id, result, now, release)
        if (invitations.has(id)) await points.at('I5')
        if (farewells.has(id)) await points.at('E5')
        await points.at('T13')
        if (release) await points.at('T14')
        return more
      },
    }),
    fieldwork: (store) => ({
      ...store,
      enrol: (...people) => after(store.enrol(...people), 'I2'),
      invited: (...site) => after(store.invited(...site), 'I6'),
    }),
    studies: (store) => ({
      ...store,
      commit: (lease, change) =>
        after(store.commit(lease, change), ...(change.write?.kind === 'launch' ? (['I1'] as const) : [])),
    }),
    analysis: (store) => ({
      ...store,
      material: (study) => after(store.material(study), 'A1'),
      addReading: (reading) => after(store.addReading(reading), 'A4'),
      async publish(publication) {
        await points.at('A6')
        const outcome = await store.publish(publication)
        if (outcome === 'published') await points.at('A7')
        return outcome
      },
    }),
    interviewer: (model) => ({
      ...model,
      async complete(request) {
        await points.at('T6')
        return after(
          points.inside(['T7'], () => model.complete(request)),
          'T8',
        )
      },
    }),
    analyst: (model) => ({ ...model, complete: (request) => after(model.complete(request), 'A2') }),
    chat: (chat) =>
      over(chat, {
        async send(target, intent, key, stands) {
          // A page is no message: it is made anew, whoever was to make it.
          if (intent.kind === 'typing' || intent.kind === 'home') return chat.send(target, intent, key)
          const invites = isInvitation(intent)
          if (invites) invitations.add(key)
          const within: readonly CrashPoint[] = invites ? ['I3', 'I4', 'T11'] : ['T11']
          return after(
            points.inside(within, () => chat.send(target, intent, key, stands)),
            'T12',
          )
        },
      }),
  }
}

function storedBy(step: Step, stampFirst: boolean): readonly CrashPoint[] {
  return [
    ...(step.consent ? (['I7'] as const) : []),
    ...(step.reminder ? (['I8'] as const) : []),
    ...(step.progress.deleteAsked ? (['E1'] as const) : []),
    ...(step.erase ? (['E2'] as const) : []),
    'T9',
    ...(stampFirst && step.send.length > 0 ? (['T10'] as const) : []),
  ]
}

function isInvitation(intent: Intent): boolean {
  return (
    intent.kind === 'say' &&
    intent.blocks.some(
      (block) =>
        block.kind === 'choices' && block.choices.some(({ action }) => action.startsWith('consent:')),
    )
  )
}

/** `workspaces` of a chat is known only later, so it is looked up each time. */
function over(chat: Chat, own: Pick<Chat, 'send'>): Chat {
  return new Proxy(chat, {
    get(target, name) {
      const member: unknown = name in own ? own[name as keyof typeof own] : Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
