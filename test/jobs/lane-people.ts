import type { Database } from '../../src/adapters/postgres/pool.ts'
import { participantLane } from '../../src/core/lane.ts'
import type { PersonRef } from '../../src/core/ports/chat.ts'
import type { LaneBench } from './lane-bench.ts'

let people = 0

/** Somebody who was invited, took part, rated and stands before the first question. */
export async function interviewed(bench: LaneBench, study: string): Promise<PersonRef> {
  const person = { platform: 'slack' as const, workspace: 'T1', person: `F${++people}` }
  await began(bench, person, study)
  return person
}

/** The person takes part in a study; returns the interview's id. */
export async function began(bench: LaneBench, person: PersonRef, study: string): Promise<string> {
  const interview = await bench.invite(person, study)
  await bench.work(person)
  await bench.press(person, `consent:take-part:${interview}`)
  await bench.work(person)
  await bench.press(person, `survey:${interview.slice(-12)}:often:3`)
  await bench.work(person)
  return interview
}

/** The person writes, and the lane is worked on once they are quiet; returns the message's id. */
export async function answered(bench: LaneBench, person: PersonRef, words: string): Promise<string> {
  const message = await bench.hear(person, words)
  bench.pass(6_000)
  await bench.work(person)
  return message
}

/** All turns of the person's interviews, oldest first. */
export const turnsOf = (db: Database, person: PersonRef) =>
  db
    .selectFrom('turn')
    .innerJoin('interview', 'interview.id', 'turn.interview_id')
    .select(['turn.speaker', 'turn.words', 'turn.kind', 'turn.deleted_at', 'interview.study_id'])
    .where('interview.lane', '=', participantLane(person))
    .orderBy('interview.created_at')
    .orderBy('turn.sequence')
    .execute()

/** The words of the person's own turns, oldest first. */
export const saidBy = async (db: Database, person: PersonRef) =>
  (await turnsOf(db, person)).filter((turn) => turn.speaker === 'participant').map((turn) => turn.words)

export const outboxOf = (db: Database, person: PersonRef) =>
  db
    .selectFrom('outbox')
    .select(['id', 'state', 'reason', 'attempts'])
    .where('lane', '=', participantLane(person))
    .orderBy('seq')
    .execute()
