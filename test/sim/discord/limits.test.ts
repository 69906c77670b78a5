import { type RawFile, Routes } from 'discord.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OpenServer, openServer, refusal } from './stage.ts'

/** What is within it must be taken, what is beyond it refused with this code of Discord's. */
type Limit<T> = readonly [limit: string, within: T, beyond: T, code: number]

const long = (length: number) => 'x'.repeat(length)
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
const button = (at = 0, more: object = {}) => ({ type: 2, style: 1, label: 'x', custom_id: `${at}`, ...more })
const row = (...components: object[]) => ({ type: 1, components })
const option = (at: number, more: object = {}) => ({ label: `${at}`, value: `${at}`, ...more })
const select = (options: object[], more: object = {}) => row({ type: 3, custom_id: 's', options, ...more })
const display = (words = 'x') => ({ type: 10, content: words })
const V2 = 1 << 15

let open: OpenServer
beforeEach(async () => {
  open = await openServer()
})
afterEach(() => open.close())

describe('the limits of a message on Discord', () => {
  const post = (body: object, files: RawFile[] = []) =>
    refusal(open.rest.post(Routes.channelMessages(open.channel), { body: { content: 'x', ...body }, files }))

  const limits: readonly Limit<object>[] = [
    ['2,000 characters', { content: long(2_000) }, { content: long(2_001) }, 50035],
    ['something in it', { content: 'x' }, { content: ' ' }, 50006],
    ['25 characters of a nonce', { nonce: long(25) }, { nonce: long(26) }, 50035],
    [
      '5 rows',
      { components: times(5, (at) => row(button(at))) },
      { components: times(6, (at) => row(button(at))) },
      50035,
    ],
    [
      '5 buttons a row',
      { components: [row(...times(5, (at) => button(at)))] },
      { components: [row(...times(6, (at) => button(at)))] },
      50035,
    ],
    [
      'one select a row',
      { components: [select([option(0)])] },
      { components: [row(...select([option(0)]).components, button())] },
      50035,
    ],
    [
      '80 characters on a button',
      { components: [row(button(0, { label: long(80) }))] },
      { components: [row(button(0, { label: long(81) }))] },
      50035,
    ],
    [
      '100 characters of a custom_id',
      { components: [row(button(0, { custom_id: long(100) }))] },
      { components: [row(button(0, { custom_id: long(101) }))] },
      50035,
    ],
    [
      'custom_ids that differ',
      { components: [row(button(0), button(1))] },
      { components: [row(button(0), button(0))] },
      50035,
    ],
    [
      '25 options',
      { components: [select(times(25, (at) => option(at)))] },
      { components: [select(times(26, (at) => option(at)))] },
      50035,
    ],
    [
      '150 characters of a placeholder',
      { components: [select([option(0)], { placeholder: long(150) })] },
      { components: [select([option(0)], { placeholder: long(151) })] },
      50035,
    ],
    [
      '100 characters of an option’s label',
      { components: [select([option(0, { label: long(100) })])] },
      { components: [select([option(0, { label: long(101) })])] },
      50035,
    ],
    [
      '100 characters of an option’s value',
      { components: [select([option(0, { value: long(100) })])] },
      { components: [select([option(0, { value: long(101) })])] },
      50035,
    ],
    [
      '100 characters of an option’s description',
      { components: [select([option(0, { description: long(100) })])] },
      { components: [select([option(0, { description: long(101) })])] },
      50035,
    ],
    [
      'options that differ',
      { components: [select([option(0), option(1)])] },
      { components: [select([option(0), option(0)])] },
      50035,
    ],
    [
      '40 components of the newer kind',
      { content: undefined, flags: V2, components: times(40, () => display()) },
      { content: undefined, flags: V2, components: times(41, () => display()) },
      50035,
    ],
    [
      'no text beside those',
      { content: undefined, flags: V2, components: [display()] },
      { content: 'x', flags: V2, components: [display()] },
      50035,
    ],
    ['none of those without their flag', { components: [row(button())] }, { components: [display()] }, 50035],
    ['no embeds, which have limits of their own', {}, { embeds: [{ description: 'x' }] }, 50035],
    [
      'no polls',
      {},
      { poll: { question: { text: 'Tea?' }, answers: [{ poll_media: { text: 'yes' } }] } },
      50035,
    ],
    ['no stickers', {}, { sticker_ids: ['1'] }, 50035],
    [
      'mentions of kinds that exist',
      { allowed_mentions: { parse: ['everyone'] } },
      { allowed_mentions: { parse: ['all'] } },
      50035,
    ],
    [
      '100 people that may be mentioned',
      { allowed_mentions: { users: times(100, String) } },
      { allowed_mentions: { users: times(101, String) } },
      50035,
    ],
    [
      'people that may be mentioned, all or by name',
      { allowed_mentions: { users: ['1'] } },
      { allowed_mentions: { parse: ['users'], users: ['1'] } },
      50035,
    ],
  ]

  it.each(limits)('are held: %s', async (_limit, within, beyond, code) => {
    expect(await post(within)).toBe('ok')
    expect(await post(beyond)).toBe(code)
  })

  const files = (count: number, bytes = 1): RawFile[] =>
    times(count, (at) => ({
      name: `${at}.bin`,
      data: Buffer.alloc(bytes),
      contentType: 'application/octet-stream',
    }))
  const MIB = 1024 * 1024

  it('are held: 10 files of 10 MiB each and 25 MiB in all, described in 1,024 characters', async () => {
    expect(await post({}, files(10))).toBe('ok')
    expect(await post({}, files(11))).toBe(50035)
    expect(await post({}, files(1, 10 * MIB))).toBe('ok')
    expect(await post({}, files(1, 10 * MIB + 1))).toBe(40005)
    expect(await post({}, files(3, 8 * MIB))).toBe('ok')
    expect(await post({}, files(3, 9 * MIB))).toBe(40005)
    const described = (length: number) => ({ attachments: [{ id: 0, description: long(length) }] })
    expect(await post(described(1_024), files(1))).toBe('ok')
    expect(await post(described(1_025), files(1))).toBe(50035)
  })

  it('are held: what was written in components of the newer kind is edited in them', async () => {
    const { rest, channel } = open
    const body = { flags: V2, components: [display()] }
    const { id } = (await rest.post(Routes.channelMessages(channel), { body })) as { id: string }
    const edit = (change: object) => refusal(rest.patch(Routes.channelMessage(channel, id), { body: change }))
    expect(await edit({ components: [display('y')] })).toBe('ok')
    expect(await edit({ content: 'y', components: [] })).toBe(50035)
    const plain = (await rest.post(Routes.channelMessages(channel), { body: { content: 'x' } })) as {
      id: string
    }
    const editPlain = (change: object) =>
      refusal(rest.patch(Routes.channelMessage(channel, plain.id), { body: change }))
    expect(await editPlain({ flags: V2, content: '', components: [display()] })).toBe('ok')
    expect(await editPlain({ content: 'y' })).toBe(50035)
  })

  it('are held: 100 messages a page of the history', async () => {
    const page = (limit: number) =>
      refusal(
        open.rest.get(Routes.channelMessages(open.channel), {
          query: new URLSearchParams({ limit: `${limit}` }),
        }),
      )
    expect(await page(100)).toBe('ok')
    expect(await page(101)).toBe(50035)
    expect(await page(0)).toBe(50035)
  })

  it('notify whoever a text mentions, unless the bot says whom it may', async () => {
    const { ana, sights } = open
    const content = `<@${ana}> @everyone`
    await post({ content })
    await post({ content, allowed_mentions: { parse: [] } })
    await post({ content, allowed_mentions: { users: [ana] } })
    await post({ content, allowed_mentions: { parse: ['everyone'] } })
    const pings = sights.flatMap((sight) => (sight.kind === 'message' ? [sight.pings] : []))
    expect(pings).toEqual([[ana, 'everyone'], [], [ana], ['everyone']])
  })
})

describe('the limits of a form on Discord', () => {
  const label = (component: object, more: object = {}) => ({ type: 18, label: 'L', component, ...more })
  const text = (more: object = {}) => ({ type: 4, custom_id: 't', style: 1, ...more })
  const choice = (type: number, count: number) => ({
    type,
    custom_id: 'c',
    options: times(count, (at) => option(at)),
  })
  const file = (more: object) => label({ type: 19, custom_id: 'f', ...more })
  const modal = (components: object[], more: object = {}) => ({
    custom_id: 'm',
    title: 'Form',
    components,
    ...more,
  })

  const limits: readonly Limit<object>[] = [
    [
      '45 characters of a title',
      modal([label(text())], { title: long(45) }),
      modal([label(text())], { title: long(46) }),
      50035,
    ],
    [
      '100 characters of a custom_id',
      modal([label(text())], { custom_id: long(100) }),
      modal([label(text())], { custom_id: long(101) }),
      50035,
    ],
    ['at least one field', modal([label(text())]), modal([]), 50035],
    [
      '5 fields',
      modal(times(5, (at) => label(text({ custom_id: `${at}` })))),
      modal(times(6, (at) => label(text({ custom_id: `${at}` })))),
      50035,
    ],
    [
      '45 characters of a label',
      modal([label(text(), { label: long(45) })]),
      modal([label(text(), { label: long(46) })]),
      50035,
    ],
    [
      '100 characters of a description',
      modal([label(text(), { description: long(100) })]),
      modal([label(text(), { description: long(101) })]),
      50035,
    ],
    [
      '4,000 characters of an answer',
      modal([label(text({ max_length: 4_000 }))]),
      modal([label(text({ max_length: 4_001 }))]),
      50035,
    ],
    [
      '100 characters of a placeholder',
      modal([label(text({ placeholder: long(100) }))]),
      modal([label(text({ placeholder: long(101) }))]),
      50035,
    ],
    [
      '4,000 characters of a text between',
      modal([display(long(4_000))]),
      modal([display(long(4_001))]),
      50035,
    ],
    ['25 options of a select', modal([label(choice(3, 25))]), modal([label(choice(3, 26))]), 50035],
    ['10 radio buttons', modal([label(choice(21, 10))]), modal([label(choice(21, 11))]), 50035],
    ['2 radio buttons at least', modal([label(choice(21, 2))]), modal([label(choice(21, 1))]), 50035],
    ['10 checkboxes', modal([label(choice(22, 10))]), modal([label(choice(22, 11))]), 50035],
    ['1 checkbox at least', modal([label(choice(22, 1))]), modal([label(choice(22, 0))]), 50035],
    ['10 files', modal([file({ max_values: 10 })]), modal([file({ max_values: 11 })]), 50035],
    [
      'no file at all, and no fewer',
      modal([file({ min_values: 0 })]),
      modal([file({ min_values: -1 })]),
      50035,
    ],
    ['files of any kind', modal([file({})]), modal([file({ file_types: ['.csv'] })]), 50035],
    ['no rows of fields', modal([label(text())]), modal([row(text())]), 50035],
    [
      'no choice of a person',
      modal([label(choice(3, 1))]),
      modal([label({ type: 5, custom_id: 'c' })]),
      50035,
    ],
    [
      'no single checkbox',
      modal([label(choice(22, 1))]),
      modal([label({ type: 23, custom_id: 'c' })]),
      50035,
    ],
    [
      'fields of one id each',
      modal([label(text({ custom_id: 'a' })), label(text({ custom_id: 'b' }))]),
      modal([label(text()), label(text())]),
      50035,
    ],
  ]

  it.each(limits)('are held: %s', async (_limit, within, beyond, code) => {
    const { id, token } = await open.command()
    const answer = (data: object) =>
      refusal(open.rest.post(Routes.interactionCallback(id, token), { body: { type: 9, data }, auth: false }))
    expect(await answer(beyond)).toBe(code)
    expect(await answer(within)).toBe('ok')
  })
})

describe('the limits of commands on Discord', () => {
  const command = (more: object = {}) => ({ name: 'study', description: 'Studies', ...more })
  const sub = (at: number, more: object = {}) => ({ type: 1, name: `s${at}`, description: 'x', ...more })
  const word = (more: object) => ({ type: 3, name: 'text', description: 'x', ...more })
  const many = (count: number, from = 0) => times(count, (at) => command({ name: `c${from + at}` }))

  const menu = (type: number, count: number) => times(count, (at) => ({ type, name: `m${at}` }))

  const limits: readonly Limit<object[]>[] = [
    ['100 commands', many(100), many(101), 50035],
    ['15 in the menu of a person', menu(2, 15), menu(2, 16), 50035],
    ['15 in the menu of a message', menu(3, 15), menu(3, 16), 50035],
    [
      '25 options',
      [command({ options: times(25, (at) => sub(at)) })],
      [command({ options: times(26, (at) => sub(at)) })],
      50035,
    ],
    [
      '25 choices',
      [command({ options: [word({ choices: times(25, (at) => ({ name: `${at}`, value: `${at}` })) })] })],
      [command({ options: [word({ choices: times(26, (at) => ({ name: `${at}`, value: `${at}` })) })] })],
      50035,
    ],
    [
      '100 characters of a choice',
      [command({ options: [word({ choices: [{ name: long(100), value: 'v' }] })] })],
      [command({ options: [word({ choices: [{ name: long(101), value: 'v' }] })] })],
      50035,
    ],
    ['32 characters of a name', [command({ name: long(32) })], [command({ name: long(33) })], 50035],
    ['a name in lower case', [command({ name: 'study' })], [command({ name: 'Study' })], 50035],
    [
      '100 characters of a description',
      [command({ description: long(100) })],
      [command({ description: long(101) })],
      50035,
    ],
    [
      '100 characters of a translated one',
      [command({ description_localizations: { de: long(100) } })],
      [command({ description_localizations: { de: long(101) } })],
      50035,
    ],
    [
      'a translated name as the others',
      [command({ name_localizations: { de: 'studie' } })],
      [command({ name_localizations: { de: 'Die Studie' } })],
      50035,
    ],
    ['contexts that exist', [command({ contexts: [0, 1, 2] })], [command({ contexts: [3] })], 50035],
    [
      'installations that exist',
      [command({ integration_types: [0, 1] })],
      [command({ integration_types: [2] })],
      50035,
    ],
    ['names that differ', [command(), command({ name: 'other' })], [command(), command()], 50035],
  ]

  const register = (body: object[]) =>
    refusal(open.rest.put(Routes.applicationCommands(open.discord.application), { body }))

  it.each(limits)('are held: %s', async (_limit, within, beyond, code) => {
    expect(await register(within)).toBe('ok')
    expect(await register(beyond)).toBe(code)
  })

  it('are held: 200 new ones a day', async () => {
    expect(await register(many(100))).toBe('ok')
    expect(await register(many(100))).toBe('ok')
    expect(await register(many(100, 100))).toBe('ok')
    expect(await register(many(1, 200))).toBe(30034)
  })
})
