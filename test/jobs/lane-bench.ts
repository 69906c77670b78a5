import { createInboxStore } from '../../src/adapters/postgres/conversations/inbox-store.ts'
import { createLaneStore } from '../../src/adapters/postgres/conversations/lane-store.ts'
import { createOutboxStore } from '../../src/adapters/postgres/conversations/outbox-store.ts'
import { createFieldworkStore } from '../../src/adapters/postgres/interviews/fieldwork-store.ts'
import { createInterviewStore } from '../../src/adapters/postgres/interviews/interview-store.ts'
import type { Database } from '../../src/adapters/postgres/pool.ts'
import { enrolment } from '../../src/core/fieldwork/enrolment.ts'
import { participantLane } from '../../src/core/lane.ts'
import type { Chat, Intent, PersonRef, SendResult, Target } from '../../src/core/ports/chat.ts'
import type { Clock } from '../../src/core/ports/clock.ts'
import type { Model } from '../../src/core/ports/model.ts'
import { type LaneWork, workLane } from '../../src/jobs/lane-work.ts'
import { type ParticipantWork, workParticipant } from '../../src/jobs/participant-lane.ts'
import { createSink } from '../../src/jobs/receive.ts'
import { AT, BURST, held, ids, said } from '../adapters/postgres/seed.ts'
import { createChatFake, wordsOf } from '../fakes/chat.ts'
import { silentLog } from '../harness/silent-log.ts'

/** What happens to the next send: posted or not, and what its sender hears of it. */
export type Fault =
  | SendResult
  | 'lost'
  | 'posted-unheard'
  /** Posted at the very end of the time a call may take. */
  | 'posted-late-unheard'
  | 'throws'

export type LaneBench = ReturnType<typeof createLaneBench>

/**
 * The turn engine in one process over a real database: an in-memory platform whose sends fail as told, a clock that
 * stands until it is moved, a model that is away (the plan's own words go out), and wakes that are only noted.
 */
export function createLaneBench(db: Database) {
  let now = AT.getTime()
  const clock: Clock = { now: () => new Date(now), sleep: () => new Promise(() => {}), every: () => () => {} }
  const fake = createChatFake('slack', 'T1')
  const faults: Fault[] = []
  const sends: string[] = []
  let historyLagMs = 0
  const postedAt = new Map<string, number>()
  const send = async (target: Target, intent: Intent, key: string): Promise<SendResult> => {
    sends.push(key)
    const fault = faults.shift()
    if (fault === 'throws') throw new Error('the adapter broke')
    if (fault === 'lost') return { outcome: 'ambiguous', reason: 'timeout' }
    if (typeof fault === 'object') return fault
    if (fault === 'posted-late-unheard') now += 10_000
    postedAt.set(key, now)
    const result = await fake.send(target, intent, key)
    return fault !== undefined ? { outcome: 'ambiguous', reason: 'timeout' } : result
  }
  const chat: Chat = {
    ...fake,
    send,
    lookUp: async (target, key, since, intent) =>
      (postedAt.get(key) ?? now) + historyLagMs > now && historyLagMs > 0
        ? { outcome: 'absent' }
        : fake.lookUp(target, key, since, intent),
  }
  const asked: string[] = []
  let meanwhile: (() => Promise<unknown>) | undefined
  const model: Model = {
    id: 'away',
    simulated: true,
    async complete(request) {
      asked.push(request.purpose)
      await meanwhile?.()
      return { ok: false, failure: 'unavailable', reason: 'away' }
    },
    async check() {
      return { ok: false, detail: 'away' }
    },
  }
  const wakes: { lane: string; delayMs: number }[] = []
  const queue = {
    async wake(_: string, lane: string, delayMs = 0) {
      wakes.push({ lane, delayMs })
    },
  }
  const lanes = createLaneStore(db)
  const participant: ParticipantWork = {
    outbox: createOutboxStore(db),
    interviews: createInterviewStore(db),
    store: createFieldworkStore(db),
    chats: new Map([['slack', chat]]),
    clock,
    log: silentLog,
    lanes,
    model,
    ids,
    conducting: { idle: { nudgeMs: 86_400_000, closeMs: 259_200_000 }, modelDeadlineMs: 1_000 },
  }
  const process = (holder: string, more: Partial<ParticipantWork> = {}): LaneWork => ({
    lanes: more.lanes ?? lanes,
    queue,
    clock,
    log: silentLog,
    holder,
    work: {
      participant: (lease, stillOurs) => workParticipant(lease, stillOurs, { ...participant, ...more }),
      place: () => Promise.reject(new Error('no place here')),
      study: () => Promise.reject(new Error('no study here')),
    },
  })
  const sink = createSink({
    inbox: createInboxStore(db),
    queue,
    clock,
    ids,
    log: silentLog,
    burst: BURST,
    catchUp: () => {},
  })
  return {
    db,
    clock,
    chat,
    fake,
    faults,
    sends,
    asked,
    wakes,
    lanes,
    participant,
    process,
    sink,
    pass: (ms: number) => {
      now += ms
    },
    setHistoryLag: (ms: number) => {
      historyLagMs = ms
    },
    whileModelWorks: (happens: (() => Promise<unknown>) | undefined) => {
      meanwhile = happens
    },
    /** Works on the person's lane as a woken job would. */
    work: (person: PersonRef, holder = 'a') => workLane(participantLane(person), process(holder)),
    /** Enrols the person; the card may be sent from `notBefore` on. */
    async invite(person: PersonRef, studyId: string, notBefore = clock.now()) {
      const study = await participant.store.study(studyId)
      if (!study) throw new Error('no study')
      const lease = await held(db, `study/${studyId}`, 1)
      const enrolled = enrolment(study, person, 'all', {}, { now: clock.now(), notBefore }, ids, {
        modelName: 'a test model',
        platformName: 'Slack',
      })
      await participant.store.enrol(lease, [enrolled])
      await lanes.release(lease)
      return enrolled.ids.interview
    },
    /** The person writes; returns the platform's id of the message. */
    async hear(person: PersonRef, text: string): Promise<string> {
      const event = said(person, text, {
        platformAt: clock.now().toISOString(),
        conversation: `direct-${person.person}`,
      })
      await sink(event)
      return 'message' in event ? event.message : ''
    },
    async revise(person: PersonRef, message: string, text: string | undefined) {
      const {
        text: _,
        attachments: __,
        ...event
      } = said(person, '') as Record<string, unknown> & ReturnType<typeof said>
      await sink({
        ...event,
        kind: text === undefined ? 'message-deleted' : 'message-edited',
        conversation: `direct-${person.person}`,
        key: `r:${ids.next()}`,
        message,
        ...(text === undefined ? {} : { text }),
        platformAt: clock.now().toISOString(),
      } as never)
    },
    async press(person: PersonRef, action: string) {
      const {
        text: _,
        attachments: __,
        ...event
      } = said(person, '') as Record<string, unknown> & ReturnType<typeof said>
      await sink({
        ...event,
        kind: 'button',
        key: `p:${ids.next()}`,
        conversation: `direct-${person.person}`,
        action,
        values: [],
        reply: { token: action, expiresAt: '2030-01-01T00:00:00Z' },
      } as never)
    },
    /** What the person sees, oldest first. */
    shown: (person: PersonRef) => fake.shown(`direct-${person.person}`).map(({ blocks }) => wordsOf(blocks)),
  }
}
