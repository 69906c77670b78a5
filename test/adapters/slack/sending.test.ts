import { afterEach, describe, expect, it } from 'vitest'
import type { Block, Intent, Target } from '../../../src/core/ports/chat.ts'
import { type Stage, type StageOptions, setStage, watch } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const say = (...blocks: Block[]): Intent => ({ kind: 'say', blocks })
const paragraph = (text: string): Block => ({ kind: 'paragraph', text })

async function withPerson(options: StageOptions = {}) {
  stage = await setStage(options)
  const { slack } = stage
  const person = slack.addPerson({ name: 'Ada Quill' })
  const seat = slack.seat(person)
  const channel = slack.addChannel({ name: 'research', members: [person, slack.botUser] })
  const to: Target = { to: 'person', platform: 'slack', workspace: slack.workspace, person }
  const toChannel: Target = {
    to: 'conversation',
    platform: 'slack',
    workspace: slack.workspace,
    conversation: channel,
  }
  return { ...stage, person, seat, eyes: watch(seat), to, toChannel, channel }
}

describe('saying something', () => {
  it('opens a person’s direct conversation and shows what was meant', async () => {
    const { chat, to, eyes, seat } = await withPerson()
    const sent = await chat.send(
      to,
      say(
        { kind: 'heading', text: 'An interview' },
        paragraph('Two lines\nof text, see https://example.org/a?b=1&c=2.'),
        { kind: 'list', items: ['one', 'two & three'] },
        { kind: 'quote', text: 'a <quote>', by: 'P3' },
        { kind: 'divider' },
        { kind: 'choices', label: 'Take part?', choices: [{ action: 'consent:yes', label: 'Yes' }] },
        {
          kind: 'select',
          action: 'survey:occupation',
          label: 'Occupation',
          options: [
            { value: 'a', label: 'Nurse' },
            { value: 'b', label: 'Baker' },
          ],
        },
      ),
      'k1',
    )
    const seen = await eyes.see('message')
    expect(sent).toEqual({ outcome: 'sent', conversation: seat.direct(), messages: [seen.message] })
    expect(seen).toMatchObject({ direct: true, fromBot: true, ephemeral: false })
    expect(seen.text).toBe(
      [
        'An interview',
        'Two lines',
        'of text, see https://example.org/a?b=1&c=2.',
        '• one',
        '• two & three',
        'a <quote>',
        '— P3',
        'Occupation',
      ].join('\n'),
    )
    expect(seen.controls).toMatchObject([
      { id: 'consent:yes', kind: 'button', label: 'Yes' },
      {
        id: 'survey:occupation',
        kind: 'select',
        label: 'Occupation',
        options: [{ value: 'a' }, { value: 'b' }],
      },
    ])
  })

  it('shows markup and mentions as the characters they are', async () => {
    const { chat, to, eyes, person } = await withPerson()
    const words = `*bold* _it_ ~no~ \`code\` <!channel> <@${person}> @here &amp; <https://evil.test|click>`
    await chat.send(to, say(paragraph(words), { kind: 'quote', text: words }), 'k1')
    const seen = await eyes.see('message')
    expect(seen.text).toBe(`${words}\n${words}`)
  })

  it('splits what is too long for one message, in order and losing nothing', async () => {
    const { chat, to, eyes } = await withPerson()
    const sentences = Array.from({ length: 900 }, (_each, index) => `Sentence number ${index} 😀.`)
    const sent = await chat.send(to, say(paragraph(sentences.join(' '))), 'k1')
    if (sent.outcome !== 'sent') throw new Error(JSON.stringify(sent))
    expect(sent.messages.length).toBe(3)
    const shown = eyes.sights.flatMap((sight) => (sight.kind === 'message' ? sight.text.split('\n') : []))
    expect(shown.join(' ')).toBe(sentences.join(' '))
  })

  it('replaces a message and takes its controls away', async () => {
    const { chat, to, eyes, slack } = await withPerson()
    const choices: Block = { kind: 'choices', label: '', choices: [{ action: 'go', label: 'Go' }] }
    const sent = await chat.send(to, say(paragraph('Ready?'), choices), 'k1')
    if (sent.outcome !== 'sent') throw new Error(sent.outcome)
    const message = {
      platform: 'slack',
      workspace: slack.workspace,
      conversation: sent.conversation,
      message: sent.messages[0] ?? '',
    } as const
    slack.faults.nextCall('chat.update', 'reset-after')
    const intent: Intent = { kind: 'edit', message, blocks: [paragraph('Started.')] }
    expect(await chat.send(to, intent, 'k2')).toMatchObject({ outcome: 'retry' })
    expect(await chat.send(to, intent, 'k2')).toMatchObject({ outcome: 'sent', messages: [message.message] })
    expect(await eyes.see('edited')).toMatchObject({ text: 'Started.', controls: [] })
  })

  it('shows files with their descriptions after the text', async () => {
    const { chat, toChannel, eyes } = await withPerson()
    const bytes = new TextEncoder().encode('<svg/>')
    const files = [{ name: 'themes.png', mediaType: 'image/png', bytes, alt: 'Radar chart: joy 4 of 10' }]
    const intent: Intent = { kind: 'say', blocks: [paragraph('Today')], files }
    const text = await chat.send(toChannel, intent, 'k1')
    expect(text).toMatchObject({ outcome: 'retry', stands: { length: 1 } })
    expect(await chat.send(toChannel, intent, 'k1')).toMatchObject({ outcome: 'sent' })
    const seen = await eyes.see('message', (each) => each.files.length > 0)
    expect(seen.files).toEqual([
      { name: 'themes.png', mediaType: 'image/png', alt: 'Radar chart: joy 4 of 10' },
    ])
    expect(eyes.sights[0]).toMatchObject({ text: 'Today' })
  })
})

describe('an uncertain send', () => {
  const since = () => new Date(Date.now() - 1_000).toISOString()

  it.each(['reset-after', 'http-500-after'] as const)('that reached Slack (%s) is found', async (fault) => {
    const { chat, to, eyes, slack } = await withPerson()
    slack.faults.nextCall('chat.postMessage', fault)
    const started = since()
    expect(await chat.send(to, say(paragraph('Once')), 'k1')).toMatchObject({ outcome: 'ambiguous' })
    const seen = await eyes.see('message')
    expect(await chat.lookUp(to, 'k1', started)).toEqual({
      outcome: 'found',
      conversation: seen.conversation,
      messages: [seen.message],
    })
    expect(await chat.lookUp(to, 'other', started)).toEqual({ outcome: 'absent' })
  })

  it('that did not reach Slack is not found', async () => {
    const { chat, to, eyes, slack } = await withPerson()
    slack.faults.nextCall('chat.postMessage', 'reset-before')
    const started = since()
    expect(await chat.send(to, say(paragraph('Once')), 'k1')).toMatchObject({ outcome: 'ambiguous' })
    expect(await chat.lookUp(to, 'k1', started)).toEqual({ outcome: 'absent' })
    expect(await chat.send(to, say(paragraph('Once')), 'k1')).toMatchObject({ outcome: 'sent' })
    expect(eyes.sights).toHaveLength(1)
  })

  it('of several parts goes on where it broke off, after a look-up by another process too', async () => {
    const { chat, to, eyes, slack } = await withPerson()
    const parts = [paragraph('a'.repeat(2_900)), paragraph('b'.repeat(2_900)), paragraph('c'.repeat(2_900))]
    const intent = say(...parts, ...parts)
    const started = since()
    slack.faults.nextCall('chat.postMessage', 'error:ratelimited')
    expect(await chat.send(to, intent, 'k0')).toMatchObject({ outcome: 'retry', afterMs: 1_000 })
    const first = await chat.send(to, say(paragraph('unrelated')), 'k1')
    expect(first.outcome).toBe('sent')
    slack.faults.nextCall('chat.postMessage', 'reset-after')
    expect((await chat.send(to, intent, 'k2')).outcome).toBe('ambiguous')
    expect(await chat.lookUp(to, 'k2', started)).toEqual({ outcome: 'absent' })
    const sent = await chat.send(to, intent, 'k2')
    if (sent.outcome !== 'sent') throw new Error(JSON.stringify(sent))
    expect(sent.messages).toHaveLength(2)
    const shown = eyes.sights.map((sight) => (sight.kind === 'message' ? sight.text.length : 0))
    expect(shown).toEqual(['unrelated'.length, 3 * 2_900 + 2, 3 * 2_900 + 2])
  })

  it('of files shares only what is missing', async () => {
    const { chat, to, eyes, slack } = await withPerson()
    const bytes = new TextEncoder().encode('a,b')
    const files = [{ name: 'codes.csv', mediaType: 'text/csv', bytes, alt: '' }]
    const intent: Intent = { kind: 'say', blocks: [paragraph('Export')], files }
    const started = since()
    slack.faults.nextCall('files.completeUploadExternal', 'reset-before')
    expect((await chat.send(to, intent, 'k1')).outcome).toBe('ambiguous')
    expect(await chat.lookUp(to, 'k1', started)).toEqual({ outcome: 'absent' })
    expect((await chat.send(to, intent, 'k1')).outcome).toBe('sent')
    expect((await chat.lookUp(to, 'k1', started)).outcome).toBe('found')
    expect(eyes.sights.map((sight) => (sight.kind === 'message' ? sight.files.length : -1))).toEqual([0, 1])
  })

  it('in a channel is never told of: the bot reads no channel', async () => {
    const { chat, toChannel } = await withPerson()
    expect(await chat.lookUp(toChannel, 'k1', since())).toEqual({
      outcome: 'untold',
      reason: 'missing_scope',
    })
  })
})

describe('a text of several parts', () => {
  const letters = ['a', 'b', 'c'] as const
  const long = say(
    ...letters.flatMap((each) => Array.from({ length: 3 }, () => paragraph(each.repeat(2_900)))),
  )
  const shown = (eyes: ReturnType<typeof watch>) =>
    eyes.sights.map((sight) => (sight.kind === 'message' ? sight.text.charAt(0) : sight.kind))

  it('goes on where a limit broke it off, in another process as well', async () => {
    const rates = { messageBurst: 3, messagesPerSecond: 0.01 }
    const { chat, another, to, eyes, slack } = await withPerson({ standIn: { rates } })
    await chat.send(to, say(paragraph('unrelated')), 'k0')
    const first = await chat.send(to, long, 'k1')
    if (first.outcome !== 'retry') throw new Error(JSON.stringify(first))
    expect(first).toMatchObject({ reason: 'ratelimited', stands: { length: 2 } })
    slack.limit({ messageBurst: 100, messagesPerSecond: 1_000 })
    const rest = await another().send(to, long, 'k1', first.stands)
    expect(rest).toMatchObject({ outcome: 'sent', messages: [...(first.stands ?? []), expect.any(String)] })
    expect(shown(eyes)).toEqual(['u', 'a', 'b', 'c'])
  })

  it('goes into a channel one part a call, so that only one is ever in doubt', async () => {
    const { chat, another, toChannel, eyes, slack } = await withPerson()
    const first = await chat.send(toChannel, long, 'k1')
    if (first.outcome !== 'retry') throw new Error(JSON.stringify(first))
    expect(first).toMatchObject({ afterMs: 1_000, stands: { length: 1 } })
    slack.faults.nextCall('chat.postMessage', 'reset-after')
    const second = await another().send(toChannel, long, 'k1', first.stands)
    expect(second).toMatchObject({ outcome: 'ambiguous', stands: first.stands })
    const unconfirmed = [...(first.stands ?? []), '']
    const rest = await another().send(toChannel, long, 'k1', unconfirmed)
    expect(rest).toMatchObject({ outcome: 'sent', messages: [first.stands?.[0], expect.any(String)] })
    expect(shown(eyes)).toEqual(['a', 'b', 'c'])
  })

  it('and files shows the files once, whichever process shares them', async () => {
    const { chat, another, toChannel, eyes } = await withPerson()
    const bytes = new TextEncoder().encode('a,b')
    const files = [{ name: 'codes.csv', mediaType: 'text/csv', bytes, alt: '' }]
    const intent: Intent = { kind: 'say', blocks: [paragraph('Export')], files }
    const first = await chat.send(toChannel, intent, 'k1')
    if (first.outcome !== 'retry') throw new Error(JSON.stringify(first))
    expect(await another().send(toChannel, intent, 'k1', first.stands)).toMatchObject({ outcome: 'sent' })
    expect(eyes.sights.map((sight) => (sight.kind === 'message' ? sight.files.length : -1))).toEqual([0, 1])
    expect(await another().send(toChannel, intent, 'k1', [...(first.stands ?? []), ''])).toMatchObject({
      outcome: 'sent',
    })
    expect(eyes.sights).toHaveLength(2)
  })
})

describe('a thread of a direct conversation', () => {
  it('is written in and looked up, and the conversation itself where the thread is gone', async () => {
    const { chat, to, eyes, seat, slack } = await withPerson()
    await chat.send(to, say(paragraph('Which one?')), 'k0')
    const asked = await eyes.see('message')
    await seat.say('The small one', asked.conversation, [], asked.message)
    const inThread = (thread: string): Target => ({
      to: 'conversation',
      platform: 'slack',
      workspace: slack.workspace,
      conversation: asked.conversation,
      thread,
    })
    const since = new Date(Date.now() - 1_000).toISOString()
    slack.faults.nextCall('chat.postMessage', 'reset-after')
    expect(await chat.send(inThread(asked.message), say(paragraph('Why?')), 'k1')).toMatchObject({
      outcome: 'ambiguous',
    })
    const why = await eyes.see('message', ({ text }) => text === 'Why?')
    expect(why.thread).toBe(asked.message)
    expect(await chat.lookUp(inThread(asked.message), 'k1', since)).toMatchObject({
      outcome: 'found',
      messages: [why.message],
    })
    expect(await chat.lookUp(to, 'k1', since)).toEqual({ outcome: 'absent' })

    const gone = inThread('1700000000.000100')
    expect(await chat.send(gone, say(paragraph('Since when?')), 'k2')).toMatchObject({ outcome: 'sent' })
    const outside = await eyes.see('message', ({ text }) => text === 'Since when?')
    expect(outside.thread).toBeUndefined()
    expect(await chat.lookUp(gone, 'k2', since)).toMatchObject({ messages: [outside.message] })
  })
})

describe('a refused send', () => {
  it('shows the same words as plain text, controls by their labels', async () => {
    const { chat, to, eyes, person } = await withPerson()
    const blocks: Block[] = [
      paragraph(`*Fine* for <@${person}> & <!channel>?`),
      { kind: 'choices', label: 'Decide', choices: [{ action: 'yes', label: 'Yes' }] },
    ]
    await chat.send(to, { kind: 'say', blocks, plain: true }, 'k1')
    const seen = await eyes.see('message')
    expect(seen).toMatchObject({
      controls: [],
      text: `*Fine* for <@${person}> & <!channel>?\n\n[Decide Yes]`,
    })
  })

  it('waits as long as Slack asks', async () => {
    const { chat, to, slack } = await withPerson({ standIn: { rates: { messageBurst: 2 } } })
    await chat.send(to, say(paragraph('1')), 'k1')
    await chat.send(to, say(paragraph('2')), 'k2')
    expect(await chat.send(to, say(paragraph('3')), 'k3')).toEqual({
      outcome: 'retry',
      afterMs: 1_000,
      reason: 'ratelimited',
    })
    expect(slack.sockets).toBeGreaterThan(0)
  })

  it('names a person who was deactivated, who is unknown, or who is a bot', async () => {
    const { chat, to, slack, person } = await withPerson()
    slack.changePerson(person, { deactivated: true })
    const hello = say(paragraph('Hello'))
    expect(await chat.send(to, hello, 'k1')).toEqual({ outcome: 'unreachable', reason: 'deactivated' })
    const nobody = { ...to, person: 'U000' } as Target
    expect(await chat.send(nobody, hello, 'k2')).toEqual({ outcome: 'unreachable', reason: 'not-found' })
  })

  it('names a place that is gone', async () => {
    const { chat, toChannel, channel, slack } = await withPerson()
    slack.archive(channel)
    expect(await chat.send(toChannel, say(paragraph('x')), 'k1')).toEqual({
      outcome: 'unreachable',
      reason: 'place-gone',
    })
  })

  it('names a Messages tab that is switched off', async () => {
    const { chat, to } = await withPerson({ standIn: { messagesTab: 'off' } })
    expect(await chat.send(to, say(paragraph('x')), 'k1')).toEqual({
      outcome: 'unreachable',
      reason: 'app-disabled',
    })
  })

  it('tells a broken installation from a bad message', async () => {
    const { chat, to, slack } = await withPerson()
    slack.faults.nextCall('chat.postMessage', 'error:token_revoked')
    expect(await chat.send(to, say(paragraph('x')), 'k1')).toEqual({
      outcome: 'workspace-broken',
      reason: 'token_revoked',
    })
    const many = Array.from({ length: 101 }, (_each, index) => ({ value: `${index}`, label: `${index}` }))
    const select: Block = { kind: 'select', action: 's', label: 'S', options: many }
    expect(await chat.send(to, say(select), 'k2')).toEqual({ outcome: 'rejected', reason: 'invalid_blocks' })
  })
})
