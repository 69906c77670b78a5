import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { environmentWith } from '../../src/config.ts'
import { interviewed } from './stage/participant.ts'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { answersOf, unfinished } from './stage/stored.ts'
import { question } from './stage/watching.ts'

const PROCESS = fileURLToPath(import.meta.resolve('../faults/processes/bot-process.ts'))
const TAKEN_OVER_WITHIN_MS = 10_000

let bot: RunningBot | undefined
let other: ChildProcess | undefined
afterEach(async () => {
  other?.kill('SIGKILL')
  await bot?.close()
  bot = undefined
  other = undefined
})

/** The bot as a process of its own beside the one that runs here. */
async function startProcess(settings: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = fork(PROCESS, [], {
    env: environmentWith(settings),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await once(child, 'message')
  return child
}

async function holderOf({ database }: RunningBot): Promise<string> {
  const { holder } = await database.db
    .selectFrom('connection')
    .select('holder')
    .where('platform', '=', 'discord')
    .executeTakeFirstOrThrow()
  return holder ?? ''
}

describe('the process of two that receives on Discord', () => {
  it('hands over when it is stopped, and is replaced when it is killed, so that nothing said is lost', async () => {
    bot = await runBot('discord')
    const running = bot
    const person = await interviewed(running)
    await person.answer('We took up a shared planner in May.')
    other = await startProcess(running.settings)
    const child = other
    expect(await holderOf(running)).not.toContain(`:${child.pid}`)

    await running.stop()
    await person.answer('The foreman saw it first.')
    expect(await holderOf(running)).toContain(`:${child.pid}`)

    await running.startAnother()
    expect(await holderOf(running)).toContain(`:${child.pid}`)
    const dead = once(child, 'exit')
    child.kill('SIGKILL')
    await dead
    const asked = person.watch.sights.filter(question).length
    await person.say('Nobody prints the lists any more,')
    await person.say('and the mornings are quiet.')
    const within = { timeout: TAKEN_OVER_WITHIN_MS }
    await expect.poll(() => holderOf(running), within).toContain(`:${process.pid}`)
    await person.watch.next(question, 'a question on what was said while nobody listened')
    await expect.poll(() => unfinished(running), { timeout: 5_000 }).toBe(0)
    expect(await answersOf(running, person)).toEqual([
      'We took up a shared planner in May.',
      'The foreman saw it first.',
      'Nobody prints the lists any more,\n\nand the mornings are quiet.',
    ])
    expect(person.watch.sights.filter(question).length).toBe(asked + 1)
  }, 90_000)
})
