import { afterEach, describe, expect, it } from 'vitest'
import type { Block, Intent } from '../../../src/core/ports/chat.ts'
import { type Stage, type StageOptions, setStage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const home = (...blocks: readonly Block[]): Intent => ({ kind: 'home', blocks })
const paragraph = (text: string): Block => ({ kind: 'paragraph', text })

async function withPerson(options: StageOptions = {}) {
  stage = await setStage(options)
  const person = stage.slack.addPerson({ name: 'Ada Quill', locale: 'de-DE' })
  const target = { to: 'person', platform: 'slack', workspace: stage.slack.workspace, person } as const
  return { ...stage, person, target, tab: stage.slack.home(person) }
}

describe("a person's page of the bot", () => {
  it('is asked for when they open it, in the language of their client', async () => {
    const { person, tab, event } = await withPerson()
    tab.open()
    const opened = await event('home-opened')
    expect(opened).toMatchObject({ person, direct: false, locale: 'de-DE' })
    expect(opened.conversation).toBeUndefined()
  })

  it('shows what was sent last, to them alone, and posts nothing', async () => {
    const { chat, target, tab, slack, record } = await withPerson()
    const other = slack.home(slack.addPerson({ name: 'Bo Marsh' }))
    await chat.send(target, home(paragraph('First')), 'k')
    expect(await chat.send(target, home(paragraph('<!here> & *then*')), 'k')).toMatchObject({
      outcome: 'sent',
      messages: [],
    })
    expect([tab.text, other.text]).toEqual(['<!here> & *then*', ''])
    expect(record.filter(({ kind }) => kind === 'message')).toEqual([])
  })

  it('keeps to the hundred blocks that it holds', async () => {
    const { chat, target, tab } = await withPerson()
    const many = Array.from({ length: 120 }, (_, at) => paragraph(`line ${at}`))
    expect(await chat.send(target, home(...many), 'k')).toMatchObject({ outcome: 'sent' })
    expect(tab.text.split('\n')).toHaveLength(100)
  })

  it('hands on what is pressed there, without a message, and what is answered comes as a direct message', async () => {
    const { chat, target, tab, person, slack, event, record } = await withPerson()
    const choices = [{ action: 'control:pause:1:overview', label: 'Pause' }]
    await chat.send(target, home(paragraph('Yours'), { kind: 'choices', label: 'Yours', choices }), 'k')
    await tab.press('control:pause:1:overview')
    const pressed = await event('button')
    expect(pressed).toMatchObject({ person, direct: false, action: 'control:pause:1:overview' })
    expect([pressed.message, pressed.conversation]).toEqual([undefined, undefined])
    expect(await chat.answer(pressed.reply, { kind: 'private', blocks: [paragraph('Not open.')] })).toBe(
      'answered',
    )
    const direct = slack.seat(person).direct()
    expect(record).toContainEqual(
      expect.objectContaining({ kind: 'message', conversation: direct, text: 'Not open.' }),
    )
  })

  it('tells when there is no such page, and when Slack wants it later', async () => {
    const { chat, target, slack } = await withPerson({ standIn: { homeTab: false } })
    expect(await chat.send(target, home(paragraph('x')), 'k')).toEqual({
      outcome: 'rejected',
      reason: 'not_enabled',
    })
    slack.faults.nextCall('views.publish', 'rate-limited')
    expect(await chat.send(target, home(paragraph('x')), 'k')).toMatchObject({ outcome: 'retry' })
  })
})
