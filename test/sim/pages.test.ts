import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../../sim/log.ts'
import { type WrittenPages, writePages } from '../../sim/pages/write-pages.ts'

let folder: string
let written: WrittenPages
const read = (name: string) => readFile(join(folder, 'pages', name), 'utf8')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sounding-pages-'))
  const path = join(folder, 'slack.jsonl')
  const log = createLog(path, 'slack')
  const slack = { platform: 'slack' } as const
  const bot = { author: 'B', fromBot: true, direct: false }
  log.write({ ...slack, kind: 'person', author: 'U1', name: 'Ada <b>Quick</b>' })
  log.write({ ...slack, kind: 'place', conversation: 'C1', name: 'research', members: ['B', 'U1'] })
  log.write({ ...slack, kind: 'place', conversation: 'D1', name: '', members: ['U1', 'B'], direct: true })
  log.write({
    ...slack,
    kind: 'command',
    conversation: 'C1',
    author: 'U1',
    name: '/study',
    text: 'report now',
  })
  const picture = { name: 'radar.png', mediaType: 'image/png', alt: 'Worry and hope by group' }
  const file = { ...picture, path: log.keep('radar.png', new Uint8Array([1, 2, 3])) }
  log.write({
    ...slack,
    ...bot,
    kind: 'message',
    conversation: 'C1',
    message: '1',
    text: 'Findings',
    files: [file],
  })
  log.write({
    ...slack,
    ...bot,
    kind: 'ephemeral',
    conversation: 'C1',
    message: '2',
    text: 'Working',
    members: ['U1'],
  })
  const take = { id: 'consent:take-part:i', kind: 'button', label: 'Take part', options: [] } as const
  const direct = { ...slack, conversation: 'D1', direct: true }
  log.write({
    ...direct,
    kind: 'message',
    author: 'B',
    fromBot: true,
    message: '3',
    text: 'Hi',
    controls: [take],
  })
  log.write({ ...direct, kind: 'press', author: 'U1', message: '3', name: take.id })
  log.write({ ...direct, kind: 'message', author: 'U1', message: '4', text: '<script>alert(1)</script>' })
  log.write({ ...direct, kind: 'message', author: 'U1', message: '5', text: 'first version' })
  log.write({ ...direct, kind: 'edited', author: 'U1', message: '5', text: 'second version' })
  log.write({ ...direct, kind: 'message', author: 'U1', message: '6', text: 'regretted' })
  log.write({ ...direct, kind: 'deleted', author: 'U1', message: '6' })
  log.close()
  written = await writePages({
    logs: { slack: path },
    out: join(folder, 'pages'),
    banner: 'Simulated people, simulated model',
  })
})

describe('the channel pages', () => {
  it('are one a conversation and an index, each saying that all is simulated', async () => {
    expect(written.pages).toBe(3)
    expect(written.research.slack).toContain('slack-research.html')
    for (const name of ['index.html', 'slack-research.html', 'slack-direct-001.html'])
      expect(await read(name)).toContain('Simulated people, simulated model')
  })

  it('show pictures with their description, commands, and what only one person sees', async () => {
    const page = await read('slack-research.html')
    expect(page).toMatch(/<img src="\.\.\/files\/slack\/1-radar\.png" alt="Worry and hope by group"/)
    expect(page).toContain('typed /study report now')
    expect(page).toContain('Only visible to Ada &lt;b&gt;Quick&lt;/b&gt;')
    expect(await readFile(join(folder, 'files/slack/1-radar.png'))).toHaveLength(3)
  })

  it('show buttons, presses, edits and deletions, and escape what people wrote', async () => {
    const page = await read('slack-direct-001.html')
    expect(page).toContain('<span class="control">Take part</span>')
    expect(page).toContain('pressed “Take part”')
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).toContain('second version<small class="mark">(edited)</small>')
    expect(page).not.toContain('first version')
    expect(page).toContain('This message was deleted.')
    expect(page).not.toContain('regretted')
  })

  it('cannot be written from a log that is no log', async () => {
    const broken = join(folder, 'broken.jsonl')
    await writeFile(broken, 'no json\n{}\n')
    await expect(writePages({ logs: { slack: broken }, out: join(folder, 'x'), banner: '' })).rejects.toThrow(
      'broken.jsonl:1: not a line of JSON',
    )
  })
})
