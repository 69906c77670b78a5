import { readFile } from 'node:fs/promises'
import { readLog } from '../../../../sim/checker/log-reader.ts'
import type { LogLine } from '../../../../sim/seat.ts'
import type { Combination } from '../combinations.ts'
import { inTime, launch, until } from '../course.ts'
import { peopleWhoFallSilent } from '../people.ts'
import { judged, putUp, type Rig } from '../rig.ts'
import type { Ground, Lived } from '../scenario.ts'
import { SLACK_AGAIN_MS } from '../stage.ts'

const PEOPLE = 200
/** One in so many writes while no process is there. */
const ONE_WRITES_MEANWHILE = 5
const SEED_WITHIN_MS = 180_000
/** Slack's history is read by fifty a minute at most. */
const ANSWERED_WITHIN_MS = 300_000
const GOAL_MS = 10_000

/**
 * Two hundred open interviews, all waiting for the bot, whose only process is killed and started again: how long until
 * the last of them goes on? Most people wrote before the death, some while no process was there. When it comes, the
 * process is in the middle of as many turns as it does at once, since the model does not answer.
 */
export async function recovered(
  { platform, seed }: Combination,
  ground: Ground,
  folder: string,
  undo: (() => Promise<void>)[],
): Promise<Lived> {
  const { url, close } = await ground.createDatabase()
  undo.push(close)
  const people = peopleWhoFallSilent(platform, PEOPLE)
  const stands = { platform, people, seed, folder, historyLagMs: 0, deliverAgainMs: SLACK_AGAIN_MS }
  const rig = await putUp({ ...stands, databaseUrl: url }, undo)
  const { database, claude, stage, bots } = rig
  await bots.start(1)
  const broken = [
    ...(await inTime(async () => {
      await launch(stage, database)
      await until('two hundred first questions', database, SEED_WITHIN_MS, () =>
        stage.scripts.every((script) => script.standing().quiet),
      )
    })),
  ]
  stage.limit()
  claude.faults.next('hang', { times: Number.POSITIVE_INFINITY })
  const [meanwhile, before] = partition(stage.scripts, (_, index) => index % ONE_WRITES_MEANWHILE === 0)
  await say(rig, before)
  broken.push(
    ...(await inTime(() =>
      until('what was said is stored', database, 30_000, async () => (await waiting(rig)) >= before.length),
    )),
  )
  bots.kill()
  await say(rig, meanwhile)
  claude.faults.clear()
  const killedAt = Date.now()
  const toldAgain = watchFor(rig)
  await until('the heir', database, 60_000, () => bots.births.length === 2)
  await bots.settled()
  const readyAt = Date.now()
  const [pid] = bots.pids
  const cpuAtReady = await processorSeconds(pid)
  const bornAt = bots.births.at(-1) ?? Number.NaN
  broken.push(
    ...(await inTime(() =>
      until(
        'a next action in every interview',
        database,
        ANSWERED_WITHIN_MS,
        () => toldAgain.size === stage.scripts.length,
      ),
    )),
  )
  const { stored, history } = await answers(rig, killedAt, before, meanwhile)
  const cpu = await processorSeconds(pid)
  await bots.stop()
  const seconds = (at: number) => Math.round((at - bornAt) / 100) / 10
  const last = Math.max(...stored, ...history)
  if (!(last - bornAt < GOAL_MS)) broken.push(`the last interview went on ${seconds(last)} s after the start`)
  if (bots.deaths !== 1) broken.push(`${bots.deaths} deaths where 1 was meant`)
  const verdict = await judged(rig, { ended: false })
  return {
    ...verdict,
    broken: [...broken, ...bots.troubles, ...verdict.broken],
    deaths: bots.deaths,
    measured: {
      's from start to ready': seconds(readyAt),
      's from start to the first next action': seconds(Math.min(...stored, ...history)),
      [`s from start to the last of ${stored.length} next actions, what was said being stored`]: seconds(
        Math.max(...stored),
      ),
      [`s from start to the last of ${history.length} next actions, what was said being in the history alone`]:
        seconds(Math.max(...history)),
      's of processor time from start to ready': cpuAtReady,
      's of processor time from start to the last of all': cpu,
    },
  }
}

/** On a machine that others use too, this tells more than the time on the wall; NaN where there is no /proc. */
async function processorSeconds(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return Math.round((Number(user) + Number(system)) / 10) / 10
}

type Scripts = Rig['stage']['scripts']

function partition<T>(all: readonly T[], of: (one: T, index: number) => boolean): readonly [T[], T[]] {
  return [all.filter(of), all.filter((one, index) => !of(one, index))]
}

async function say({ stage }: Rig, scripts: Scripts): Promise<void> {
  for (const { user, person } of scripts)
    await stage.seat(user).say(`${person.name}: a paper planner, since March.`)
}

async function waiting({ database }: Rig): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int from inbox where state = 'waiting'`,
  )
  return rows[0]?.count ?? 0
}

/** People to whom something was said in their direct conversation from now on. */
function watchFor({ stage }: Rig): ReadonlySet<string> {
  const told = new Set<string>()
  for (const { user } of stage.scripts)
    stage.seat(user).watch((sight) => {
      if (sight.kind === 'message' && sight.fromBot && sight.direct) told.add(user)
    })
  return told
}

/** When each of them was first told something after that; Infinity for who was not. */
async function answers(
  { stage }: Rig,
  after: number,
  before: Scripts,
  meanwhile: Scripts,
): Promise<{ readonly stored: readonly number[]; readonly history: readonly number[] }> {
  const lines = await readLog(stage.log)
  const posts = new Map<string, number>()
  for (const line of lines) if (isPost(line, after)) add(posts, line)
  const of = (scripts: Scripts) =>
    scripts.map(({ user }) => posts.get(stage.seat(user).direct() ?? '') ?? Number.POSITIVE_INFINITY)
  return { stored: of(before), history: of(meanwhile) }
}

function isPost({ kind, fromBot, direct, at }: LogLine, after: number): boolean {
  return kind === 'message' && fromBot === true && direct === true && Date.parse(at) > after
}

function add(posts: Map<string, number>, { conversation = '', at }: LogLine): void {
  if (!posts.has(conversation)) posts.set(conversation, Date.parse(at))
}
