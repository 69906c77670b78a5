import pg from 'pg'
import { shownMessages } from '../../../sim/checker/log-reader.ts'
import { type Chance, chance } from '../../../sim/people/random.ts'
import { createSystemClock } from '../../../src/adapters/system/clock.ts'
import type { Platform } from '../../../src/core/ports/chat.ts'
import type { Log } from '../../../src/core/ports/log.ts'
import { InterviewPlan } from '../../../src/core/study/interview-plan.ts'
import { PLAN } from '../../core/interview/rehearsal.ts'
import { judge } from '../../faults/oracle/judge.ts'
import { keysMadeStale, untold } from '../../faults/oracle/look-ups.ts'
import { interviewed, type Participant } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { unfinished } from '../stage/stored.ts'
import { fixed, question, saying } from '../stage/watching.ts'
import { comesDown, type Weather } from './weather.ts'

export interface Endurance extends Weather {
  readonly platform: Platform
  readonly people: number
  /** Between a question and its answer, median. */
  readonly thinkMs: number
  /** So late at most a message stands in the platform's history, drawn for each; 0: at once. */
  readonly historyLagMs: number
  /** After how long a silent socket of Slack's counts as dead: longer where the machine itself may stand still. */
  readonly deadAfterMs: number
  readonly seed: number
}

/** What became of it, by the platform's log and SQL. */
export interface Endured {
  readonly platform: Platform
  readonly reconnects: number
  readonly spoiltPosts: number
  readonly answers: number
  readonly lost: number
  /** Messages that people see more often than they were sent. */
  readonly doubled: number
  /** How often a reading of the history left out a post that stood; on Slack only readings that looked for one count. */
  readonly staleLookUps: number
  /** Sends whose outcome the platform did not tell, and those of them that a look-up settled. */
  readonly ambiguous: number
  readonly reconciled: number
  /** Whatever else is wrong, each in a few words. */
  readonly broken: readonly string[]
  readonly seconds: number
}

/** Below what ends an interview by itself. */
const MOST_ANSWERS = 36
/** Slack delivers for the last time after six minutes. */
const PATIENCE_MS = 400_000
const clock = createSystemClock()

/** Each question has its own words, so that each can be told from the others where it is shown. */
const MANY_QUESTIONS = InterviewPlan.parse({
  ...PLAN,
  minutes: 60,
  cohorts: PLAN.cohorts.map((cohort) => ({
    ...cohort,
    sections: Array.from({ length: 4 }, (_, section) => ({
      title: `Part ${section + 1}`,
      questions: Array.from({ length: 10 }, (_, index) => ({
        id: `q${section * 10 + index + 1}`,
        ask: `What became of tool number ${section * 10 + index + 1}?`,
        priority: 'must',
      })),
    })),
  })),
})

/** The model has nothing to add, so that the plan's own words are asked. */
const ON_TO_THE_NEXT = {
  reading: {
    substance: 'full',
    refused: false,
    confused: false,
    offTopic: false,
    distressed: false,
    asksBot: 'nothing',
    wants: 'continue',
  },
  probe: null,
  ask: null,
  clarify: null,
}

/** People talk on while the weather comes down on the bot; then they stop, and it is judged. */
export async function endure(endurance: Endurance): Promise<Endured> {
  const { platform, people: count, historyLagMs, thinkMs } = endurance
  const source = chance(endurance.seed)
  const began = performance.now()
  const lookUps = new Map<string, string[]>()
  const lags = source.branch('lags')
  const lag = historyLagMs === 0 ? {} : { historyLagMs: () => lags.integer(0, historyLagMs) }
  const bot = await runBot(platform, {
    standIn: { slack: lag, discord: lag },
    slackPingTimeoutMs: endurance.deadAfterMs,
    log: notingLookUps(lookUps),
  })
  try {
    bot.claude.setScript(() => ({ output: ON_TO_THE_NEXT }))
    const people = await Promise.all(
      Array.from({ length: count }, () =>
        interviewed(bot, { plan: MANY_QUESTIONS, patienceMs: PATIENCE_MS }),
      ),
    )
    const over = new AbortController()
    const talks = people.map((person, index) =>
      talk(person, { source: source.branch(`person ${index}`), thinkMs, over: over.signal }),
    )
    const weather = comesDown(bot, endurance, { clock, source }).finally(() => over.abort())
    const answers = await Promise.all([...talks, weather.then(() => 0)])
    await Promise.all(people.map(stops))
    await settled(bot)
    return {
      platform,
      reconnects: endurance.each,
      spoiltPosts: endurance.each * 2,
      answers: answers.reduce((sum, each) => sum + each, 0),
      ...(await verdictOn(bot, people, lookUps, historyLagMs > 0)),
      seconds: Math.round((performance.now() - began) / 1000),
    }
  } finally {
    await bot.close()
  }
}

/** Answers one question after the other until it is over; returns how many. */
async function talk(
  person: Participant,
  {
    source,
    thinkMs,
    over,
  }: { readonly source: Chance; readonly thinkMs: number; readonly over: AbortSignal },
): Promise<number> {
  for (let number = 1; number <= MOST_ANSWERS; number++) {
    await clock.sleep(source.wait(thinkMs), over)
    if (over.aborted) return number - 1
    await person.say(`Number ${number} is in use since May, and the mornings are quieter for it.`)
    await person.watch.next(question, `a question after answer ${number}`)
  }
  return MOST_ANSWERS
}

async function stops(person: Participant): Promise<void> {
  await person.say('stop')
  await person.watch.next(saying(fixed('stopped')), 'the end')
}

async function settled(bot: RunningBot): Promise<void> {
  for (let looks = 0; looks < 300 && (await unfinished(bot)) > 0; looks++) await clock.sleep(100)
}

async function verdictOn(
  bot: RunningBot,
  people: readonly Participant[],
  lookUps: ReadonlyMap<string, readonly string[]>,
  lagging: boolean,
) {
  const { platform, lines } = bot
  const database = new pg.Pool({ connectionString: bot.database.url, max: 2 })
  try {
    const { lost, broken } = await judge({
      database,
      platform,
      lines,
      people: people.map(({ seat }) => ({ platform, user: seat.user, expected: ['partial'] })),
      clocksJump: false,
      mayDouble: keysMadeStale(lines),
    })
    const copies = Map.groupBy(
      shownMessages(lines).filter(({ fromBot, key }) => fromBot && key !== undefined),
      ({ conversation, key, firstText }) => `${conversation} ${key} ${firstText}`,
    )
    return {
      lost,
      doubled: [...copies.values()].reduce((sum, each) => sum + each.length - 1, 0),
      staleLookUps: lines.filter(({ kind }) => kind === 'stale').length,
      ...untold(lookUps),
      broken: broken.filter((what) => !lagging || !what.startsWith('doubled')),
    }
  } finally {
    await database.end()
  }
}

/** Outcomes of the look-ups of each outgoing message. */
function notingLookUps(lookUps: Map<string, string[]>): Log {
  const log: Log = {
    debug: () => undefined,
    info(event, { outbox, outcome } = {}) {
      if (event !== 'outbox.looked-up') return
      lookUps.set(String(outbox), [...(lookUps.get(String(outbox)) ?? []), String(outcome)])
    },
    warn: () => undefined,
    error: () => undefined,
    child: () => log,
  }
  return log
}
