import { describe, expect, it } from 'vitest'
import type { Chat } from '../../src/core/ports/chat.ts'
import { discordSetup } from '../adapters/discord/setup.ts'
import { chatChecks, runChatCheck } from './chat.ts'

/** A wrong adapter: a right one with one method changed, and the check that must notice. */
const faulty: readonly {
  readonly fault: string
  readonly noticedBy: string
  readonly change: (right: Chat) => Partial<Chat>
}[] = [
  {
    fault: 'drops each second message',
    noticedBy: 'hands on each message of a burst',
    change: (right) => {
      let count = 0
      return {
        connect: (sink, formFor) =>
          right.connect(async (event) => {
            if (event.kind === 'message-created' && ++count % 2 === 0) return
            await sink(event)
          }, formFor),
      }
    },
  },
  {
    fault: 'hands on each message twice',
    noticedBy: 'hands on a direct message once, as typed',
    change: (right) => ({
      connect: (sink, formFor) =>
        right.connect(async (event) => {
          await sink(event)
          await sink({ ...event, key: `${event.key}:again` })
        }, formFor),
    }),
  },
  {
    fault: 'trims and lower-cases what was typed',
    noticedBy: 'hands on a direct message once, as typed',
    change: (right) => ({
      connect: (sink, formFor) =>
        right.connect(
          (event) => sink('text' in event ? { ...event, text: event.text.toLowerCase() } : event),
          formFor,
        ),
    }),
  },
  {
    fault: 'swallows a failure to store',
    noticedBy: 'does not lose a message that could not be stored at first',
    change: (right) => ({
      connect: (sink, formFor) => right.connect((event) => sink(event).catch(() => {}), formFor),
      backfill: async () => [],
    }),
  },
  {
    fault: 'posts twice',
    noticedBy: 'shows a message with the same key once, where the platform dedupes',
    change: (right) => {
      let count = 0
      return { send: (target, intent, key) => right.send(target, intent, `${key}${++count}`) }
    },
  },
  {
    fault: 'sends again by itself when the answer was lost',
    noticedBy: 'posts once although the answer to the call was lost',
    change: (right) => ({
      send: async (target, intent, key) => {
        const first = await right.send(target, intent, key)
        return first.outcome === 'ambiguous' ? right.send(target, intent, `${key}:again`) : first
      },
    }),
  },
  {
    fault: 'waits longer for an answer than it says',
    noticedBy: 'gives a send up within the time it names when the platform does not answer',
    change: () => ({ sendWithinMs: () => 1_000 }),
  },
  {
    fault: 'forgets its keys',
    noticedBy: 'finds what it sent by its key, and nothing by another',
    change: () => ({ lookUp: async () => ({ outcome: 'absent' }) }),
  },
  {
    fault: 'cuts a long text off',
    noticedBy: 'splits a long text in order and completely',
    change: (right) => ({
      send: (target, intent, key) =>
        right.send(
          target,
          intent.kind === 'typing' ? intent : { ...intent, blocks: intent.blocks.slice(0, 10) },
          key,
        ),
    }),
  },
  {
    fault: 'answers a command for all to see',
    noticedBy: 'answers a command so that only the caller sees it',
    change: (right) => {
      let place: Parameters<Chat['send']>[0] | undefined
      return {
        connect: (sink, formFor) =>
          right.connect((event) => {
            const { platform, workspace, conversation = '' } = event
            place = { to: 'conversation', platform, workspace, conversation }
            return sink(event)
          }, formFor),
        answer: async (_handle, answer) => {
          if (place === undefined || answer.kind === 'none') return 'answered'
          await right.send(place, { kind: 'say', blocks: answer.blocks }, 'public')
          return 'answered'
        },
      }
    },
  },
  {
    fault: 'leaves buttons on an edited message',
    noticedBy: 'takes controls away by an edit, and may edit twice',
    change: (right) => ({
      send: (target, intent, key) => {
        if (intent.kind !== 'edit') return right.send(target, intent, key)
        const left = { kind: 'choices', label: 'x', choices: [{ action: 'left:1', label: 'Left' }] } as const
        return right.send(target, { ...intent, blocks: [...intent.blocks, left] }, key)
      },
    }),
  },
  {
    fault: 'says sent to a person who got nothing',
    noticedBy: 'tells that a person cannot be reached',
    change: (right) => ({
      send: async (target, intent, key) => {
        const result = await right.send(target, intent, key)
        return result.outcome === 'unreachable'
          ? { outcome: 'sent', conversation: 'nowhere', messages: ['nothing'] }
          : result
      },
    }),
  },
  {
    fault: 'opens no form',
    noticedBy: 'opens the form a command asks for and hands on what was filled in',
    change: (right) => ({ connect: (sink) => right.connect(sink, () => undefined) }),
  },
]

async function run(name: string, change: (right: Chat) => Partial<Chat>): Promise<void> {
  const check = chatChecks.find((known) => known.name === name)
  if (check === undefined) throw new Error(`No check is called ${name}`)
  await runChatCheck(check, async () => {
    const setup = await discordSetup()
    return { ...setup, chat: changed(setup.chat, change(setup.chat)) }
  })
}

describe('the chat contract notices an adapter that', () => {
  for (const { fault, noticedBy, change } of faulty) {
    it.concurrent(fault, async () => {
      await expect(run(noticedBy, change)).rejects.toThrow()
    })
  }
})

describe('the chat contract leaves a right adapter alone, where it', () => {
  for (const name of new Set(faulty.map(({ noticedBy }) => noticedBy))) {
    it.concurrent(name, () => run(name, () => ({})))
  }
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
