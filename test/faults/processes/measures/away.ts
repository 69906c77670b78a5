import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { readLog } from '../../../../sim/checker/log-reader.ts'
import { judgeGestures } from '../../oracle/gestures.ts'
import type { Combination } from '../combinations.ts'
import { takeItsCourse } from '../course.ts'
import { peopleInTrouble } from '../people.ts'
import { type OwnPostgres, startPostgres } from '../postgres.ts'
import { judged, putUp, type Rig } from '../rig.ts'
import type { Ground, Lived } from '../scenario.ts'

const AWAY_MS = 60_000
/** For this share of the time, at its end, tries to reach the server are counted. */
const COUNTED = 0.3
/** Of one process, whatever it tries again: workers, sweeper, leases, what came in. */
const TRIES_A_SECOND = 20
const PICKED_UP_WITHIN_MS = 10_000
const GROWTH_MB = 100

/**
 * PostgreSQL crashes in the middle of the traffic and stays away, while people go on writing, pressing, sending forms
 * and typing commands.
 */
export async function livedThroughAway(
  { platform, seed, processes }: Combination,
  { awayMs = AWAY_MS }: Pick<Ground, 'awayMs'>,
  folder: string,
  undo: (() => Promise<void>)[],
): Promise<Lived> {
  const postgres = await startPostgres({ durable: true })
  undo.push(() => postgres.stop())
  const { url } = await postgres.createDatabase()
  let begin: (() => void) | undefined
  const began = new Promise<void>((resolve) => {
    begin = resolve
  })
  const { people, reactMs } = peopleInTrouble(platform, awayMs / 8, () => begin?.())
  const stands = { platform, people, reactMs, seed, folder, historyLagMs: 0 }
  const rig = await putUp(
    { ...stands, patienceMs: Math.max(2_500, (awayMs + 15_000) / 3), databaseUrl: url },
    undo,
  )
  await rig.bots.start(processes)
  const trouble = began.then(() => away(rig, postgres, awayMs))
  const notEnded = await takeItsCourse(rig.stage, rig.database, { moreMs: awayMs * 3 })
  const { goneAt, backAt, triesASecond, growthMb } = await trouble
  await rig.bots.stop()
  const lines = await readLog(rig.stage.log)
  const gestures = await judgeGestures(rig.database, lines, goneAt)
  const verdict = await judged(rig, { ended: true })
  const during = lines.filter(({ at }) => Date.parse(at) >= goneAt && Date.parse(at) < backAt)
  const said = during.filter(({ kind, fromBot, direct }) => kind === 'message' && direct && !fromBot).length
  const goesOn = lines.find(
    ({ kind, fromBot, direct, at }) => kind === 'message' && fromBot && direct && Date.parse(at) >= backAt,
  )
  const pickedUpMs = goesOn ? Date.parse(goesOn.at) - backAt : Number.POSITIVE_INFINITY
  return {
    ...verdict,
    broken: [
      ...notEnded,
      ...(rig.bots.deaths === 0 ? [] : [`${rig.bots.deaths} deaths where none was meant`]),
      ...(said === 0 ? ['nobody said anything meanwhile'] : []),
      ...(gestures.refused === 0 ? ['no press, form or command met the trouble'] : []),
      ...(pickedUpMs > PICKED_UP_WITHIN_MS ? [`nothing was said for ${pickedUpMs} ms after the return`] : []),
      ...(triesASecond > TRIES_A_SECOND * processes
        ? [`${triesASecond} tries a second to reach the server`]
        : []),
      ...(growthMb > GROWTH_MB ? [`a process grew by ${growthMb} MB meanwhile`] : []),
      ...rig.bots.troubles,
      ...gestures.broken,
      ...verdict.broken,
    ],
    deaths: rig.bots.deaths,
    measured: {
      's away': Math.round((backAt - goneAt) / 100) / 10,
      'messages said meanwhile': said,
      'presses, forms and commands done': gestures.applied,
      'presses, forms and commands refused, their person being told': gestures.refused,
      'tries a second to reach the server': triesASecond,
      'MB a process grew by meanwhile': growthMb,
      's from the return to the next word of the bot': Math.round(pickedUpMs / 100) / 10,
    },
  }
}

interface Trouble {
  readonly goneAt: number
  readonly backAt: number
  readonly triesASecond: number
  readonly growthMb: number
}

async function away(rig: Rig, postgres: OwnPostgres, awayMs: number): Promise<Trouble> {
  const before = await memoryOf(rig.bots.pids)
  const goneAt = Date.now()
  await postgres.crash()
  const typing = typeOn(rig, awayMs)
  await wait(awayMs * (1 - COUNTED))
  const tries = await triesAt(postgres.port, awayMs * COUNTED)
  const after = await memoryOf(rig.bots.pids)
  await postgres.comeBack()
  const backAt = Date.now()
  await typing
  return {
    goneAt,
    backAt,
    triesASecond: Math.round((tries / (awayMs * COUNTED)) * 10_000) / 10,
    growthMb: Math.round(Math.max(...after.map((mb, index) => mb - (before[index] ?? mb)))),
  }
}

/** The researcher types commands, as a researcher and as a person who takes no part. */
async function typeOn({ stage }: Rig, awayMs: number): Promise<void> {
  const commands = [
    ['/study', 'status'],
    ['/interview', 'pause'],
  ] as const
  for (const [name, words] of commands) {
    await wait(awayMs / 4)
    await stage.researcher.command(stage.place, name, words)
  }
}

/** Listens where the server did and breaks every connection, so that each try is seen. */
async function triesAt(port: number, ms: number): Promise<number> {
  let tries = 0
  const door = createServer((socket: Socket) => {
    tries++
    socket.on('error', () => undefined)
    socket.destroy()
  })
  door.listen(port, '127.0.0.1')
  await once(door, 'listening')
  await wait(ms)
  door.close()
  await once(door, 'close')
  return tries
}

/** Resident memory, MB; nothing where there is no /proc. */
async function memoryOf(pids: readonly number[]): Promise<readonly number[]> {
  const sizes = await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
    }),
  )
  return sizes
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
