import { afterEach, describe, expect, it } from 'vitest'
import type { Block, InboundEvent } from '../../../src/core/ports/chat.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import type { FormSpec } from '../../../src/core/ports/form.ts'
import { type Stage, setStage, systemClock, watch } from './stage.ts'

/** Slack's three seconds, and the adapter's share of them, pass three times as fast. */
const SPEED = 3
const hurried: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms / SPEED, signal),
}

let stage: Stage
afterEach(() => stage.close())

const form: FormSpec = {
  id: 'study-new',
  title: 'New study',
  submit: 'Create',
  fields: [{ kind: 'text', id: 'goal', label: 'Goal', long: true, required: true, maxLength: 3_000 }],
}
const choices: Block = {
  kind: 'choices',
  label: 'Plan',
  choices: [{ action: 'approve:v1', label: 'Approve' }],
}

/** A store that takes what it is given only once it is told how that ends. */
async function slowly(way: 'sockets' | 'http') {
  const held: { readonly event: InboundEvent; store(): void; lose(): void }[] = []
  let slow = true
  stage = await setStage({
    way,
    clock: hurried,
    standIn: {
      timing: { ackDeadlineMs: 3_000 / SPEED, triggerMs: 3_000 / SPEED, retryDelaysMs: [0, 20, 50] },
    },
    formFor: (gesture) => (gesture.kind === 'command' && gesture.text === 'new' ? form : undefined),
    onEvent: (event) =>
      slow
        ? new Promise((resolve, reject) => {
            held.push({ event, store: resolve, lose: () => reject(new Error('database down')) })
          })
        : Promise.resolve(),
  })
  const { slack, chat } = stage
  const person = slack.addPerson({ name: 'Ada Quill', locale: 'en-GB' })
  const seat = slack.seat(person)
  const channel = slack.addChannel({ name: 'research', members: [person, slack.botUser] })
  const to = { to: 'person', platform: 'slack', workspace: slack.workspace, person } as const
  return {
    ...stage,
    seat,
    channel,
    eyes: watch(seat),
    post: () => chat.send(to, { kind: 'say', blocks: [{ kind: 'paragraph', text: 'Plan?' }, choices] }, 'k1'),
    /** How often such an event was brought. */
    tries: (kind: InboundEvent['kind']) => held.filter(({ event }) => event.kind === kind).length,
    /** The event that waits to be stored. */
    async waiting(kind: InboundEvent['kind']) {
      await expect.poll(() => held.some(({ event }) => event.kind === kind)).toBe(true)
      const found = held.find(({ event }) => event.kind === kind)
      if (!found) throw new Error(`no ${kind}`)
      return found
    },
    recover() {
      slow = false
      for (const each of held) each.store()
    },
  }
}

const complaints = ({ sights }: { readonly sights: readonly { readonly kind: string }[] }) =>
  sights.filter((sight) => sight.kind === 'complaint')

describe.each(['sockets', 'http'] as const)('while the store is slow, by %s,', (way) => {
  it('a command is acknowledged in time, and stored when the store comes to it', async () => {
    const { seat, channel, eyes, waiting, event } = await slowly(way)
    await seat.command(channel, '/interview', 'stop')
    expect(eyes.sights).toEqual([])
    const row = await waiting('command')
    row.store()
    expect(await event('command')).toMatchObject({ text: 'stop' })
    expect(eyes.sights).toEqual([])
  })

  it('a command that is lost in the end has its sender told so', async () => {
    const { seat, channel, eyes, waiting } = await slowly(way)
    await seat.command(channel, '/interview', 'stop')
    expect(eyes.sights).toEqual([])
    const row = await waiting('command')
    row.lose()
    expect(await eyes.see('message')).toMatchObject({
      ephemeral: true,
      text: expect.stringMatching(/try again/),
    })
  })

  it('a command opens its form while there is time', async () => {
    const { seat, channel, eyes, waiting } = await slowly(way)
    await seat.command(channel, '/study', 'new')
    expect(await eyes.see('form')).toMatchObject({ title: 'New study' })
    const row = await waiting('command')
    row.lose()
    expect(complaints(eyes)).toEqual([])
  })

  it('a press is acknowledged in time, and stored when the store comes to it', async () => {
    const { seat, eyes, post, waiting, event } = await slowly(way)
    await post()
    await seat.press(await eyes.see('message'), 'approve:v1')
    expect(complaints(eyes)).toEqual([])
    const row = await waiting('button')
    row.store()
    expect(await event('button')).toMatchObject({ action: 'approve:v1' })
  })

  it('a form stays open with what was entered, and sent in again is the same event', async () => {
    const { seat, channel, eyes, recover, events } = await slowly(way)
    await seat.command(channel, '/study', 'new')
    const seen = await eyes.see('form')
    await seat.submit(seen, { goal: ['Why people stay'] })
    expect(await eyes.see('complaint')).toMatchObject({ text: expect.stringMatching(/try again/) })
    recover()
    await seat.submit(seen, { goal: ['Why people stay'] })
    expect(complaints(eyes)).toHaveLength(1)
    const keys = events.filter(({ kind }) => kind === 'form').map(({ key }) => key)
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
  })

  it('a message is not acknowledged in time, comes again, and is the same event', async () => {
    const { seat, slack, tries, recover, events } = await slowly(way)
    await seat.say('keep me')
    await expect.poll(() => tries('message-created'), { timeout: 3_000 }).toBeGreaterThan(1)
    expect(events).toEqual([])
    recover()
    await slack.quiet()
    const keys = events.filter(({ kind }) => kind === 'message-created').map(({ key }) => key)
    expect(new Set(keys).size).toBe(1)
  })
})
