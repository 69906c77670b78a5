import { expect } from 'vitest'
import type { Answer, Block } from '../../src/core/ports/chat.ts'
import type { FormSpec } from '../../src/core/ports/form.ts'
import { type ChatBench, controlOf, isMessage } from './chat-bench.ts'
import type { ChatCheck } from './chat-checks.ts'

const paragraph = (text: string): Block => ({ kind: 'paragraph', text })
const options = (...labels: string[]) => labels.map((label) => ({ value: label.toLowerCase(), label }))

const form: FormSpec = {
  id: 'study:new',
  title: 'A new study',
  submit: 'Create',
  intro: 'All of it can be changed later.',
  fields: [
    {
      kind: 'text',
      id: 'goal',
      label: 'Goal',
      hint: 'In a sentence',
      long: true,
      required: true,
      maxLength: 500,
    },
    {
      kind: 'one-of',
      id: 'length',
      label: 'Length',
      required: true,
      options: options('Short', 'Middle', 'Long'),
    },
    {
      kind: 'some-of',
      id: 'days',
      label: 'Days',
      required: false,
      options: options('Monday', 'Tuesday', 'Friday'),
    },
    { kind: 'select', id: 'zone', label: 'Zone', required: true, options: options('Berlin', 'Lima') },
    { kind: 'file', id: 'plan', label: 'Plan', required: false },
  ],
}

async function command(bench: ChatBench, text: string, name = bench.setup.commands.study) {
  await bench.setup.seat.command(bench.setup.researchPlace, name, text)
  return bench.event('command')
}

async function answered(bench: ChatBench, reply: { token: string; expiresAt: string }, answer: Answer) {
  expect(await bench.setup.chat.answer(reply, answer)).toBe('answered')
}

/** Long enough that whatever the platform says to an unanswered gesture would have been said. */
function complaints(bench: ChatBench): string[] {
  return bench.sights.items.flatMap((sight) => (sight.kind === 'complaint' ? [sight.text] : []))
}

export const gestures: readonly ChatCheck[] = [
  {
    name: 'hands on a press with its action',
    run: async (bench) => {
      const { seen, event } = await bench.pressed({
        action: 'consent:yes',
        label: 'I take part',
        style: 'primary',
      })
      expect(event).toMatchObject({
        action: 'consent:yes',
        values: [],
        message: seen.message,
        conversation: seen.conversation,
        person: bench.setup.seat.user,
        direct: true,
      })
      expect(Date.parse(event.reply.expiresAt)).toBeGreaterThan(Date.now())
      expect(complaints(bench)).toEqual([])
    },
  },
  {
    name: 'hands on what was chosen from a drop-down',
    run: async (bench) => {
      const select = {
        kind: 'select',
        action: 'zone:pick',
        label: 'Your zone',
        options: options('Berlin', 'Lima'),
      } as const
      const sent = await bench.sent(bench.person(), [paragraph('Where are you?'), select], 'select')
      const seen = await bench.seen(sent.messages.at(-1) ?? '')
      const control = seen.controls[0]
      expect(control).toMatchObject({ kind: 'select', options: select.options })
      await bench.setup.seat.choose(seen, control?.id ?? '', ['lima'])
      expect(await bench.event('button')).toMatchObject({ action: 'zone:pick', values: ['lima'] })
    },
  },
  {
    name: 'shows up to twenty buttons',
    run: async (bench) => {
      const choices = Array.from({ length: 20 }, (_, i) => ({ action: `pick:${i}`, label: `Choice ${i}` }))
      const sent = await bench.sent(
        bench.person(),
        [paragraph('Which?'), { kind: 'choices', label: 'Which', choices }],
        'twenty',
      )
      const seen = await bench.seen(sent.messages.at(-1) ?? '')
      expect(seen.controls.map(({ label }) => label)).toEqual(choices.map(({ label }) => label))
      await bench.setup.seat.press(seen, controlOf(seen, 'Choice 19').id)
      expect(await bench.event('button')).toMatchObject({ action: 'pick:19' })
    },
  },
  {
    name: 'hands on a command with what follows it',
    run: async (bench) => {
      const event = await command(bench, 'report since last Monday')
      expect(event).toMatchObject({
        command: 'study',
        text: 'report since last Monday',
        conversation: bench.setup.researchPlace,
        person: bench.setup.seat.user,
        direct: false,
      })
    },
  },
  {
    name: 'hands on a command given in the direct conversation',
    run: async (bench) => {
      const direct = await bench.openDirect()
      await bench.setup.seat.command(direct, bench.setup.commands.interview, 'skip')
      const event = await bench.event('command')
      expect(event).toMatchObject({ command: 'interview', text: 'skip', conversation: direct, direct: true })
    },
  },
  {
    name: 'opens the form a command asks for and hands on what was filled in',
    run: async (bench) => {
      bench.formFor = (gesture) =>
        gesture.kind === 'command' && gesture.text.startsWith('new') ? form : undefined
      await bench.setup.seat.command(bench.setup.researchPlace, bench.setup.commands.study, 'new')
      const seen = await bench.form()
      expect(seen.title).toBe(form.title)
      expect(seen.fields.map(({ label }) => label)).toEqual(form.fields.map(({ label }) => label))
      const id = (label: string) => seen.fields.find((field) => field.label === label)?.id ?? label
      await bench.setup.seat.submit(
        seen,
        {
          [id('Goal')]: ['How do people water?\nAnd when?'],
          [id('Length')]: ['middle'],
          [id('Days')]: ['monday', 'friday'],
          [id('Zone')]: ['lima'],
        },
        { [id('Plan')]: { name: 'plan.yaml', text: 'title: Wässern\n' } },
      )
      const sent = await bench.event('form')
      expect(sent).toMatchObject({ form: 'study:new', person: bench.setup.seat.user })
      expect(sent.values).toMatchObject({
        goal: ['How do people water?\nAnd when?'],
        length: ['middle'],
        days: ['monday', 'friday'],
        zone: ['lima'],
      })
      expect(sent.files).toEqual([{ field: 'plan', name: 'plan.yaml', text: 'title: Wässern\n' }])
      await answered(bench, sent.reply, { kind: 'private', blocks: [paragraph('Your study is drafted.')] })
      expect(await bench.seenText('Your study is drafted.')).toMatchObject({ ephemeral: true })
      expect(complaints(bench)).toEqual([])
    },
  },
  {
    name: 'opens the form a press asks for',
    run: async (bench) => {
      bench.formFor = (gesture) =>
        gesture.kind === 'button' && gesture.action === 'more:1'
          ? { ...form, id: 'more', fields: form.fields.slice(0, 1) }
          : undefined
      await bench.pressed({ action: 'more:1', label: 'Say more' })
      const seen = await bench.form()
      await bench.setup.seat.submit(seen, { [seen.fields[0]?.id ?? '']: ['More of it'] })
      expect(await bench.event('form')).toMatchObject({
        form: 'more',
        values: { goal: ['More of it'] },
        files: [],
      })
    },
  },
  {
    name: 'answers a command so that only the caller sees it',
    run: async (bench) => {
      const { reply } = await command(bench, 'status')
      const long = Array.from({ length: 60 }, (_, i) => `Line ${i} of a long status that only one may see.`)
      await answered(bench, reply, {
        kind: 'private',
        blocks: [paragraph('Only for you.'), ...long.map(paragraph)],
      })
      const seen = await bench.seenText('Only for you.')
      expect(seen.ephemeral).toBe(true)
      await bench.seenText('Line 59 of a long status')
      await bench.sent(bench.place(), [paragraph('For everyone.')], 'for-everyone')
      const fits = (sight: import('../../sim/seat.ts').Sight) =>
        isMessage(sight) && sight.text === 'For everyone.'
      await bench.witnessed.one('the message for everyone', fits)
      expect(bench.visible(bench.witnessed).map(({ text }) => text)).toEqual(['For everyone.'])
      expect(complaints(bench)).toEqual([])
    },
  },
  {
    name: 'replaces the message whose button was pressed, in a direct conversation and in a channel',
    run: async (bench) => {
      for (const target of [bench.person(), bench.place()]) {
        const action = `done:${target.to}`
        const { seen, event } = await bench.pressed({ action, label: 'Done' }, target)
        await answered(bench, event.reply, { kind: 'replace', blocks: [paragraph('Thank you!')] })
        const replaced = await bench.seen(seen.message, 'edited')
        expect(replaced).toMatchObject({ text: 'Thank you!', controls: [], conversation: seen.conversation })
      }
      expect(complaints(bench)).toEqual([])
    },
  },
  {
    name: 'answers a press in a channel privately, and ends the waiting sign when there is nothing to say',
    run: async (bench) => {
      const first = await bench.pressed({ action: 'join:1', label: 'Take part' }, bench.place())
      await answered(bench, first.event.reply, {
        kind: 'private',
        blocks: [paragraph('Look at your messages.')],
      })
      expect(await bench.seenText('Look at your messages.')).toMatchObject({ ephemeral: true })
      const second = await bench.pressed({ action: 'join:2', label: 'Take part too' }, bench.place())
      await answered(bench, second.event.reply, { kind: 'none' })
      expect(bench.visible(bench.witnessed).some(({ text }) => text === 'Look at your messages.')).toBe(false)
    },
  },
  {
    name: 'tells the person when a command could not be stored',
    run: async (bench) => {
      bench.refuses = (event) => event.kind === 'command'
      await bench.setup.seat.command(bench.setup.researchPlace, bench.setup.commands.study, 'status')
      const told = await bench.sights.one(
        'an apology or complaint',
        (sight) => sight.kind === 'complaint' || (isMessage(sight) && sight.ephemeral),
        8000,
      )
      expect(told).toBeDefined()
      expect(bench.eventsOf('command')).toEqual([])
    },
  },
  {
    name: 'says that a handle has expired',
    run: async (bench) => {
      const { reply } = await command(bench, 'status')
      const past = { ...reply, expiresAt: new Date(Date.now() - 1000).toISOString() }
      expect(await bench.setup.chat.answer(past, { kind: 'none' })).toBe('expired')
    },
  },
]
