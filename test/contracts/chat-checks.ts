import { expect } from 'vitest'
import type { Block } from '../../src/core/ports/chat.ts'
import { inOwnTime } from '../harness/own-time.ts'
import type { ChatBench } from './chat-bench.ts'

/** One promise of the chat port. Throws if the adapter on the bench does not keep it. */
export interface ChatCheck {
  readonly name: string
  readonly run: (bench: ChatBench) => Promise<void>
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text })
const withoutSpace = (text: string) => text.replaceAll(/\s/g, '')
/** A pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

export const receiving: readonly ChatCheck[] = [
  {
    name: 'tells its workspace once it has asked, and who asks again is told the same',
    run: async (bench) => {
      const { chat, workspaces = 1 } = bench.setup
      expect(chat.workspaces).toEqual(Array.from({ length: workspaces }, () => expect.stringMatching(/./)))
      const told = chat.workspaces
      await chat.identify()
      expect(chat.workspaces).toEqual(told)
    },
  },
  {
    name: 'hears again when it was connected anew, and nothing by a connection that was closed',
    run: async (bench) => {
      await bench.openDirect()
      await bench.setup.seat.say('by the first')
      await bench.event('message-created', (event) => event.text === 'by the first')
      await bench.disconnect()
      await bench.setup.seat.say('by none')
      await bench.connect()
      await bench.setup.seat.say('by the second')
      await bench.event('message-created', (event) => event.text === 'by the second')
      // Whether what was said in between comes again by the second is the platform's affair.
      const heard = bench.eventsOf('message-created').map((event) => event.text)
      expect(heard.filter((text) => text !== 'by none')).toEqual(['by the first', 'by the second'])
      expect(bench.strays).toEqual([])
    },
  },
  {
    name: 'hands on a direct message once, as typed',
    run: async (bench) => {
      const { seat } = bench.setup
      const direct = await bench.openDirect()
      const text = 'I water them at 6:30 & then *again* at <dusk>;\nsometimes "twice" :)'
      const message = await seat.say(text)
      await seat.say('That is all.')
      await bench.event('message-created', (event) => event.text === 'That is all.')
      const first = bench.eventsOf('message-created').filter((event) => event.message === message)
      expect(first).toHaveLength(1)
      expect(first[0]).toMatchObject({
        text,
        attachments: 0,
        direct: true,
        conversation: direct,
        person: seat.user,
        workspace: bench.workspace,
      })
      expect(Math.abs(Date.parse(first[0]?.platformAt ?? '') - Date.now())).toBeLessThan(60_000)
    },
  },
  {
    name: 'hands on each message of a burst',
    run: async (bench) => {
      await bench.openDirect()
      const texts = ['one', 'two', 'three', 'four', 'five']
      for (const text of texts) await bench.setup.seat.say(text)
      for (const text of texts) await bench.event('message-created', (event) => event.text === text)
      const events = bench.eventsOf('message-created')
      expect(events.map((event) => event.text).sort()).toEqual([...texts].sort())
      expect(new Set(events.map((event) => event.key)).size).toBe(5)
    },
  },
  {
    name: 'hands on an edit with the new words',
    run: async (bench) => {
      const direct = await bench.openDirect()
      const message = await bench.setup.seat.say('Tomatos')
      const created = await bench.event('message-created')
      await bench.setup.seat.edit(direct, message, 'Tomatoes')
      const edited = await bench.event('message-edited')
      expect(edited).toMatchObject({ message, text: 'Tomatoes', conversation: direct, direct: true })
      expect(edited.key).not.toBe(created.key)
    },
  },
  {
    name: 'hands on a deletion',
    run: async (bench) => {
      const direct = await bench.openDirect()
      const message = await bench.setup.seat.say('I should not have said that')
      await bench.event('message-created')
      await bench.setup.seat.remove(direct, message)
      const deleted = await bench.event('message-deleted')
      expect(deleted).toMatchObject({ message, conversation: direct, direct: true })
    },
  },
  {
    name: 'does not lose a message that could not be stored at first',
    run: async (bench) => {
      const direct = await bench.openDirect()
      const before = await bench.setup.seat.say('Stored at once')
      await bench.event('message-created', (event) => event.text === 'Stored at once')
      let refusals = 0
      bench.refuses = (event) => {
        if (event.kind !== 'message-created' || refusals >= 2) return false
        refusals += 1
        return true
      }
      await bench.setup.seat.say('Stored later')
      const redelivered = bench.event('message-created', (event) => event.text === 'Stored later', 10_000)
      const fetched = redelivered.catch(async () => {
        const missed = await bench.setup.chat.backfill(bench.place(direct), before)
        return missed.events.find(
          (event) => event.kind === 'message-created' && event.text === 'Stored later',
        )
      })
      expect(await fetched).toMatchObject({ text: 'Stored later', conversation: direct })
    },
  },
  {
    name: 'hears a mention in a channel, and nothing else there',
    run: async (bench) => {
      const { seat, researchPlace, mention } = bench.setup
      await seat.say('Not for the bot', researchPlace)
      await seat.say(`${mention} drop Q3, ask about tools first`, researchPlace)
      const heard = await bench.event('mention')
      expect(heard).toMatchObject({
        text: 'drop Q3, ask about tools first',
        conversation: researchPlace,
        person: seat.user,
        direct: false,
      })
      expect(bench.eventsOf('message-created')).toEqual([])
    },
  },
]

export const sending: readonly ChatCheck[] = [
  {
    name: 'sends, looks up and reads the history without a connection',
    run: async (bench) => {
      const { chat, seat } = bench.setup
      await bench.disconnect()
      const since = new Date().toISOString()
      const { conversation, messages } = await bench.sent(bench.person(), [paragraph('Still here')], 'apart')
      await bench.seenText('Still here')
      const found = await chat.lookUp(bench.place(conversation), 'apart', since)
      expect(found).toEqual({ outcome: 'found', conversation, messages })
      await seat.say('Said to nobody')
      const missed = await chat.backfill(bench.place(conversation), undefined)
      expect(missed.events).toMatchObject([{ kind: 'message-created', text: 'Said to nobody' }])
      const { platform, user: person } = seat
      expect(await chat.profile({ platform, workspace: bench.workspace, person })).toBeDefined()
    },
  },
  {
    name: 'opens the direct conversation to send to a person',
    run: async (bench) => {
      const text = 'Hello, may I ask you something?'
      const sent = await bench.sent(bench.person(), [paragraph(text)], 'first-contact')
      expect(sent.messages).toHaveLength(1)
      expect(sent.conversation).toBe(bench.setup.seat.direct())
      const seen = await bench.seen(sent.messages[0] ?? '')
      expect(seen).toMatchObject({ text, direct: true, fromBot: true, ephemeral: false })
    },
  },
  {
    name: 'shows that words are on their way where the platform can, and posts nothing by it',
    run: async (bench) => {
      const { chat } = bench.setup
      const conversation = await bench.openDirect()
      const shown = await chat.send(bench.place(conversation), { kind: 'typing' }, 'typing')
      expect(shown).toEqual({ outcome: 'sent', conversation, messages: [] })
      await bench.sent(bench.place(conversation), [paragraph('Here they are')], 'words')
      await bench.seenText('Here they are')
      const typing = bench.sights.items.filter(({ kind }) => kind === 'typing')
      expect(typing).toHaveLength(chat.capabilities.showsTyping ? 1 : 0)
      expect(bench.visible().map(({ text }) => text)).toEqual(['Good morning.', 'Here they are'])
    },
  },
  {
    name: 'finds what it sent by its key, and nothing by another',
    run: async (bench) => {
      const { chat } = bench.setup
      const since = new Date().toISOString()
      const sent = await bench.sent(bench.person(), [paragraph('Found again')], 'key-of-this-one')
      const { conversation, messages } = sent
      const found = await chat.lookUp(bench.place(conversation), 'key-of-this-one', since)
      expect(found).toEqual({ outcome: 'found', conversation, messages })
      expect(await chat.lookUp(bench.person(), 'key-of-this-one', since)).toEqual(found)
      const other = await chat.lookUp(bench.place(conversation), 'never-used', since)
      expect(other).toEqual({ outcome: 'absent' })
    },
  },
  {
    name: 'shows a message with the same key once, where the platform dedupes',
    run: async (bench) => {
      if (!bench.setup.chat.capabilities.dedupesSends) return
      const first = await bench.sent(bench.person(), [paragraph('Only once')], 'same-key')
      const second = await bench.sent(bench.person(), [paragraph('Only once')], 'same-key')
      expect(second).toEqual(first)
      await bench.sent(bench.person(), [paragraph('After that')], 'another-key')
      await bench.seenText('After that')
      expect(bench.visible().map(({ text }) => text)).toEqual(['Only once', 'After that'])
    },
  },
  {
    name: 'posts once although the answer to the call was lost',
    run: async (bench) => {
      const { chat, faults } = bench.setup
      await bench.openDirect()
      const since = new Date().toISOString()
      faults.loseNextAnswer()
      const lost = await bench.say(bench.person(), [paragraph('Was it posted?')], 'lost-answer')
      expect(lost.outcome).toBe('ambiguous')
      const seen = await bench.seenText('Was it posted?')
      const found = await chat.lookUp(bench.person(), 'lost-answer', since)
      expect(found).toMatchObject({ outcome: 'found', messages: [seen.message] })
      expect(bench.visible().filter(({ text }) => text === 'Was it posted?')).toHaveLength(1)
    },
  },
  {
    name: 'tells when to send again after a rate limit, and has not posted',
    run: async (bench) => {
      await bench.openDirect()
      bench.setup.faults.limitNextPost()
      const limited = await bench.say(bench.person(), [paragraph('Too fast')], 'limited')
      expect(limited).toMatchObject({ outcome: 'retry', afterMs: expect.any(Number) })
      expect(bench.visible().map(({ text }) => text)).toEqual(['Good morning.'])
    },
  },
  {
    name: 'gives a send up within the time it names when the platform does not answer',
    run: async (bench) => {
      const { chat, faults } = bench.setup
      const target = bench.place(await bench.openDirect())
      const blocks = [paragraph('Is anybody there?')]
      faults.hangNextPost()
      const { result, ms } = await inOwnTime(() => bench.say(target, blocks, 'hanging'))
      expect(result.outcome).toBe('ambiguous')
      expect(ms).toBeLessThan(chat.sendWithinMs(target, { kind: 'say', blocks }))
    },
  },
  {
    name: 'splits a long text in order and completely',
    run: async (bench) => {
      const sentence = (i: number) => `Sentence ${i} says that the _garden_ grows *well* in year ${i}. 🌱👩‍🌾`
      const paragraphs = Array.from({ length: 20 }, (_, p) =>
        Array.from({ length: 5 }, (_, s) => sentence(p * 5 + s)).join(' '),
      )
      const sent = await bench.sent(bench.person(), paragraphs.map(paragraph), 'long')
      const seen = await Promise.all(sent.messages.map((message) => bench.seen(message)))
      const texts = seen.map(({ text }) => text)
      expect(withoutSpace(texts.join(''))).toBe(withoutSpace(paragraphs.join('')))
      const inOrder = bench.visible().map(({ message }) => message)
      expect(inOrder).toEqual(sent.messages)
    },
  },
  {
    name: 'adds to what stands of a long text, and posts none of it again',
    run: async (bench) => {
      const sentence = (index: number) =>
        `Sentence ${index} of a hundred and fifty-four is of the garden then, too. `
      const long = Array.from({ length: 11 }, (_, at) =>
        paragraph(Array.from({ length: 14 }, (_each, index) => sentence(at * 14 + index)).join('')),
      )
      // As if another process had posted the first part.
      const stands = ['1700000000.000100']
      const rest = await bench.setup.chat.send(bench.person(), { kind: 'say', blocks: long }, 'k', stands)
      if (rest.outcome !== 'sent') throw new Error(JSON.stringify(rest))
      expect(rest.messages.slice(0, 1)).toEqual(stands)
      await bench.seenText(sentence(153).trim())
      expect(bench.visible().map(({ message }) => message)).toEqual(rest.messages.slice(1))
      expect(bench.visible().some(({ text }) => text.includes(sentence(0).trim()))).toBe(false)
    },
  },
  {
    name: 'shows markup and mentions as they are',
    run: async (bench) => {
      const text = [
        'Is *this* _fine_, ~or~ `not`? **Bold** __under__ ||hidden||',
        '# no heading',
        '- no list',
        '> no quote',
        '1. no number',
        `<@${bench.setup.witness.user}> <!channel> <!here> @everyone @here <#C123|x> \\ back\\*slash`,
        '& < > &amp; <https://garden.example/a_b_c|click> [label](https://garden.example/x_y_z) :smile:',
      ].join('\n')
      const sent = await bench.sent(bench.person(), [paragraph(text)], 'literal')
      const seen = await bench.seen(sent.messages[0] ?? '')
      expect(seen.text.replaceAll(/[\u200b\u2060]/g, '')).toBe(text)
      expect(seen.pings ?? []).toEqual([])
    },
  },
  {
    name: 'shows every kind of block',
    run: async (bench) => {
      const blocks: Block[] = [
        { kind: 'heading', text: 'What we learned' },
        { kind: 'list', items: ['Water early', 'Mulch'] },
        { kind: 'quote', text: 'I talk to them.', by: 'P-07' },
        { kind: 'divider' },
        paragraph('That was it.'),
      ]
      const sent = await bench.sent(bench.place(), blocks, 'blocks')
      const { text } = await bench.seen(sent.messages[0] ?? '')
      const wanted = ['What we learned', 'Water early', 'Mulch', 'I talk to them.', 'P-07', 'That was it.']
      const places = wanted.map((part) => text.indexOf(part))
      expect(places).toEqual([...places].sort((a, b) => a - b))
      expect(places).not.toContain(-1)
    },
  },
  {
    name: 'takes controls away by an edit, and may edit twice',
    run: async (bench) => {
      const blocks: Block[] = [
        paragraph('Shall we begin?'),
        { kind: 'choices', label: 'Begin', choices: [{ action: 'begin:1', label: 'Yes' }] },
      ]
      const sent = await bench.sent(bench.person(), blocks, 'to-edit')
      const ref = { ...bench.place(sent.conversation), message: sent.messages[0] ?? '' }
      const intent = { kind: 'edit', message: ref, blocks: [paragraph('You said yes.')] } as const
      const edited = await bench.setup.chat.send(bench.place(sent.conversation), intent, 'edit')
      expect(edited).toMatchObject({ outcome: 'sent', messages: sent.messages })
      const seen = await bench.seen(ref.message, 'edited')
      expect(seen).toMatchObject({ text: 'You said yes.', controls: [] })
      const again = await bench.setup.chat.send(bench.place(sent.conversation), intent, 'edit')
      expect(again.outcome).toBe('sent')
    },
  },
  {
    name: "takes a person's page where there are pages and refuses it elsewhere, and posts nothing for it",
    run: async (bench) => {
      const { chat } = bench.setup
      await bench.openDirect()
      const page = { kind: 'home', blocks: [paragraph('A page of your own.')] } as const
      expect(await chat.send(bench.person(), page, 'page')).toMatchObject(
        chat.capabilities.home ? { outcome: 'sent', messages: [] } : { outcome: 'rejected' },
      )
      await bench.sent(bench.person(), [paragraph('A message.')], 'after-the-page')
      await bench.seenText('A message.')
      expect(bench.visible().map(({ text }) => text)).not.toContain('A page of your own.')
    },
  },
  {
    name: 'sends a picture with its description',
    run: async (bench) => {
      const file = { name: 'themes.png', mediaType: 'image/png', bytes: picture, alt: 'Three themes as bars' }
      const sent = await bench.sent(bench.place(), [paragraph('The themes:')], 'picture', { files: [file] })
      const fits = (sight: import('../../sim/seat.ts').Sight) =>
        sight.kind === 'message' && sight.files.some(({ name }) => name === 'themes.png')
      const seen = await bench.sights.one('the picture', fits)
      expect(seen).toMatchObject({
        files: [{ name: 'themes.png', mediaType: 'image/png', alt: 'Three themes as bars' }],
      })
      expect(sent.messages.length).toBeGreaterThan(0)
      await bench.seenText('The themes:')
    },
  },
]
