import { afterEach, describe, expect, it } from 'vitest'
import type { SlackStandIn } from '../../../sim/slack/index.ts'
import type { Block, InboundEvent } from '../../../src/core/ports/chat.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import type { FormSpec } from '../../../src/core/ports/form.ts'
import type { InstallationStore } from '../../../src/core/ports/installation-store.ts'
import { manualClock } from '../../fakes/clock.ts'
import { oneInstallation } from './one-installation.ts'
import { type Stage, setStage, systemClock, watch } from './stage.ts'

/** Of Slack's three seconds. */
const STORE_WITHIN_MS = 2_000
/** By then an installation is looked up again. */
const LOOKED_UP_AGAIN_MS = 31_000

type Way = 'sockets' | 'http' | 'http in a workspace that installed the app'

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

/** The installation is told at once until its store is slow; then once it is quick again. */
function installedSlowly(slack: SlackStandIn) {
  const store = oneInstallation(slack, 'xoxb-test')
  const waiting: (() => void)[] = []
  let slow = false
  return {
    store: {
      ...store,
      async find(workspace) {
        if (slow) await new Promise<void>((resolve) => waiting.push(resolve))
        return store.find(workspace)
      },
    } satisfies InstallationStore,
    slow: () => {
      slow = true
    },
    asked: () => waiting.length,
    quick: () => {
      slow = false
      for (const go of waiting) go()
    },
  }
}

/**
 * A store that takes what it is given only once it is told how that ends. The time it has passes when a test says so;
 * Slack's own runs, all three seconds of it for what the adapter does then.
 */
async function slowly(way: Way, ackDeadlineMs = 3_000, known = true) {
  const waits = manualClock()
  let ahead = 0
  let installed: ReturnType<typeof installedSlowly> | undefined
  const clock: Clock = {
    ...systemClock,
    now: () => new Date(Date.now() + ahead),
    sleep: (ms, signal) => (ms === STORE_WITHIN_MS ? waits : systemClock).sleep(ms, signal),
  }
  const held: { readonly event: InboundEvent; store(): void; lose(): void }[] = []
  let slow = true
  stage = await setStage({
    way: way === 'sockets' ? 'sockets' : 'http',
    ...(way === 'sockets' || way === 'http'
      ? {}
      : {
          installations: (slack) => {
            installed = installedSlowly(slack)
            return installed.store
          },
        }),
    clock,
    standIn: { timing: { ackDeadlineMs, retryDelaysMs: [0, 20, 50] } },
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
  if (known) await chat.profile({ platform: 'slack', workspace: slack.workspace, person })
  ahead = LOOKED_UP_AGAIN_MS
  installed?.slow()
  /** The event that waits to be stored. */
  const waiting = async (kind: InboundEvent['kind']) => {
    await expect.poll(() => held.some(({ event }) => event.kind === kind)).toBe(true)
    const found = held.find(({ event }) => event.kind === kind)
    if (!found) throw new Error(`no ${kind}`)
    return found
  }
  return {
    ...stage,
    seat,
    channel,
    eyes: watch(seat),
    post: () => chat.send(to, { kind: 'say', blocks: [{ kind: 'paragraph', text: 'Plan?' }, choices] }, 'k1'),
    /** How often such an event was brought. */
    tries: (kind: InboundEvent['kind']) => held.filter(({ event }) => event.kind === kind).length,
    /** A gesture that the store does not take in the time it has; returns once its sender's client was answered. */
    async late(kind: InboundEvent['kind'], gesture: Promise<void>) {
      const row = await waiting(kind)
      waits.pass(STORE_WITHIN_MS)
      await gesture
      return row
    },
    /** The installation is asked for, and not told in the time there is. */
    async outOfTime() {
      await expect.poll(() => installed?.asked()).toBeGreaterThan(0)
      waits.pass(STORE_WITHIN_MS)
    },
    recover() {
      slow = false
      installed?.quick()
      for (const each of held) each.store()
    },
  }
}

const complaints = ({ sights }: { readonly sights: readonly { readonly kind: string }[] }) =>
  sights.filter((sight) => sight.kind === 'complaint')

const WAYS: readonly Way[] = ['sockets', 'http', 'http in a workspace that installed the app']

describe.each(WAYS)('while the store is slow, by %s,', (way) => {
  it('a command is acknowledged in time, and stored when the store comes to it', async () => {
    const { seat, channel, eyes, late, event } = await slowly(way)
    const row = await late('command', seat.command(channel, '/interview', 'stop'))
    expect(eyes.sights).toEqual([])
    row.store()
    expect(await event('command')).toMatchObject({ text: 'stop' })
    expect(eyes.sights).toEqual([])
  })

  it('a command that is lost in the end has its sender told so', async () => {
    const { seat, channel, eyes, late } = await slowly(way)
    const row = await late('command', seat.command(channel, '/interview', 'stop'))
    expect(eyes.sights).toEqual([])
    row.lose()
    expect(await eyes.see('message')).toMatchObject({
      ephemeral: true,
      text: expect.stringMatching(/try again/),
    })
  })

  it('a command opens its form while there is time', async () => {
    const { seat, channel, eyes, late } = await slowly(way)
    const row = await late('command', seat.command(channel, '/study', 'new'))
    expect(await eyes.see('form')).toMatchObject({ title: 'New study' })
    row.lose()
    expect(complaints(eyes)).toEqual([])
  })

  it('a press is acknowledged in time, and stored when the store comes to it', async () => {
    const { seat, eyes, post, late, event } = await slowly(way)
    await post()
    const row = await late('button', seat.press(await eyes.see('message'), 'approve:v1'))
    expect(complaints(eyes)).toEqual([])
    row.store()
    expect(await event('button')).toMatchObject({ action: 'approve:v1' })
  })

  it('a form stays open with what was entered, and sent in again is the same event', async () => {
    const { seat, channel, eyes, late, recover, events } = await slowly(way)
    await late('command', seat.command(channel, '/study', 'new'))
    const seen = await eyes.see('form')
    await late('form', seat.submit(seen, { goal: ['Why people stay'] }))
    expect(await eyes.see('complaint')).toMatchObject({ text: expect.stringMatching(/try again/) })
    recover()
    await seat.submit(seen, { goal: ['Why people stay'] })
    expect(complaints(eyes)).toHaveLength(1)
    const keys = events.filter(({ kind }) => kind === 'form').map(({ key }) => key)
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
  })

  it('a message is not acknowledged in time, comes again, and is the same event', async () => {
    const { seat, slack, tries, recover, events } = await slowly(way, 300)
    await seat.say('keep me')
    await expect.poll(() => tries('message-created')).toBeGreaterThan(1)
    expect(events).toEqual([])
    recover()
    await slack.quiet()
    const keys = events.filter(({ kind }) => kind === 'message-created').map(({ key }) => key)
    expect(new Set(keys).size).toBe(1)
  })
})

it('a gesture in a workspace not known yet is told by Slack to have failed, and is not done', async () => {
  const { seat, channel, eyes, outOfTime, recover, events, event } = await slowly(
    WAYS[2] ?? 'http',
    3_000,
    false,
  )
  const commanded = seat.command(channel, '/interview', 'stop')
  await outOfTime()
  await commanded
  expect(await eyes.see('complaint')).toMatchObject({ text: expect.stringMatching(/dispatch_failed/) })
  recover()
  await seat.command(channel, '/interview', 'status')
  await event('command')
  expect(events).toMatchObject([{ text: 'status' }])
})
