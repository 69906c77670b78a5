import { randomUUID } from 'node:crypto'
import type { Database } from '../../../src/adapters/postgres/pool.ts'
import { createChartPainter } from '../../../src/adapters/report/charts.ts'
import { createReportRenderer } from '../../../src/adapters/report/html.ts'
import type { AnalysisDeps } from '../../../src/core/analysis/run.ts'
import type { AnalysisStore } from '../../../src/core/ports/analysis-store.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import type { Model, ModelRequest } from '../../../src/core/ports/model.ts'
import { planHash } from '../../../src/core/study/interview-plan.ts'
import { type Reply, scriptedModel } from '../../fakes/model.ts'
import { silentLog } from '../../harness/silent-log.ts'
import { plan } from './invented-study.ts'

export const heardAt = new Date('2026-03-02T10:00:00Z')
export const night = new Date('2026-03-03T02:00:00Z')

export interface StoredStudy {
  readonly study: string
  readonly interviews: readonly string[]
}

/** Stores the invented study with `count` completed interviews of two answers each. */
export async function storeStudy(db: Database, count: number): Promise<StoredStudy> {
  const study = randomUUID()
  const planVersion = randomUUID()
  const base = { study_id: study, created_at: heardAt, created_by: 'lead' }
  await db
    .insertInto('study')
    .values({
      id: study,
      title: plan.title,
      goal: plan.goal,
      state: 'running',
      created_at: heardAt,
      created_by: 'lead',
    })
    .execute()
  await db
    .insertInto('plan_version')
    .values({
      ...base,
      id: planVersion,
      number: 1,
      state: 'approved',
      body: JSON.stringify(plan),
      hash: planHash(plan),
      origin: 'file',
    })
    .execute()
  await db
    .insertInto('study_site')
    .values(
      ['slack', 'discord'].map((platform) => ({
        study_id: study,
        platform,
        workspace: 'W1',
        place: `C-${study.slice(0, 8)}`,
        audience: '[]',
        invited_until: 0,
      })),
    )
    .execute()
  const interviews: string[] = []
  for (let index = 0; index < count; index++)
    interviews.push(await storeInterview(db, study, planVersion, index))
  return { study, interviews }
}

async function storeInterview(
  db: Database,
  study: string,
  planVersion: string,
  index: number,
): Promise<string> {
  const [participant, interview] = [randomUUID(), randomUUID()]
  const lane = `participant/slack/W1/${interview}`
  await db.insertInto('lane').values({ key: lane, kind: 'participant', epoch: 0 }).execute()
  await db
    .insertInto('participant')
    .values({
      id: participant,
      study_id: study,
      cohort: index % 2 === 0 ? 'ward' : 'office',
      pseudonym: `P${index}`,
      language: 'en',
      created_at: heardAt,
    })
    .execute()
  await db
    .insertInto('interview')
    .values({
      id: interview,
      study_id: study,
      participant_id: participant,
      plan_version_id: planVersion,
      wave: 1,
      platform: 'slack',
      workspace: 'W1',
      lane,
      state: 'completed',
      state_version: 5,
      progress: '{}',
      created_at: new Date(heardAt.getTime() + index),
      last_heard_at: heardAt,
      ended_at: heardAt,
    })
    .execute()
  await db
    .insertInto('consent')
    .values({
      id: randomUUID(),
      interview_id: interview,
      text_version: 'v1',
      text_hash: 'hash',
      language: 'en',
      choices: '{"quotes":true}',
      given_at: heardAt,
    })
    .execute()
  const words = [
    'How was your last week?',
    `\u{1f642} It moved my Sunday on the Friday evening \u2014 in week ${index}.`,
    'What did you do then?',
    'I still keep the paper plan in my locker.',
  ]
  await db
    .insertInto('turn')
    .values(
      words.map((each, at) => ({
        id: randomUUID(),
        interview_id: interview,
        sequence: at + 1,
        speaker: at % 2 === 0 ? 'interviewer' : 'participant',
        kind: at % 2 === 0 ? 'question' : 'answer',
        words: each,
        said_at: heardAt,
      })),
    )
    .execute()
  await db
    .insertInto('survey_answer')
    .values({
      interview_id: interview,
      item: 'satisfied',
      phase: 'after',
      value: `${4 + (index % 4)}`,
      answered_at: heardAt,
    })
    .execute()
  return interview
}

export async function storeRun(db: Database, study: string): Promise<string> {
  const id = randomUUID()
  await db
    .insertInto('analysis_run')
    .values({ id, study_id: study, cause: 'asked', state: 'waiting', created_at: night })
    .execute()
  return id
}

type Failing = Extract<Reply, { failure: unknown }>

/** Finds the two invented codes in what the prompt holds, and offers one quote that stands nowhere. */
export function fakeModel({
  failing = () => undefined,
  together = 1,
}: {
  /** What it fails at, and how. */
  readonly failing?: (request: ModelRequest<unknown>) => Failing | undefined
  /** Readings are answered only once so many wait. */
  readonly together?: number
} = {}) {
  const waiting: (() => void)[] = []
  let mostOpen = 0
  const untilTogether = () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve)
      mostOpen = Math.max(mostOpen, waiting.length)
      if (waiting.length >= together) for (const answer of waiting.splice(0)) answer()
    })
  const model = scriptedModel((request) => ({
    ...(failing(request) ?? { output: answerTo(request.purpose) }),
    ...(request.purpose === 'code-interview' ? { meanwhile: untilTogether } : {}),
  }))
  return { model, calls: model.asked, mostOpen: () => mostOpen }
}

function answerTo(purpose: string): unknown {
  const said = (code: string, turn: string, words: string) => ({
    code,
    rationale: 'said so',
    present: true,
    intensity: 2,
    quotes: [{ turn, words }],
  })
  switch (purpose) {
    case 'code-interview':
      return {
        codings: [
          said('late-changes', 't2', 'moved my Sunday on the Friday evening - in week'),
          said('two-systems', 't4', 'I still keep the paper plan in my locker'),
          said('free-time', 't4', 'this was never said by anyone'),
        ],
        emotions: [
          {
            emotion: 'worry',
            intensity: 1,
            quotes: [{ turn: 't2', words: 'moved my Sunday on the Friday' }],
          },
        ],
        classification: null,
      }
    case 'draft-codebook':
      return {
        codes: [
          {
            key: 'late-changes',
            label: 'Late changes',
            definition: 'Comes late.',
            include: '',
            exclude: '',
            polarity: -1,
          },
        ],
      }
    default:
      return { answers: [{ question: 'week', answer: 'Changes come late.', codes: ['late-changes'] }] }
  }
}

export function fixedClock(at: Date): Clock {
  return { now: () => at, sleep: async () => {}, every: () => () => {} }
}

export function analysisDeps(store: AnalysisStore, model: Model, at: Date = night): AnalysisDeps {
  return {
    store,
    model,
    charts: createChartPainter(),
    render: createReportRenderer(),
    clock: fixedClock(at),
    ids: { next: () => randomUUID() },
    log: silentLog,
    readAgain: async () => true,
  }
}
