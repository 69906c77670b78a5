import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace, refusal, type Workspace } from './stage.ts'

type Blocks = readonly unknown[]
/** What is within it must be taken, what is beyond it refused with this word of Slack's. */
type Limit<T> = readonly [limit: string, within: T, beyond: T, error: string]

const long = (length: number) => 'x'.repeat(length)
const plain = (words: string) => ({ type: 'plain_text', text: words })
const button = (id: string, more: object = {}) => ({
  type: 'button',
  action_id: id,
  text: plain('Go'),
  ...more,
})
const section = (more: object) => ({ type: 'section', ...more })
const option = (value: string, words = 'One') => ({ text: plain(words), value })
const select = (options: Blocks, more: object = {}) => ({
  type: 'static_select',
  action_id: 's',
  options,
  ...more,
})
const actions = (...elements: Blocks) => ({ type: 'actions', elements })
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain('L'), element, ...more })
const textInput = (more: object = {}) => ({ type: 'plain_text_input', action_id: 't', ...more })
const chosen = (type: string, count: number) => ({
  type,
  action_id: 'c',
  options: times(count, (at) => option(`${at}`)),
})
const image = (alt: string) => ({ type: 'image', image_url: 'https://x.test/a.png', alt_text: alt })
const context = (count: number) => ({ type: 'context', elements: times(count, () => plain('x')) })
const table = (rows: number, cells: number) => ({
  type: 'table',
  rows: times(rows, () => times(cells, () => ({ type: 'raw_text', text: 'x' }))),
})

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

let workspace: Workspace
beforeEach(async () => {
  workspace = await openWorkspace()
})
afterEach(() => workspace.close())

const post = (args: object) =>
  refusal(workspace.web.apiCall('chat.postMessage', { channel: workspace.channel, text: 'x', ...args }))

describe('the limits of a message on Slack', () => {
  const limits: readonly Limit<Blocks>[] = [
    [
      '50 blocks',
      times(50, () => ({ type: 'divider' })),
      times(51, () => ({ type: 'divider' })),
      'msg_blocks_too_many',
    ],
    [
      '3,000 characters a section',
      [section({ text: plain(long(3_000)) })],
      [section({ text: plain(long(3_001)) })],
      'invalid_blocks',
    ],
    [
      '10 fields',
      [section({ fields: times(10, () => plain('x')) })],
      [section({ fields: times(11, () => plain('x')) })],
      'invalid_blocks',
    ],
    [
      '2,000 characters a field',
      [section({ fields: [plain(long(2_000))] })],
      [section({ fields: [plain(long(2_001))] })],
      'invalid_blocks',
    ],
    [
      '150 characters a header',
      [{ type: 'header', text: plain(long(150)) }],
      [{ type: 'header', text: plain(long(151)) }],
      'invalid_blocks',
    ],
    ['10 elements of context', [context(10)], [context(11)], 'invalid_blocks'],
    [
      '25 elements of actions',
      [actions(...times(25, (at) => button(`${at}`)))],
      [actions(...times(26, (at) => button(`${at}`)))],
      'invalid_blocks',
    ],
    [
      '75 characters on a button',
      [actions(button('a', { text: plain(long(75)) }))],
      [actions(button('a', { text: plain(long(76)) }))],
      'invalid_blocks',
    ],
    [
      '2,000 characters of a button’s value',
      [actions(button('a', { value: long(2_000) }))],
      [actions(button('a', { value: long(2_001) }))],
      'invalid_blocks',
    ],
    [
      '75 characters of an accessible label',
      [actions(button('a', { accessibility_label: long(75) }))],
      [actions(button('a', { accessibility_label: long(76) }))],
      'invalid_blocks',
    ],
    [
      '255 characters of an action_id',
      [actions(button(long(255)))],
      [actions(button(long(256)))],
      'invalid_blocks',
    ],
    [
      'action_ids that differ',
      [actions(button('a'), button('b'))],
      [actions(button('a'), button('a'))],
      'invalid_blocks',
    ],
    [
      '255 characters of a block_id',
      [{ type: 'divider', block_id: long(255) }],
      [{ type: 'divider', block_id: long(256) }],
      'invalid_blocks',
    ],
    [
      'block_ids that differ',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'b' },
      ],
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      'invalid_blocks',
    ],
    [
      '100 options',
      [actions(select(times(100, (at) => option(`${at}`))))],
      [actions(select(times(101, (at) => option(`${at}`))))],
      'invalid_blocks',
    ],
    [
      '75 characters an option',
      [actions(select([option('a', long(75))]))],
      [actions(select([option('a', long(76))]))],
      'invalid_blocks',
    ],
    [
      '150 characters of an option’s value',
      [actions(select([option(long(150))]))],
      [actions(select([option(long(151))]))],
      'invalid_blocks',
    ],
    [
      'options that differ',
      [actions(select([option('a'), option('b')]))],
      [actions(select([option('a'), option('a')]))],
      'invalid_blocks',
    ],
    [
      'an initial option that is one of them',
      [actions(select([option('a')], { initial_option: option('a') }))],
      [actions(select([option('a')], { initial_option: option('b') }))],
      'invalid_blocks',
    ],
    [
      '150 characters of a placeholder',
      [actions(select([option('a')], { placeholder: plain(long(150)) }))],
      [actions(select([option('a')], { placeholder: plain(long(151)) }))],
      'invalid_blocks',
    ],
    [
      '10 radio buttons',
      [actions(chosen('radio_buttons', 10))],
      [actions(chosen('radio_buttons', 11))],
      'invalid_blocks',
    ],
    [
      '10 checkboxes',
      [actions(chosen('checkboxes', 10))],
      [actions(chosen('checkboxes', 11))],
      'invalid_blocks',
    ],
    [
      '2,000 characters of a picture’s description',
      [image(long(2_000))],
      [image(long(2_001))],
      'invalid_blocks',
    ],
    ['a picture that is described', [image('A bar chart')], [image('')], 'invalid_blocks'],
    [
      '12,000 characters of markdown in all',
      times(4, () => ({ type: 'markdown', text: long(3_000) })),
      [{ type: 'markdown', text: long(12_001) }],
      'msg_too_long',
    ],
    ['100 rows of a table', [table(100, 1)], [table(101, 1)], 'invalid_blocks'],
    ['20 cells of a table’s row', [table(1, 20)], [table(1, 21)], 'invalid_blocks'],
    ['one table', [table(1, 1)], [table(1, 1), table(1, 1)], 'invalid_attachments'],
    [
      '13,200 characters in all',
      times(4, () => section({ text: plain(long(3_000)) })),
      times(5, () => section({ text: plain(long(2_641)) })),
      'msg_blocks_too_long',
    ],
  ]

  it.each(limits)('are held: %s', async (_limit, within, beyond, error) => {
    expect(await post({ blocks: within })).toBe('ok')
    expect(await post({ blocks: beyond })).toBe(error)
  })

  it('are held in whatever way blocks are sent', async () => {
    const { web, channel, person } = workspace
    const { ts = '' } = await web.chat.postMessage({ channel, text: 'x' })
    const { upload_url = '', file_id: id } = await web.files.getUploadURLExternal({
      filename: 'a.txt',
      length: 1,
    })
    await fetch(upload_url, { method: 'POST', body: 'x' })
    const ways: readonly (readonly [method: string, args: object])[] = [
      ['chat.update', { channel, ts, text: 'x' }],
      ['chat.postEphemeral', { channel, user: person, text: 'x' }],
      ['files.completeUploadExternal', { channel_id: channel, files: [{ id }] }],
    ]
    for (const [method, args] of ways) {
      const send = (count: number) =>
        refusal(web.apiCall(method, { ...args, blocks: times(count, () => ({ type: 'divider' })) }))
      expect(await send(51)).toBe('msg_blocks_too_many')
      expect(await send(50)).toBe('ok')
    }
  })

  const event = (payload: object) => ({ metadata: { event_type: 'sounding', event_payload: payload } })
  const argumentLimits: readonly Limit<object>[] = [
    [
      '8,000 characters of metadata',
      event({ key: long(7_900) }),
      event({ key: long(8_000) }),
      'metadata_too_large',
    ],
    ['metadata that is an event', event({}), { metadata: { key: 'x' } }, 'invalid_metadata_format'],
    ['metadata without nothing in it', event({ key: 'x' }), event({ key: null }), 'invalid_metadata_schema'],
    [
      '12,000 characters of markdown_text',
      { text: undefined, markdown_text: long(12_000) },
      { text: undefined, markdown_text: long(12_001) },
      'msg_too_long',
    ],
    [
      'markdown_text or text, not both',
      { text: undefined, markdown_text: 'x' },
      { markdown_text: 'x' },
      'markdown_text_conflict',
    ],
    ['blocks that are a list', { blocks: '[]' }, { blocks: '{}' }, 'invalid_blocks_format'],
    ['blocks that are JSON', { blocks: '[]' }, { blocks: '[' }, 'invalid_blocks_format'],
    ['text or blocks', { text: '', blocks: [{ type: 'divider' }] }, { text: '' }, 'no_text'],
  ]

  it.each(argumentLimits)('are held: %s', async (_limit, within, beyond, error) => {
    expect(await post(within)).toBe('ok')
    expect(await post(beyond)).toBe(error)
  })

  it('notify whoever a text mentions, unless it is escaped; a mere name only if asked', async () => {
    const { web, channel, person, seat } = workspace
    const pinged: unknown[] = []
    seat.watch((sight) => sight.kind === 'message' && pinged.push(sight.pings))
    const rich = (element: object) => [
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [element] }] },
    ]
    await web.chat.postMessage({ channel, text: `<@${person}> <!channel>` })
    await web.chat.postMessage({ channel, text: `&lt;@${person}&gt; &lt;!channel&gt; @here` })
    await web.chat.postMessage({ channel, text: '@here @sounding', link_names: true })
    await web.apiCall('chat.postMessage', {
      channel,
      text: 'x',
      blocks: rich({ type: 'broadcast', range: 'everyone' }),
    })
    await web.apiCall('chat.postMessage', {
      channel,
      text: 'x',
      blocks: rich({ type: 'text', text: '<!channel>' }),
    })
    expect(pinged).toEqual([[person, 'channel'], [], ['here', workspace.slack.botUser], ['everyone'], []])
  })
})

describe('the limits of a form on Slack', () => {
  const view = (more: object = {}) => ({
    type: 'modal',
    callback_id: 'f',
    title: plain('Form'),
    submit: plain('Send'),
    blocks: [input(textInput())],
    ...more,
  })
  const withField = (element: object, more: object = {}) => view({ blocks: [input(element, more)] })
  const sections = (count: number, length = 1) => times(count, () => section({ text: plain(long(length)) }))

  const limits: readonly Limit<object>[] = [
    [
      '24 characters of a title',
      view({ title: plain(long(24)) }),
      view({ title: plain(long(25)) }),
      'invalid_arguments',
    ],
    [
      '24 characters of its submit button',
      view({ submit: plain(long(24)) }),
      view({ submit: plain(long(25)) }),
      'invalid_arguments',
    ],
    [
      '24 characters of its close button',
      view({ close: plain(long(24)) }),
      view({ close: plain(long(25)) }),
      'invalid_arguments',
    ],
    [
      '3,000 characters of private_metadata',
      view({ private_metadata: long(3_000) }),
      view({ private_metadata: long(3_001) }),
      'invalid_arguments',
    ],
    [
      '255 characters of a callback_id',
      view({ callback_id: long(255) }),
      view({ callback_id: long(256) }),
      'invalid_arguments',
    ],
    ['100 blocks', view({ blocks: sections(100) }), view({ blocks: sections(101) }), 'invalid_arguments'],
    [
      '250 KB',
      view({ blocks: sections(80, 3_000) }),
      view({ blocks: sections(90, 3_000) }),
      'view_too_large',
    ],
    [
      '2,000 characters of a label',
      withField(textInput(), { label: plain(long(2_000)) }),
      withField(textInput(), { label: plain(long(2_001)) }),
      'invalid_arguments',
    ],
    [
      '2,000 characters of a hint',
      withField(textInput(), { hint: plain(long(2_000)) }),
      withField(textInput(), { hint: plain(long(2_001)) }),
      'invalid_arguments',
    ],
    [
      '3,000 characters of an answer',
      withField(textInput({ max_length: 3_000 })),
      withField(textInput({ max_length: 3_001 })),
      'invalid_arguments',
    ],
    ['a submit button under fields', view(), view({ submit: undefined }), 'invalid_arguments'],
  ]

  it.each(limits)('are held: %s', async (_limit, within, beyond, error) => {
    const socket = await workspace.socket()
    const gesture = new Promise<string>((resolve) => {
      socket.once('slash_commands', async ({ ack, body }) => {
        await ack()
        resolve(body.trigger_id)
      })
    })
    await workspace.seat.command(workspace.channel, '/study', 'new')
    const trigger_id = await gesture
    // What was refused leaves the trigger unused.
    expect(await refusal(workspace.web.apiCall('views.open', { trigger_id, view: beyond }))).toBe(error)
    expect(await refusal(workspace.web.apiCall('views.open', { trigger_id, view: within }))).toBe('ok')
  })
})
