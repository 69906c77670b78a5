import { describe, expect, it } from 'vitest'
import type { Chat } from '../../src/core/ports/chat.ts'
import { discordSetup } from '../adapters/discord/setup.ts'
import { slackSetup } from '../adapters/slack/setup.ts'
import { chatChecks, runChatCheck } from './chat.ts'
import type { ChatSetup } from './chat-bench.ts'
import { gestureMutants } from './chat-gesture-mutants.ts'
import { dedupingMutants, type Mutant, receivingMutants, sendingMutants } from './chat-mutants.ts'

const everywhere = [...receivingMutants, ...sendingMutants, ...gestureMutants]

async function run(name: string, change: Mutant['change'], setUp: () => Promise<ChatSetup>): Promise<void> {
  const check = chatChecks.find((known) => known.name === name)
  if (check === undefined) throw new Error(`No check is called ${name}`)
  await runChatCheck(check, async () => {
    const setup = await setUp()
    return { ...setup, chat: changed(setup.chat, change(setup.chat)) }
  })
}

describe.each([
  ['Discord', () => discordSetup(), [...everywhere, ...dedupingMutants]],
  ['Slack', () => slackSetup('sockets'), everywhere],
] as const)('the chat contract notices an adapter for %s that', (_platform, setUp, mutants) => {
  it.concurrent.each(mutants)('$fault', async ({ noticedBy, change }) => {
    await expect(run(noticedBy, change, setUp)).rejects.toThrow()
  })

  it.concurrent.each([...new Set(mutants.map(({ noticedBy }) => noticedBy))])(
    'leaves a right one alone, where it %s',
    (name) => run(name, () => ({}), setUp),
  )
})

it('has no check that notices nothing', () => {
  const noticed = new Set([...everywhere, ...dedupingMutants].map(({ noticedBy }) => noticedBy))
  expect(chatChecks.map(({ name }) => name).filter((name) => !noticed.has(name))).toEqual([])
})

function changed(right: Chat, change: Partial<Chat>): Chat {
  return new Proxy(right, {
    get: (target, name: keyof Chat) => {
      const own = change[name]
      if (own !== undefined) return own
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
