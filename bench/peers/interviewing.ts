import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { readLog } from '../../sim/checker/log-reader.ts'
import { createClaudeStandIn } from '../../sim/claude/stand-in.ts'
import { createLog } from '../../sim/log.ts'
import { chance } from '../../sim/people/random.ts'
import { createSlackStandIn } from '../../sim/slack/index.ts'
import type { OwnPostgres } from '../../test/faults/processes/postgres.ts'
import { poolOn } from '../../test/faults/processes/study.ts'
import { type ArmName, armNamed, HELLO, MODEL_MS, type Site } from './arms.ts'
import { createBotProcess } from './bot-process.ts'
import { QUESTIONS } from './bots/questions.ts'
import { type Counts, count } from './count.ts'
import { type Fault, scheduleFaults } from './faults.ts'
import { createPerson, type SimulatedPerson } from './person.ts'

/** One run: a bot, a fault and a seed. */
export interface Case {
  readonly arm: ArmName
  readonly fault: Fault
  readonly seed: number
  /** Of a run with the fault `kills`. */
  readonly kills: number
}

export interface Outcome extends Case, Counts {
  readonly people: number
  /** People left without a reply for good. */
  readonly stuck: number
  /** How often people had to ask whether anybody is there. */
  readonly asked: number
  readonly seconds: number
}

const NAMES = ['Ada', 'Bo', 'Cem', 'Dee', 'Eli', 'Fay'] as const
/** Every third person sends two messages an answer. */
const BURST_EVERY = 3
const READY_WITHIN_MS = 30_000
const REST_WITHIN_MS = 600_000
/** A post that is tried once more comes this late at most; what comes later is not counted. */
const LAST_WORDS_MS = 4_000
const LOOK_MS = 50
const TOKENS = { botToken: 'xoxb-simulated-1', appToken: 'xapp-simulated-1' }
const KEY = 'sk-ant-simulated-peers'
/** Waits are shortened, so the stand-in takes more in a second than Slack would. */
const RATES = { messagesPerSecond: 50, messageBurst: 50, tierFactor: 100 }
/** Slack delivers again at once, after one minute and after five: a tenth of that here. */
const RETRY_DELAYS_MS = [0, 6_000, 30_000]

/** Six people are interviewed by one bot while one thing goes wrong. Rejects if the run could not be made. */
export async function interviewing(each: Case, postgres: OwnPostgres, folder: string): Promise<Outcome> {
  const startedAt = performance.now()
  const own = path.join(folder, `seed${each.seed}-${each.fault}-${each.arm}-${Date.now()}`)
  await mkdir(own, { recursive: true })
  const undo: (() => void | Promise<void>)[] = []
  try {
    const outcome = await lived(each, postgres, own, undo)
    return { ...each, ...outcome, seconds: Math.round((performance.now() - startedAt) / 100) / 10 }
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

async function lived(
  { arm: name, fault, seed, kills }: Case,
  postgres: OwnPostgres,
  folder: string,
  undo: (() => void | Promise<void>)[],
): Promise<Omit<Outcome, keyof Case | 'seconds'> & { readonly kills: number }> {
  const arm = armNamed[name]
  // Not of the arm: the schedule and the people are the same for all.
  const source = chance(seed).branch(fault)
  const database = await postgres.createDatabase()
  undo.push(() => database.close())
  const pool = poolOn(database.url)
  undo.push(() => pool.end())
  const claude = await createClaudeStandIn({ apiKey: KEY, delayMs: MODEL_MS, script: asPlanned })
  undo.push(() => claude.close())
  const logFile = path.join(folder, 'slack.jsonl')
  const log = createLog(logFile, 'slack')
  undo.push(() => log.close())
  const slack = await createSlackStandIn({
    log,
    rates: RATES,
    timing: { retryDelaysMs: RETRY_DELAYS_MS },
    ...TOKENS,
  })
  undo.push(() => slack.close())
  const researcher = slack.addPerson({ name: 'Robin Hale' })
  const users = NAMES.map((each) => slack.addPerson({ name: each, zone: 'Europe/London', locale: 'en-US' }))
  const site: Site = {
    databaseUrl: database.url,
    database: pool,
    folder,
    slack,
    tokens: TOKENS,
    model: { url: claude.url, apiKey: KEY },
    researcher: slack.seat(researcher),
    place: slack.addChannel({ name: 'research', private: true, members: [slack.botUser, researcher] }),
    members: slack.addChannel({ name: 'members', members: [slack.botUser, ...users] }),
    people: users.map((user) => slack.seat(user)),
  }
  await arm.prepare(site)
  const bot = createBotProcess(arm.program(site), () => slack.sockets, folder)
  undo.push(() => bot.stop())
  const bursts = Math.ceil(NAMES.length / BURST_EVERY)
  const faults = scheduleFaults(
    fault,
    { kills, messages: (NAMES.length + bursts) * QUESTIONS.length },
    source,
    bot,
    slack.faults,
  )
  const people = site.people.map((seat, index) =>
    createPerson(
      seat,
      NAMES[index] ?? '',
      index % BURST_EVERY === 0,
      source.branch(`person ${index}`),
      faults.saying,
    ),
  )
  undo.push(() => {
    for (const person of people) person.leave()
  })
  await bot.start()
  await arm.begin(site)
  await until('everybody reads the first question', READY_WITHIN_MS, () => people.every((p) => p.ready))
  await slack.quiet()
  for (const person of people) person.go()
  await until('the end of every interview', REST_WITHIN_MS, () => people.every((p) => p.rests))
  await faults.done()
  await Promise.race([slack.quiet(), wait(LAST_WORDS_MS)])
  await wait(LAST_WORDS_MS)
  await bot.stop()
  return {
    ...figures(people),
    ...count(await readLog(logFile), await arm.stored(site), HELLO),
    kills: bot.kills,
  }
}

function figures(people: readonly SimulatedPerson[]) {
  return {
    people: people.length,
    stuck: people.filter((person) => person.stuck).length,
    asked: people.reduce((sum, person) => sum + person.asked, 0),
  }
}

/** The model offers no question of its own: what is asked is the plan's list, as the peers ask theirs. */
function asPlanned(call: { readonly purpose: string; readonly data: unknown }) {
  if (call.purpose !== 'interview-turn') return undefined
  const { next } = call.data as { next: { ask: string } | null }
  const reading = {
    substance: 'full',
    refused: false,
    confused: false,
    offTopic: false,
    distressed: false,
    asksBot: 'nothing',
    wants: 'continue',
  }
  return { output: { reading, probe: null, ask: next?.ask ?? null, clarify: null } }
}

async function until(what: string, withinMs: number, done: () => boolean): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!done()) {
    if (performance.now() > deadline) throw new Error(`not in ${withinMs / 1000} s: ${what}`)
    await wait(LOOK_MS)
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
