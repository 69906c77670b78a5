import { createAnalysisStore } from '../adapters/postgres/analysis/analysis-store.ts'
import { createHistoryStore } from '../adapters/postgres/conversations/history-store.ts'
import { createInboxStore } from '../adapters/postgres/conversations/inbox-store.ts'
import { createLaneStore } from '../adapters/postgres/conversations/lane-store.ts'
import { createOutboxStore } from '../adapters/postgres/conversations/outbox-store.ts'
import { createFieldworkStore } from '../adapters/postgres/interviews/fieldwork-store.ts'
import { createInterviewStore } from '../adapters/postgres/interviews/interview-store.ts'
import type { Database } from '../adapters/postgres/pool.ts'
import { createRunStore, createWorkspaceStore } from '../adapters/postgres/studies/run-store.ts'
import { createStatusStore } from '../adapters/postgres/studies/status-store.ts'
import { createStudyStore } from '../adapters/postgres/studies/study-store.ts'
import { createWorkspaceStanding } from '../adapters/postgres/studies/workspace-standing.ts'
import type { Config } from '../config.ts'
import { createAnalysis } from '../core/analysis/run.ts'
import type { ContactRule } from '../core/fieldwork/unasked.ts'
import { participantFormFor } from '../core/interview/words/forms.ts'
import type { ChartPainter, ReportRenderer } from '../core/ports/charts.ts'
import type { Chat, InboundSink, Platform } from '../core/ports/chat.ts'
import type { Clock, Ids } from '../core/ports/clock.ts'
import type { FormChooser } from '../core/ports/form.ts'
import type { HistoryStore } from '../core/ports/history-store.ts'
import type { Log } from '../core/ports/log.ts'
import type { Model } from '../core/ports/model.ts'
import type { Queue } from '../core/ports/queue.ts'
import { createDesk } from '../core/study/desk.ts'
import { studyForms } from '../core/study/forms.ts'
import { nextNightly } from '../core/study/nightly.ts'
import type { CrashMarks } from '../jobs/crash-marks.ts'
import type { Delivering } from '../jobs/deliver.ts'
import { noteInstallation, noteReturn } from '../jobs/frozen.ts'
import { historyBudget } from '../jobs/history/budget.ts'
import { type CatchUp, createCatchUp } from '../jobs/history/catch-up.ts'
import { readAgain } from '../jobs/history/read-again.ts'
import { startRotation } from '../jobs/history/rotation.ts'
import type { LaneWork } from '../jobs/lane-work.ts'
import { workParticipant } from '../jobs/participant/lane.ts'
import { workPlace } from '../jobs/place-lane.ts'
import { createSink } from '../jobs/receive.ts'
import { workStudy } from '../jobs/study-lane.ts'
import { researchers, researchPlaces } from './research-places.ts'

/** A participant waits for the model no longer than this; the plan's own words go out instead. */
const TURN_DEADLINE_MS = 25_000
/** Whoever waits for so long is told that the reply takes a moment. */
const HOLDING_AFTER_MS = 8_000
/** A quick reply costs no such call; of a slow one the person sees early that it comes. */
const TYPING_AFTER_MS = 2_000
const DRAFT_DEADLINE_MS = 180_000

/** What the engine stands on: a running bot hands in the real ones, a simulated process its own. */
export interface EngineParts {
  readonly config: Pick<Config, 'interview' | 'fieldwork' | 'analysis' | 'commands' | Platform>
  readonly db: Database
  readonly chats: ReadonlyMap<Platform, Chat>
  readonly queue: Queue
  readonly model: Model
  readonly analyst: Model
  readonly charts: ChartPainter
  readonly render: ReportRenderer
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** Names this process as the holder of its lanes. */
  readonly holder: string
  /** How long a participant waits for the model in one turn, ms; 25 s unless told. */
  readonly turnDeadlineMs?: number
  /** After how long a wait a participant is told that the reply takes a moment, ms; 8 s unless told. */
  readonly holdingAfterMs?: number
  /** Puts the crash points around each port that is built here; `chats` and `queue` come with theirs. */
  readonly marks: CrashMarks
}

export interface Engine {
  readonly work: LaneWork
  readonly sink: InboundSink
  readonly formFor: FormChooser
  /** To be ended before the database is closed. */
  readonly catchUp: CatchUp
  /** Begins to compare conversations with their history one after the other; returns what ends that. */
  rotate(): () => void
  /** Notes which workspaces a platform serves that told who the bot is. */
  identified(chat: Chat): Promise<void>
  /** Reads what was said on a platform since then while nobody may have listened. False if `signal` ended it before. */
  readMissed(platform: Platform, since: Date, signal?: AbortSignal): Promise<boolean>
  /** The same, but nothing more is read of it once `signal` aborts. */
  readAhead(platform: Platform, since: Date, signal: AbortSignal): Promise<boolean>
}

/** Puts the engine together: what comes in, what is done in lanes, what goes out. Starts nothing. */
export function createEngine(parts: EngineParts): Engine {
  const workspaces = createWorkspaceStore(parts.db)
  const history = createHistoryStore(parts.db)
  const { log, clock } = parts
  const { paces, chats } = historyBudget(parts.chats, clock)
  const standing = { workspaces: createWorkspaceStanding(parts.db), clock, log }
  const startedAt = clock.now()
  const receive = createSink({
    inbox: parts.marks.inbox(createInboxStore(parts.db)),
    queue: parts.queue,
    clock,
    ids: parts.ids,
    log,
    burst: { quietMs: parts.config.interview.quietMs, capMs: parts.config.interview.capMs },
    missed: (missed) => {
      const before = new Date(Math.max(missed.before.getTime(), startedAt.getTime()))
      void catchUp.read({ ...missed, before })
    },
    installation: (event) => noteInstallation(event, standing),
  })
  const sink = parts.marks.sink(receive)
  const catchUp = createCatchUp({ chats, paces, history, sink, clock, log })
  const studyFormFor = studyForms([...chats.values()])
  return {
    work: laneWork({ ...parts, chats }, { history, catchUp }, startedAt),
    sink,
    formFor: (gesture) => studyFormFor(gesture) ?? participantFormFor(gesture),
    catchUp,
    rotate: () => startRotation({ platforms: chats, history, catchUp, clock, log }),
    async identified({ platform, workspaces: ids }) {
      await workspaces.seen(platform, ids, clock.now())
      for (const workspace of ids) await noteReturn({ platform, workspace }, standing)
    },
    async readMissed(platform, before, signal) {
      return Promise.race([catchUp.read({ platform, before }), aborted(signal)])
    },
    readAhead: (platform, before, signal) => catchUp.read({ platform, before }, signal),
  }
}

function aborted(signal: AbortSignal | undefined): Promise<false> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve(false)
    else signal?.addEventListener('abort', () => resolve(false), { once: true })
  })
}

interface Reread {
  readonly history: HistoryStore
  readonly catchUp: CatchUp
}

function laneWork(parts: EngineParts, reread: Reread, startedAt: Date): LaneWork {
  const { config, db, chats, queue, clock, ids, log, marks, holder } = parts
  const { holdingAfterMs = HOLDING_AFTER_MS } = parts
  const model = marks.interviewer(parts.model)
  const lanes = marks.lanes(createLaneStore(db))
  const interviews = marks.interviews(createInterviewStore(db))
  const fieldwork = marks.fieldwork(createFieldworkStore(db))
  const runStore = createRunStore(db)
  const { nightlyAt, zone } = config.analysis
  const { hours, perMinute, gapMs, remindMs, againMs, expireMs } = config.fieldwork
  const contact: ContactRule = { hours, zone, gapMs, paceMs: 60_000 / perMinute }
  const delivering: Delivering = {
    outbox: marks.outbox(createOutboxStore(db)),
    workspaces: createWorkspaceStanding(db),
    chats,
    clock,
    log,
    contact,
  }
  const analysis = createAnalysis({
    store: marks.analysis(createAnalysisStore(db)),
    model: marks.analyst(parts.analyst),
    charts: parts.charts,
    render: parts.render,
    clock,
    ids,
    log,
    readAgain: (study, since, stillMine) => readAgain(study, since, stillMine, { ...reread, clock }),
  })
  const studies = createStudyStore(db)
  const desk = createDesk({
    store: marks.studies(studies),
    model,
    chats,
    clock,
    ids,
    log,
    settings: {
      researchPlaces: researchPlaces(config),
      researchers: researchers(config),
      commandName: `/${config.commands.study}`,
      modelDeadlineMs: DRAFT_DEADLINE_MS,
      nightlyAt,
      zone,
    },
  })
  const conducting = {
    idle: { nudgeMs: config.interview.nudgeMs, closeMs: config.interview.closeMs },
    invitation: { remindMs, againMs, expireMs },
    contact,
    modelDeadlineMs: parts.turnDeadlineMs ?? TURN_DEADLINE_MS,
  }
  return {
    lanes,
    queue,
    clock,
    log,
    holder,
    work: {
      participant: (lease, hold) =>
        workParticipant(lease, hold, {
          ...delivering,
          interviews,
          lanes,
          store: fieldwork,
          model,
          ids,
          remindMs,
          conducting,
          startedAt,
          holdingAfterMs,
          typingAfterMs: Math.min(TYPING_AFTER_MS, holdingAfterMs / 2),
        }),
      place: (lease, hold) => workPlace(lease, hold, { ...delivering, lanes, desk, studies }),
      study: (lease, hold) =>
        workStudy(lease, hold, {
          ...delivering,
          store: fieldwork,
          status: createStatusStore(db),
          model,
          ids,
          lanes,
          queue,
          contact,
          remindMs,
          runs: {
            waiting: (study) => runStore.waiting(study),
            work: (run, stillMine) => analysis.work(run, { stillMine }),
            beginNightly: (held, study, timer) => {
              const now = clock.now()
              const next = { id: ids.next(), at: nextNightly(now, nightlyAt, zone) }
              return runStore.beginNightly(held, study, { timer, run: ids.next(), next }, now)
            },
          },
        }),
    },
  }
}
