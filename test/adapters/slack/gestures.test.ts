import { afterEach, describe, expect, it } from 'vitest'
import type { Block, Target } from '../../../src/core/ports/chat.ts'
import type { FormChooser, FormSpec } from '../../../src/core/ports/form.ts'
import { type Stage, type StageOptions, setStage, watch } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const form: FormSpec = {
  id: 'study-new',
  title: 'New study',
  submit: 'Create',
  intro: 'A few words are enough.',
  fields: [
    { kind: 'text', id: 'goal', label: 'Goal', long: true, required: true, maxLength: 3_000 },
    {
      kind: 'one-of',
      id: 'minutes',
      label: 'Minutes',
      required: true,
      options: [
        { value: '10', label: '10' },
        { value: '15', label: '15' },
      ],
      chosen: ['10'],
    },
    {
      kind: 'some-of',
      id: 'langs',
      label: 'Languages',
      required: false,
      options: [
        { value: 'en', label: 'English' },
        { value: 'de', label: 'Deutsch' },
      ],
    },
    { kind: 'select', id: 'zone', label: 'Zone', required: false, options: [{ value: 'z', label: 'Z' }] },
    { kind: 'file', id: 'plan', label: 'Plan', required: false },
  ],
}

const chooser: FormChooser = (gesture) => {
  if (gesture.kind === 'command') return gesture.text.startsWith('new') ? form : undefined
  return gesture.action === 'change' ? form : undefined
}

async function withPerson(options: StageOptions = {}) {
  stage = await setStage({ formFor: chooser, ...options })
  const { slack } = stage
  const person = slack.addPerson({ name: 'Ada Quill', locale: 'de-DE' })
  const seat = slack.seat(person)
  const channel = slack.addChannel({ name: 'research', members: [person, slack.botUser] })
  const to: Target = { to: 'person', platform: 'slack', workspace: slack.workspace, person }
  return { ...stage, person, seat, eyes: watch(seat), to, channel }
}

const paragraph = (text: string): Block => ({ kind: 'paragraph', text })

describe('a command', () => {
  it('arrives with the people and places it names, and is answered to its sender alone', async () => {
    const { chat, seat, slack, person, channel, event, eyes } = await withPerson()
    const other = slack.addPerson({ name: 'Grace' })
    const others = watch(slack.seat(other))
    await seat.command(channel, '/study', `launch in #research for @Grace & co`)
    const command = await event('command')
    expect(command).toMatchObject({
      command: 'study',
      text: `launch in <#${channel}> for <@${other}> & co`,
      conversation: channel,
      direct: false,
      person,
      locale: 'de-DE',
    })
    expect(
      await chat.answer(command.reply, { kind: 'private', blocks: [paragraph('Launched & done')] }),
    ).toBe('answered')
    expect(await eyes.see('message')).toMatchObject({ text: 'Launched & done', ephemeral: true })
    expect(others.sights).toEqual([])
  })

  it('opens its form at once', async () => {
    const { seat, channel, eyes, event } = await withPerson()
    await seat.command(channel, '/study', 'new')
    const seen = await eyes.see('form')
    await event('command')
    expect(seen).toMatchObject({ title: 'New study' })
    expect(seen.fields).toMatchObject([
      { id: 'goal', kind: 'text', required: true },
      { id: 'minutes', kind: 'one', options: [{ value: '10' }, { value: '15' }] },
      { id: 'langs', kind: 'some', required: false },
      { id: 'zone', kind: 'one' },
      { id: 'plan', kind: 'file' },
    ])
  })

  it('that could not be stored asks to be sent again', async () => {
    const { seat, channel, eyes, events } = await withPerson({
      onEvent: async () => {
        throw new Error('database down')
      },
    })
    await seat.command(channel, '/interview', 'stop')
    expect(await eyes.see('message')).toMatchObject({
      ephemeral: true,
      text: expect.stringMatching(/noch einmal/),
    })
    expect(events).toEqual([])
  })

  it('that could not be stored is asked for again in the language of who made it', async () => {
    const { slack } = await withPerson({
      onEvent: async () => {
        throw new Error('database down')
      },
    })
    const seat = slack.seat(slack.addPerson({ name: 'Loue Arnaud', locale: 'fr-FR' }))
    const place = slack.addChannel({ name: 'cuisine', members: [slack.botUser, seat.user] })
    const eyes = watch(seat)
    await seat.command(place, '/interview', 'stop')
    expect(await eyes.see('message')).toMatchObject({
      ephemeral: true,
      text: expect.stringMatching(/Réessayez/),
    })
  })
})

describe('a form', () => {
  it('comes back with every kind of value and the text of its file', async () => {
    const { chat, seat, channel, eyes, event, person } = await withPerson()
    await seat.command(channel, '/study', 'new')
    const seen = await eyes.see('form')
    const values = { goal: ['Why <people> stay & go'], minutes: ['15'], langs: ['en', 'de'], zone: ['z'] }
    await seat.submit(seen, values, { plan: { name: 'plan.yaml', text: 'title: Überblick' } })
    const sent = await event('form')
    expect(sent).toMatchObject({
      form: 'study-new',
      person,
      conversation: channel,
      direct: false,
      values,
      files: [{ field: 'plan', name: 'plan.yaml', text: 'title: Überblick' }],
    })
    expect(await chat.answer(sent.reply, { kind: 'private', blocks: [paragraph('Created')] })).toBe(
      'answered',
    )
    expect(await eyes.see('message')).toMatchObject({
      text: 'Created',
      ephemeral: true,
      conversation: channel,
    })
  })

  it('brings a file that is too large or no text without its text', async () => {
    const { seat, channel, eyes, event } = await withPerson()
    await seat.command(channel, '/study', 'new')
    const seen = await eyes.see('form')
    const text = 'x'.repeat(1024 * 1024 + 1)
    await seat.submit(seen, { goal: ['g'], minutes: ['10'] }, { plan: { name: 'plan.txt', text } })
    expect((await event('form')).files).toEqual([{ field: 'plan', name: 'plan.txt' }])
  })

  it('that could not be stored stays open with a complaint', async () => {
    let broken = true
    const { seat, channel, eyes, event } = await withPerson({
      onEvent: async (each) => {
        if (each.kind === 'form' && broken) throw new Error('database down')
      },
    })
    await seat.command(channel, '/study', 'new')
    const seen = await eyes.see('form')
    await seat.submit(seen, { goal: ['g'], minutes: ['10'] })
    expect(await eyes.see('complaint')).toMatchObject({ text: expect.stringMatching(/noch einmal/) })
    broken = false
    await seat.submit(seen, { goal: ['g'], minutes: ['10'] })
    await event('form')
  })
})

describe('a control', () => {
  const choices: Block = {
    kind: 'choices',
    label: 'Plan',
    choices: [
      { action: 'approve:v1', label: 'Approve', style: 'primary' },
      { action: 'change', label: 'Change' },
    ],
  }
  const select: Block = {
    kind: 'select',
    action: 'rate:satisfied',
    label: 'How satisfied?',
    options: [
      { value: '6', label: 'Six' },
      { value: '7', label: 'Seven' },
    ],
  }

  async function withMessage() {
    const scene = await withPerson()
    await scene.chat.send(scene.to, { kind: 'say', blocks: [paragraph('Plan?'), choices, select] }, 'k1')
    return { ...scene, message: await scene.eyes.see('message') }
  }

  it('pressed tells which, where and who, and its message can be replaced', async () => {
    const { chat, seat, message, event, eyes, person } = await withMessage()
    await seat.press(message, 'approve:v1')
    const button = await event('button')
    expect(button).toMatchObject({
      action: 'approve:v1',
      values: [],
      message: message.message,
      conversation: message.conversation,
      direct: true,
      person,
    })
    expect(await chat.answer(button.reply, { kind: 'replace', blocks: [paragraph('Approved.')] })).toBe(
      'answered',
    )
    expect(await eyes.see('edited')).toMatchObject({
      message: message.message,
      text: 'Approved.',
      controls: [],
    })
  })

  it('of a select tells what was chosen', async () => {
    const { seat, message, event } = await withMessage()
    await seat.choose(message, 'rate:satisfied', ['7'])
    expect(await event('button')).toMatchObject({ action: 'rate:satisfied', values: ['7'] })
  })

  it('pressed twice makes two events', async () => {
    const { seat, message, events, slack } = await withMessage()
    await Promise.all([seat.press(message, 'approve:v1'), seat.press(message, 'approve:v1')])
    await slack.quiet()
    expect(new Set(events.map((each) => each.key)).size).toBe(2)
  })

  it('may open a form, whose answer reaches the direct conversation', async () => {
    const { chat, seat, message, eyes, event } = await withMessage()
    await seat.press(message, 'change')
    const seen = await eyes.see('form')
    await seat.submit(seen, { goal: ['g'], minutes: ['10'] })
    const sent = await event('form')
    expect(sent).toMatchObject({ direct: true, conversation: message.conversation })
    expect(await chat.answer(sent.reply, { kind: 'private', blocks: [paragraph('Noted')] })).toBe('answered')
    await eyes.see('message', (each) => each.text === 'Noted')
  })

  const lost = ['reset-after', 'reset-before', 'http-500-after', 'http-500-before'] as const
  it.each(lost)(
    'is not answered in two ways where Slack did not tell whether it took the answer: %s',
    async (fault) => {
      const { chat, seat, slack, message, event, eyes } = await withMessage()
      await seat.press(message, 'approve:v1')
      const { reply } = await event('button')
      slack.faults.nextCall('response_url', fault)
      expect(await chat.answer(reply, { kind: 'private', blocks: [paragraph('Hm')] })).toBe('untold')
      expect(await chat.answer(reply, { kind: 'private', blocks: [paragraph('Next')] })).toBe('answered')
      await eyes.see('message', (each) => each.text === 'Next')
      const seen = eyes.sights.filter((each) => each.kind === 'message' && each.text === 'Hm')
      expect(seen).toHaveLength(fault.endsWith('after') ? 1 : 0)
    },
  )

  it('has its message replaced by the bot token where Slack did not tell whether it took the answer', async () => {
    const { chat, seat, slack, message, event, eyes } = await withMessage()
    await seat.press(message, 'approve:v1')
    const { reply } = await event('button')
    slack.faults.nextCall('response_url', 'reset-before')
    expect(await chat.answer(reply, { kind: 'replace', blocks: [paragraph('Approved.')] })).toBe('answered')
    await eyes.see('edited', (each) => each.text === 'Approved.')
  })

  it('is answered by a message where Slack refuses its response address', async () => {
    const { chat, seat, slack, message, event, eyes } = await withMessage()
    await seat.press(message, 'approve:v1')
    const { reply } = await event('button')
    slack.faults.nextCall('response_url', 'error:expired_url')
    expect(await chat.answer(reply, { kind: 'private', blocks: [paragraph('Hm')] })).toBe('answered')
    expect(await eyes.see('message', (each) => each.text === 'Hm')).toMatchObject({ ephemeral: false })
  })

  it('is not answered again where Slack did not tell whether it took that message', async () => {
    const { chat, seat, slack, message, event, eyes } = await withMessage()
    await seat.press(message, 'approve:v1')
    const { reply } = await event('button')
    slack.faults.nextCall('response_url', 'error:used_url')
    slack.faults.nextCall('chat.postMessage', 'reset-after')
    expect(await chat.answer(reply, { kind: 'private', blocks: [paragraph('Hm')] })).toBe('untold')
    await eyes.see('message', (each) => each.text === 'Hm')
  })

  it('is answered after its response address is used up, and not after half an hour', async () => {
    const { chat, seat, message, event, eyes, record } = await withMessage()
    await seat.press(message, 'approve:v1')
    const { reply } = await event('button')
    const answer = { kind: 'private', blocks: [paragraph('Hm')] } as const
    const answers = []
    for (let count = 0; count < 6; count += 1) answers.push(await chat.answer(reply, answer))
    expect(new Set(answers)).toEqual(new Set(['answered']))
    expect(eyes.sights.filter((each) => each.kind === 'message' && each.text === 'Hm')).toHaveLength(6)
    expect(record.filter(({ unfurls }) => unfurls)).toEqual([])
    const old = { ...reply, expiresAt: new Date(Date.now() - 1).toISOString() }
    expect(await chat.answer(old, answer)).toBe('expired')
    expect(await chat.answer({ ...reply, token: 'nonsense' }, answer)).toBe('failed')
  })
})
