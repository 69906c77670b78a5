import { createLaneStore } from '../../../src/adapters/postgres/conversations/lane-store.ts'
import { createFieldworkStore } from '../../../src/adapters/postgres/interviews/fieldwork-store.ts'
import type { Database } from '../../../src/adapters/postgres/pool.ts'
import { enrolment } from '../../../src/core/fieldwork/enrolment.ts'
import { participantLane } from '../../../src/core/lane.ts'
import type { InboundEvent, PersonRef } from '../../../src/core/ports/chat.ts'
import type { Lease } from '../../../src/core/ports/lane-store.ts'
import { type InterviewPlan, planHash } from '../../../src/core/study/interview-plan.ts'
import { PLAN } from '../../core/interview/rehearsal.ts'

export const AT = new Date('2026-03-02T09:00:00Z')
export const ids = { next: () => crypto.randomUUID() }
export const BURST = { quietMs: 5_000, capMs: 30_000 }

export const later = (ms: number) => new Date(AT.getTime() + ms)

/** A running study with an approved plan. */
export async function runningStudy(db: Database, plan: InterviewPlan = PLAN): Promise<string> {
  const study = ids.next()
  await db
    .insertInto('study')
    .values({
      id: study,
      title: plan.title,
      goal: plan.goal,
      state: 'running',
      created_at: AT,
      created_by: 'test',
      closed_at: null,
    })
    .execute()
  await db
    .insertInto('plan_version')
    .values({
      id: ids.next(),
      study_id: study,
      number: 1,
      state: 'approved',
      body: JSON.stringify(plan),
      hash: planHash(plan),
      origin: 'file',
      model: null,
      prompt_version: null,
      created_at: AT,
      created_by: 'test',
      approved_at: AT,
      approved_by: 'test',
    })
    .execute()
  return study
}

/** A person invited into the study, their lane held. */
export async function invited(db: Database, studyId: string, person: PersonRef) {
  const fieldwork = createFieldworkStore(db)
  const study = await fieldwork.study(studyId)
  if (!study) throw new Error('no study')
  const lane = participantLane(person)
  const lease = await held(db, lane)
  const enrolled = enrolment(study, person, 'all', {}, { now: AT, notBefore: AT }, ids, {
    modelName: 'a test model',
    simulated: false,
    platformName: 'Slack',
  })
  await fieldwork.enrol(lease, [enrolled])
  return { lane, lease, interview: enrolled.ids.interview, card: enrolled.card }
}

export async function held(db: Database, lane: string, leaseMs = 60_000): Promise<Lease> {
  const lanes = createLaneStore(db)
  await lanes.ensure(
    lane,
    lane.startsWith('study') ? 'study' : lane.startsWith('place') ? 'place' : 'participant',
  )
  const taken = await lanes.take(lane, 'test', leaseMs, later(3_600_000))
  if (taken.outcome !== 'taken') throw new Error(`lane is ${taken.outcome}`)
  return taken.lease
}

let messages = 0

export function said(person: PersonRef, text: string, more: Partial<InboundEvent> = {}): InboundEvent {
  const message = `17000000${++messages}`
  return {
    kind: 'message-created',
    platform: person.platform,
    workspace: person.workspace,
    conversation: `D-${person.person}`,
    direct: true,
    person: person.person,
    key: `m:${message}`,
    platformAt: AT.toISOString(),
    message,
    text,
    attachments: 0,
    ...more,
  } as InboundEvent
}
