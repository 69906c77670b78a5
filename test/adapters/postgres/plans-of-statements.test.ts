import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInboxStore } from '../../../src/adapters/postgres/conversations/inbox-store.ts'
import { createLaneStore } from '../../../src/adapters/postgres/conversations/lane-store.ts'
import { createOutboxStore } from '../../../src/adapters/postgres/conversations/outbox-store.ts'
import { createInterviewStore } from '../../../src/adapters/postgres/interviews/interview-store.ts'
import type { Schema } from '../../../src/adapters/postgres/schema.ts'
import { conduct } from '../../../src/core/interview/conduct.ts'
import { nextPortion } from '../../../src/core/interview/portion.ts'
import { route } from '../../../src/core/route.ts'
import { scriptedModel } from '../../fakes/model.ts'
import { SILENCE } from '../../fakes/silence.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { AT, BURST, ids, invited, later, runningStudy, said } from './seed.ts'

const ROWS = 10_000
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

/** Tables that grow with what is said; lanes grow with people. */
const GROWING = ['inbox', 'turn', 'turn_message', 'outbox', 'interview', 'timer', 'survey_answer']

describe('what a turn asks of a database with much in it', () => {
  it('reads no growing table from end to end', async () => {
    const { db, url } = database
    const study = await runningStudy(db)
    const person = { platform: 'slack' as const, workspace: 'T5', person: 'X1' }
    const one = await invited(db, study, person)
    await fill(study)
    const plans = await plansOf(url, async (observed) => {
      const lanes = createLaneStore(observed)
      const interviews = createInterviewStore(observed)
      const event = said(person, 'stop')
      await createInboxStore(observed).accept(event, route(event), BURST, AT, ids.next())
      const at = later(60_000)
      await lanes.forgetKept(at)
      await lanes.due(at, 200)
      await lanes.renew(one.lease, 60_000)
      const { events, timers } = await lanes.waiting(one.lane, at)
      const portion = nextPortion(events, timers)
      const interview = await interviews.load(one.lane, undefined, at)
      if (!portion || !interview) throw new Error('nothing waits')
      const { step } = await conduct(interview, portion, at, {
        model: scriptedModel([]),
        ids,
        speaker: { modelName: 'm', platformName: 'Slack' },
        ...SILENCE,
        idle: { nudgeMs: 1, closeMs: 1 },
        modelDeadlineMs: 1,
        waitedMs: 0,
        quietUntil: async () => undefined,
        clock: { now: () => at },
      })
      await interviews.commit(one.lease, step, false)
      const outbox = createOutboxStore(observed)
      const row = await outbox.first(one.lane, at)
      if (!row) throw new Error('nothing to send')
      await outbox.stamp(one.lease, row.id, at)
      await outbox.record(one.lease, row.id, { outcome: 'unreachable', reason: 'closed' }, at, true)
    })
    expect(plans.length).toBeGreaterThan(10)
    const scans = plans.flatMap(({ statement, plan }) =>
      GROWING.filter((table) => new RegExp(`Seq Scan on ${table}\\b`).test(plan)).map(
        (table) => `${table}: ${statement.replaceAll(/\s+/g, ' ').slice(0, 200)}`,
      ),
    )
    expect(scans).toEqual([])
  })
})

/** Ten thousand interviews that ended, each with what was said in it, all of it settled. */
async function fill(study: string): Promise<void> {
  const { db } = database
  await sql`
    insert into lane (key, kind, epoch) select 'participant/slack/T5/Y' || n, 'participant', 1 from generate_series(1, ${ROWS}) n;
  `.execute(db)
  await sql`
    insert into participant (id, study_id, cohort, pseudonym, language, created_at)
    select md5('p' || n)::uuid, ${study}, 'all', 'P' || n, 'en', ${AT} from generate_series(1, ${ROWS}) n`.execute(
    db,
  )
  await sql`
    insert into interview (id, study_id, participant_id, plan_version_id, wave, platform, workspace, lane, state,
                           state_version, progress, created_at, ended_at)
    select md5('i' || n)::uuid, ${study}, md5('p' || n)::uuid, (select id from plan_version where study_id = ${study}), 1,
      'slack', 'T5', 'participant/slack/T5/Y' || n, 'completed', 1, '{}', ${AT}, ${AT} from generate_series(1, ${ROWS}) n`.execute(
    db,
  )
  await sql`
    insert into inbox (id, platform, workspace, event_key, lane, kind, conversation, message, event, received_at, state, done_at)
    select md5('e' || n)::uuid, 'slack', 'T5', 'k' || n, 'participant/slack/T5/Y' || n, 'message-created', 'DY' || n, 'm' || n,
      '{}', ${AT}, 'done', ${AT} from generate_series(1, ${ROWS}) n`.execute(db)
  await sql`
    insert into turn (id, interview_id, sequence, speaker, kind, words, said_at)
    select md5('t' || n)::uuid, md5('i' || n)::uuid, 1, 'participant', 'answer', 'words', ${AT}
    from generate_series(1, ${ROWS}) n`.execute(db)
  await sql`
    insert into turn_message (platform, workspace, conversation, message, turn_id, position, words)
    select 'slack', 'T5', 'DY' || n, 'm' || n, md5('t' || n)::uuid, 0, 'words' from generate_series(1, ${ROWS}) n`.execute(
    db,
  )
  await sql`
    insert into outbox (id, lane, target, intent, interview_id, state, not_before, attempts, created_at)
    select md5('o' || n)::uuid, 'participant/slack/T5/Y' || n, '{}', '{}', md5('i' || n)::uuid, 'sent', ${AT}, 1, ${AT}
    from generate_series(1, ${ROWS}) n`.execute(db)
  await sql`
    insert into timer (id, lane, kind, subject, due_at, fired_at)
    select md5('r' || n)::uuid, 'participant/slack/T5/Y' || n, 'idle', md5('i' || n)::uuid, ${AT}, ${AT}
    from generate_series(1, ${ROWS}) n`.execute(db)
  await sql`
    insert into survey_answer (interview_id, item, phase, value, answered_at)
    select md5('i' || n)::uuid, 'often', 'before', '3', ${AT} from generate_series(1, ${ROWS}) n`.execute(db)
  await sql`analyze`.execute(db)
}

/** Does the work on a connection that has PostgreSQL tell the plan of each statement it runs. */
async function plansOf(url: string, work: (db: Kysely<Schema>) => Promise<void>) {
  const plans: { statement: string; plan: string }[] = []
  const options =
    '-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c client_min_messages=log'
  const pool = new pg.Pool({ connectionString: url, max: 1, options })
  pool.on('connect', (client) => {
    client.on('notice', ({ message = '' }) => {
      const [statement = '', plan] = message.split(/\n(?=[A-Z][^\n]*\(cost=)/s)
      if (plan !== undefined) plans.push({ statement, plan })
    })
  })
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  try {
    await work(db)
  } finally {
    await db.destroy()
  }
  return plans
}
