import { sql } from 'kysely'
import { createInboxStore } from '../../src/adapters/postgres/conversations/inbox-store.ts'
import { createLaneStore } from '../../src/adapters/postgres/conversations/lane-store.ts'
import { createOutboxStore } from '../../src/adapters/postgres/conversations/outbox-store.ts'
import { createFieldworkStore } from '../../src/adapters/postgres/interviews/fieldwork-store.ts'
import { createInterviewStore } from '../../src/adapters/postgres/interviews/interview-store.ts'
import type { Database } from '../../src/adapters/postgres/pool.ts'
import { createWorkspaceStanding } from '../../src/adapters/postgres/studies/workspace-standing.ts'
import { enrolment } from '../../src/core/fieldwork/enrolment.ts'
import type { SilenceRules } from '../../src/core/interview/silence.ts'
import { participantLane } from '../../src/core/lane.ts'
import type { Chat, PersonProfile, PersonRef } from '../../src/core/ports/chat.ts'
import { type LaneWork, workLane } from '../../src/jobs/lane-work.ts'
import { workParticipant } from '../../src/jobs/participant/lane.ts'
import type { ParticipantWork } from '../../src/jobs/participant/work.ts'
import { createSink } from '../../src/jobs/receive.ts'
import { AT, BURST, held, ids } from '../adapters/postgres/seed.ts'
import { controlsOf, wordsOf } from '../fakes/chat/drawing.ts'
import { createMemoryChat } from '../fakes/chat/memory-chat.ts'
import { manualClock } from '../fakes/clock.ts'
import { type Reply, scriptedModel } from '../fakes/model.ts'
import { SILENCE } from '../fakes/silence.ts'
import { silentLog } from '../harness/silent-log.ts'

export type LaneBench = ReturnType<typeof createLaneBench>

/**
 * The turn engine in one process over a real database: an in-memory platform whose sends fail as told, a clock that
 * stands until it is moved, a model that is away (the plan's own words go out), and wakes that are only noted.
 */
export function createLaneBench(db: Database, silence: SilenceRules = SILENCE) {
  const clock = manualClock(AT)
  const memory = createMemoryChat({ platform: 'slack', workspace: 'T1', clock })
  const sends: string[] = []
  const posted: string[] = []
  const quiet = new Map<string, Date>()
  const chat: Chat = {
    ...memory.chat,
    capabilities: { ...memory.chat.capabilities, tellsQuiet: true },
    async profile(person, ask) {
      const profile = await memory.chat.profile(person)
      const until = ask?.quiet ? quiet.get(person.person) : undefined
      return profile && until && until > clock.now()
        ? { ...profile, quietUntil: until.toISOString() }
        : profile
    },
    send: (target, intent, key, stands) => {
      if (intent.kind !== 'home') sends.push(key)
      return memory.chat.send(target, intent, key, stands)
    },
  }
  let meanwhile: () => Promise<unknown> = async () => {}
  let reply: () => Reply = () => ({ failure: 'unavailable' })
  const model = scriptedModel(() => ({ ...reply(), meanwhile: () => meanwhile() }))
  const wakes: { lane: string; delayMs: number }[] = []
  const queue = {
    async wake(_: string, lane: string, delayMs = 0) {
      wakes.push({ lane, delayMs })
    },
  }
  const lanes = createLaneStore(db)
  const participant: ParticipantWork = {
    outbox: createOutboxStore(db),
    workspaces: createWorkspaceStanding(db),
    interviews: createInterviewStore(db),
    store: createFieldworkStore(db),
    chats: new Map([['slack', chat]]),
    clock,
    log: silentLog,
    lanes,
    model,
    ids,
    remindMs: silence.invitation.remindMs,
    contact: silence.contact,
    conducting: { ...silence, modelDeadlineMs: 25_000 },
    startedAt: clock.now(),
    holdingAfterMs: 8_000,
    typingAfterMs: 2_000,
  }
  const process = (holder: string, more: Partial<ParticipantWork> = {}): LaneWork => ({
    lanes: more.lanes ?? lanes,
    queue,
    clock,
    log: silentLog,
    holder,
    work: {
      participant: (lease, hold) => workParticipant(lease, hold, { ...participant, ...more }),
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
    missed: () => {},
    installation: async () => {},
  })
  void chat.connect(sink, () => undefined)
  const changes = (
    { platform, workspace, person }: PersonRef,
    profile: Partial<PersonProfile>,
    since = clock.now(),
  ) =>
    sink({
      kind: 'person-changed',
      platform,
      workspace,
      person,
      direct: false,
      key: `changed:${ids.next()}`,
      platformAt: since.toISOString(),
      profile: { displayName: 'Ana', bot: false, deactivated: false, ...profile },
    })
  return {
    db,
    clock,
    chat,
    sends,
    /** What the bot said to anybody as it first stood, oldest first. */
    posted,
    faults: memory.faults,
    asked: model.asked,
    wakes,
    lanes,
    participant,
    process,
    sink,
    pass: clock.pass,
    /** What the model says from now on. */
    modelSays: (says: () => Reply) => {
      reply = says
    },
    whileModelWorks: (happens: () => Promise<unknown> = async () => {}) => {
      meanwhile = happens
    },
    /** Time passes from one thing that falls due to the next, and each person's lane is worked on then. */
    async live(ms: number) {
      for (const end = clock.now().getTime() + ms; clock.now().getTime() < end; ) {
        for (const { lane, kind } of await lanes.due(clock.now(), 1_000))
          if (kind === 'participant') await workLane(lane, process('a'))
        const next = await nextDue(db, clock.now())
        clock.pass(Math.min(next?.getTime() ?? end, end) - clock.now().getTime())
      }
    },
    /** From now on the person does not want to be disturbed, as the platform tells if it is asked. */
    doNotDisturb({ person }: PersonRef, until: Date) {
      quiet.set(person, until)
    },
    /** The platform tells that the person is somewhere else. */
    movesTo: (person: PersonRef, zone: string) => changes(person, { zone }),
    /** The platform tells that the person's account is deactivated, since then by its own clock. */
    deactivates: (person: PersonRef, since = clock.now()) => changes(person, { deactivated: true }, since),
    /** The platform tells that nothing is shared with the person any more. */
    estranges: (person: PersonRef) => changes(person, { outsider: 'stranger' }),
    /** Works on the person's lane as a woken job would. */
    work: (person: PersonRef, holder = 'a') => workLane(participantLane(person), process(holder)),
    /** Enrols the person; the card may be sent from `notBefore` on. */
    async invite(person: PersonRef, studyId: string, notBefore = clock.now(), zone?: string) {
      memory.addPerson({ id: person.person, name: 'Ana' })
      memory.seat(person.person).watch((sight) => {
        if (sight.kind === 'message' && sight.fromBot && !sight.ephemeral) posted.push(sight.text)
      })
      const study = await participant.store.study(studyId)
      if (!study) throw new Error('no study')
      const lease = await held(db, `study/${studyId}`, 1)
      const { remindMs } = silence.invitation
      const when = { now: clock.now(), notBefore, remindMs, unasked: 'card' } as const
      const enrolled = enrolment(study, person, 'all', zone ? { zone } : {}, when, ids, {
        modelName: 'a test model',
        platformName: 'Slack',
      })
      await participant.store.enrol(lease, [enrolled])
      await lanes.release(lease)
      return enrolled.ids.interview
    },
    /** The person writes; returns the platform's id of the message. */
    async hear(person: PersonRef, text: string): Promise<string> {
      const message = await memory.seat(person.person).say(text)
      await memory.settled()
      return message
    },
    /** The person edits a message of theirs, or without `text` deletes it. */
    async revise({ person }: PersonRef, message: string, text: string | undefined) {
      const seat = memory.seat(person)
      const conversation = seat.direct() ?? ''
      await (text === undefined ? seat.remove(conversation, message) : seat.edit(conversation, message, text))
      await memory.settled()
    },
    /** The person presses, be the button shown by now or not. */
    async press({ platform, workspace, person }: PersonRef, action: string) {
      const conversation = memory.seat(person).direct() ?? ''
      const shown = memory
        .shown(conversation)
        .findLast(({ blocks }) => controlsOf(blocks).some(({ id }) => id === action))
      const message = shown?.message ?? 'not-shown'
      await sink({
        kind: 'button',
        platform,
        workspace,
        conversation,
        person,
        direct: true,
        key: `press:${ids.next()}`,
        platformAt: clock.now().toISOString(),
        action,
        values: [],
        message,
        reply: memory.gesture({ person, conversation, message }),
      })
    },
    /** What the person sees, oldest first. */
    shown: ({ person }: PersonRef) =>
      memory.shown(memory.seat(person).direct() ?? '').map(({ blocks }) => wordsOf(blocks)),
  }
}

async function nextDue(db: Database, after: Date): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(at) as at from (
      select due_at as at from timer where fired_at is null
      union all select not_before from outbox where state in ('pending', 'attempted', 'ambiguous')
    ) due where at > ${after}`.execute(db)
  return rows[0]?.at ?? undefined
}
