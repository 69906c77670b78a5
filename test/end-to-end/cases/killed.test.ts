import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { environmentWith } from '../../../src/config.ts'
import type { Doom } from '../../faults/processes/death.ts'
import { interviewed } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, eventsOf, unfinished } from '../stage/stored.ts'
import { question } from '../stage/watching.ts'

const PROCESS = fileURLToPath(import.meta.resolve('../../faults/processes/bot-process.ts'))
const ANSWER = 'We took up a shared planner in May, because the old lists never matched.'

/** The bot as a process of its own that dies right after the platform has its acknowledgement of the next event. */
async function doomedProcess({ settings }: RunningBot): Promise<ChildProcess> {
  const deaths = await mkdtemp(path.join(tmpdir(), 'sounding-deaths-'))
  onTestFinished(() => rm(deaths, { recursive: true, force: true }))
  const doom: Doom = { point: 'T3', pass: 1, atMost: 1, deaths }
  const child = fork(PROCESS, [JSON.stringify(doom)], {
    env: environmentWith(settings),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child, 'message')
  return child
}

describe.each(['slack', 'discord'] as const)('a process on %s that is killed', (platform) => {
  it('case 4: once it has acknowledged a message and before it works on it loses nothing', async () => {
    const bot = await runBot(platform)
    onTestFinished(() => bot.close())
    const person = await interviewed(bot)
    const before = await eventsOf(bot, person)
    const asked = person.watch.sights.filter((sight) => question(sight)).length
    const child = await doomedProcess(bot)
    await bot.stop()
    await expect.poll(() => receiverOf(bot), { timeout: 10_000 }).toContain(`:${child.pid}`)
    child.send({ kind: 'count' })
    const dead = once(child, 'exit')
    await person.say(ANSWER)
    expect(await dead).toEqual([null, 'SIGKILL'])
    expect(await eventsOf(bot, person)).toEqual([...before, 'message-created'])
    expect(await answersOf(bot, person)).toEqual([])

    await bot.startAnother()
    await person.watch.next(question, 'a question on what was said to a process that is dead')
    await expect.poll(() => unfinished(bot), { timeout: 8_000 }).toBe(0)
    expect(await answersOf(bot, person)).toEqual([ANSWER])
    expect(person.watch.sights.filter((sight) => question(sight)).length).toBe(asked + 1)
  }, 120_000)
})

/** Who holds a connection, of all processes. */
async function receiverOf({ database }: RunningBot): Promise<string> {
  const rows = await database.db.selectFrom('connection').select('holder').execute()
  return rows.map(({ holder }) => holder ?? '').join(' ')
}
