import { expect } from 'vitest'
import type { ChatCheck } from './chat-checks.ts'

export const history: readonly ChatCheck[] = [
  {
    name: 'fetches what was said after a message, with the keys of the live events',
    run: async (bench) => {
      const direct = await bench.openDirect()
      const first = await bench.setup.seat.say('first')
      await bench.setup.seat.say('second')
      await bench.setup.seat.say('third')
      await bench.event('message-created', (event) => event.text === 'third')
      const live = bench.eventsOf('message-created').filter((event) => event.message !== first)
      const { events: fetched } = await bench.setup.chat.backfill(bench.place(direct), first)
      expect(fetched.map((event) => event.kind === 'message-created' && event.text)).toEqual([
        'second',
        'third',
      ])
      expect(fetched.map((event) => event.key)).toEqual(live.map((event) => event.key))
      const everything = await bench.setup.chat.backfill(bench.place(direct), undefined)
      expect(everything.events).toHaveLength(3)
    },
  },
  {
    name: 'fetches the last edit of a message beside it, with the key of the live event',
    run: async (bench) => {
      const direct = await bench.openDirect()
      const message = await bench.setup.seat.say('Tomatos')
      await bench.setup.seat.edit(direct, message, 'Tomatoes')
      const live = await bench.event('message-edited')
      const { events: fetched } = await bench.setup.chat.backfill(bench.place(direct), undefined)
      expect(fetched).toMatchObject([
        { kind: 'message-created', message },
        { kind: 'message-edited', message, text: 'Tomatoes', key: live.key },
      ])
    },
  },
  {
    name: 'shows in the history what stands in a conversation, and not what was deleted',
    run: async (bench) => {
      const direct = await bench.openDirect()
      const { chat, seat } = bench.setup
      const first = await seat.say('Stays')
      const deleted = await seat.say('I should not have said that')
      const last = await seat.say('Stays, too')
      const target = bench.place(direct)
      const own = await bench.sent(target, [{ kind: 'paragraph', text: 'Said by the bot' }], 'in-the-history')
      await seat.remove(direct, deleted)
      const { messages, events, next } = await chat.backfill(bench.place(direct), first)
      expect(messages.toSorted()).toEqual([last, ...own.messages].toSorted())
      expect(events).toMatchObject([{ kind: 'message-created', message: last }])
      expect(next).toBeUndefined()
    },
  },
  {
    name: 'shows a long history page by page, each message once',
    run: async (bench) => {
      const direct = await bench.openDirect()
      const { chat, seat } = bench.setup
      const said: string[] = []
      for (let count = 1; count <= 205; count++) said.push(await seat.say(`Number ${count}`))
      const shown: string[] = []
      const heard: string[] = []
      let page: string | undefined
      let pages = 0
      do {
        const read = await chat.backfill(bench.place(direct), undefined, page)
        shown.push(...read.messages)
        for (const event of read.events) if (event.kind === 'message-created') heard.push(event.message)
        page = read.next
        pages += 1
      } while (page !== undefined)
      expect(pages).toBeGreaterThan(1)
      expect(heard.toSorted()).toEqual(said.toSorted())
      expect(new Set(shown).size).toBe(shown.length)
      expect(shown).toEqual(expect.arrayContaining(said))
    },
  },
]
