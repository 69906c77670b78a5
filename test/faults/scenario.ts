import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { createClaudeStandIn } from '../../sim/claude/stand-in.ts'
import { chance } from '../../sim/people/random.ts'
import { createBotProcesses } from './bot-processes.ts'
import { type Combination, commandFor, isPoint, nameOf } from './combinations.ts'
import { judge, type Verdict } from './oracle.ts'
import { fourPeople } from './people.ts'
import { setStage } from './stage.ts'
import { connected, storeApprovedStudy, unfinished } from './study.ts'

export interface RunResult extends Omit<Combination, 'fault'>, Verdict {
  readonly fault: string
  readonly name: string
  /** How many processes died. */
  readonly deaths: number
  readonly seconds: number
  /** Does the run again. */
  readonly command: string
}

/** What a run stands on. */
export interface Ground {
  /** A fresh, migrated database. */
  createDatabase(): Promise<{ readonly url: string; close(): Promise<void> }>
  /** Ends every session and starts the server again; resolves when it answers. */
  restartPostgres(): Promise<void>
  /** Folder for the logs of runs. */
  readonly folder: string
}

const KEY = 'sk-ant-simulated-faults'
/** A death costs the rest of a lease (5 s), a start, the sweep's turn (3 s) and, on Slack, the history's lag (10 s). */
const END_WITHIN_MS = 90_000
const LOOK_MS = 100
/** Invitations come before anybody reads a question, reports after. */
const COUNTS_FROM_THE_START = /^[IAE]/

/**
 * One study lived through by four people while one thing goes wrong, and then judged. What breaks is in the result;
 * it rejects only if the run itself could not be made.
 */
export async function run(combination: Combination, ground: Ground): Promise<RunResult> {
  const startedAt = performance.now()
  const name = nameOf(combination)
  const folder = path.join(ground.folder, `${name}-${Date.now()}`)
  await mkdir(folder, { recursive: true })
  const { platform, processes, seed, fault } = combination
  const source = chance(seed).branch(name)
  const database = await ground.createDatabase()
  const client = await connected(database.url)
  const claude = await createClaudeStandIn({ apiKey: KEY, seed, delayMs: 40 })
  const undo: (() => Promise<void>)[] = [() => database.close(), () => client.end(), () => claude.close()]
  try {
    let questions = 0
    let onFirstQuestion = () => {}
    const people = fourPeople(platform, () => {
      if (questions++ === 0) onFirstQuestion()
    })
    const stage = await setStage({
      platform,
      people,
      seed,
      folder,
      historyLagMs: platform === 'slack' ? source.pick([0, 2_000, 6_000]) : 0,
    })
    undo.push(() => stage.close())
    const bots = createBotProcesses({
      settings: {
        DATABASE_URL: database.url,
        DATA_DIR: folder,
        ANTHROPIC_API_KEY: KEY,
        ANTHROPIC_BASE_URL: claude.url,
        SOUNDING_MODEL: 'simulated-interviewer',
        SOUNDING_ANALYSIS_MODEL: 'simulated-interviewer',
        QUIET_SECONDS: '0.3',
        BURST_CAP_SECONDS: '2',
        INVITE_HOURS: 'Mon-Sun 00:00-24:00',
        INVITES_PER_MINUTE: '6000',
        ...stage.env,
      },
      doom: isPoint(fault)
        ? {
            point: fault,
            pass: fault.startsWith('T') ? source.integer(1, 3) : 1,
            atMost: combination.twice ? 2 : 1,
            deaths: folder,
          }
        : undefined,
      folder,
    })
    undo.push(() => bots.stop())
    if (COUNTS_FROM_THE_START.test(fault)) bots.count()
    onFirstQuestion = () => {
      bots.count()
      if (fault === 'postgres-restart') void ground.restartPostgres()
    }
    await storeApprovedStudy(client, { platform, workspace: stage.workspace, place: stage.place })
    await bots.start(processes)

    const troubles = bots.troubles as string[]
    const until = async (what: string, done: () => Promise<boolean>) => {
      const deadline = performance.now() + END_WITHIN_MS
      while (!(await done().catch(() => false))) {
        if (performance.now() > deadline) {
          const { left } = await unfinished(client)
          throw new NotEnded(
            `not in ${END_WITHIN_MS / 1000} s: ${what} (${left.join(', ') || 'nothing is left'})`,
          )
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      }
    }
    const broken: string[] = []
    try {
      let typed = 0
      await until('the launch', async () => {
        if (performance.now() - typed > 6_000) {
          typed = performance.now()
          await stage.researcher.command(stage.place, '/study', `launch all=<#${stage.members}>`)
        }
        return (await unfinished(client)).launched
      })
      await until('the end of every interview', async () => {
        const { ended, left } = await unfinished(client)
        return ended === people.length && left.length === 0
      })
      if (fault.startsWith('A')) {
        await stage.researcher.command(stage.place, '/study', 'report now')
        await until('the report', async () => {
          const { reported, left } = await unfinished(client)
          return reported && left.length === 0
        })
      }
    } catch (error) {
      if (!(error instanceof NotEnded)) throw error
      broken.push(error.message)
    }
    await bots.settled()
    if (isPoint(fault) && bots.deaths < (combination.twice ? 2 : 1))
      broken.push(`${fault} was reached by ${bots.deaths} deaths only`)
    await bots.stop()
    const verdict = await judge({
      client,
      databaseUrl: database.url,
      platform,
      log: stage.log,
      people: stage.scripts.map(({ person, user }) => ({ platform, user, expected: person.expected })),
      botLogs: bots.logs,
    })
    return {
      ...combination,
      name,
      ...verdict,
      broken: [...broken, ...troubles, ...verdict.broken],
      deaths: bots.deaths,
      seconds: Math.round((performance.now() - startedAt) / 100) / 10,
      command: commandFor(combination),
    }
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

class NotEnded extends Error {}
