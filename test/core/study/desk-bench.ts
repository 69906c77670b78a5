import { createInboxStore } from '../../../src/adapters/postgres/conversations/inbox-store.ts'
import { createLaneStore } from '../../../src/adapters/postgres/conversations/lane-store.ts'
import { createOutboxStore } from '../../../src/adapters/postgres/conversations/outbox-store.ts'
import { createStudyStore } from '../../../src/adapters/postgres/studies/study-store.ts'
import { createIds } from '../../../src/adapters/system/ids.ts'
import { placeLane } from '../../../src/core/lane.ts'
import type {
  Chat,
  ConversationRef,
  InboundEvent,
  InboundFile,
  Platform,
} from '../../../src/core/ports/chat.ts'
import type { Clock } from '../../../src/core/ports/clock.ts'
import type { Lease } from '../../../src/core/ports/lane-store.ts'
import { createDesk } from '../../../src/core/study/desk.ts'
import { wordsOf } from '../../fakes/chat/drawing.ts'
import { createMemoryChat } from '../../fakes/chat/memory-chat.ts'
import { type Reply, scriptedModel } from '../../fakes/model.ts'
import { createTestDatabase } from '../../harness/database.ts'
import { silentLog } from '../../harness/silent-log.ts'

export const NOW = new Date('2026-03-02T10:00:00.000Z')
export const SLACK: ConversationRef = { platform: 'slack', workspace: 'T1', conversation: 'CRESEARCH' }
/** A channel where no research is done. */
export const LUNCH: ConversationRef = { ...SLACK, conversation: 'CLUNCH' }
export const DISCORD: ConversationRef = { platform: 'discord', workspace: '900', conversation: '500' }

export const STRANGER = 'UBOB'

type Told = Partial<InboundEvent> & Pick<InboundEvent, 'kind'> & { readonly [field: string]: unknown }

/** A desk on a database of its own, with both platforms in memory. */
export async function createDeskBench() {
  const database = await createTestDatabase()
  const { db } = database
  const ids = createIds()
  const inbox = createInboxStore(db)
  const lanes = createLaneStore(db)
  const outbox = createOutboxStore(db)
  const store = createStudyStore(db)
  const clock: Clock = { now: () => NOW, sleep: async () => {}, every: () => () => {} }
  const memory = {
    slack: createMemoryChat({ platform: 'slack', workspace: 'T1', clock }),
    discord: createMemoryChat({ platform: 'discord', workspace: '900', clock }),
  }
  const researcher = {
    slack: memory.slack.addPerson({ id: 'UADA', name: 'Ada' }),
    discord: memory.discord.addPerson({ id: '42', name: 'Ben' }),
  }
  memory.slack.addPerson({ id: STRANGER, name: 'Bob' })
  for (const { platform, conversation } of [SLACK, LUNCH, DISCORD])
    memory[platform].addPlace({ id: conversation, members: [researcher[platform]] })
  const chats = new Map<Platform, Chat>([
    ['slack', memory.slack.chat],
    ['discord', memory.discord.chat],
  ])

  const deskWith = (replies: readonly Reply[]) => {
    const model = scriptedModel(replies)
    const desk = createDesk({
      store,
      model,
      chats,
      clock,
      ids,
      log: silentLog,
      settings: {
        researchPlaces: [SLACK, DISCORD],
        researchers: new Map([['slack', ['UADA']]]),
        commandName: '/study',
        modelDeadlineMs: 1000,
        nightlyAt: '02:00',
        zone: 'Europe/Berlin',
      },
    })
    return { desk, model }
  }

  /** Sends whatever waits in a place. */
  async function deliver(place: ConversationRef): Promise<void> {
    const lane = placeLane(place)
    for (let row = await outbox.first(lane, NOW); row; row = await outbox.first(lane, NOW)) {
      const chat = chats.get(place.platform)
      if (!chat) return
      await outbox.record(
        { lane, epoch: 0 },
        row.id,
        await chat.send(row.target, row.intent, row.id),
        NOW,
        false,
      )
    }
  }

  async function receive(place: ConversationRef, told: Told): Promise<{ token: string; lease: Lease }> {
    const person = told.person ?? researcher[place.platform]
    const message = 'message' in told ? { message: String(told.message) } : {}
    const reply = memory[place.platform].gesture({ person, conversation: place.conversation, ...message })
    const { token } = reply
    const lane = placeLane(place)
    const event = {
      platform: place.platform,
      workspace: place.workspace,
      conversation: place.conversation,
      key: token,
      direct: false,
      person,
      platformAt: NOW.toISOString(),
      ...(told.kind === 'mention' ? {} : { reply }),
      ...told,
    } as InboundEvent
    await inbox.accept(event, { key: lane, kind: 'place' }, { quietMs: 0, capMs: 0 }, NOW, ids.next())
    const taken = await lanes.take(lane, 'test', 30_000, NOW)
    if (taken.outcome !== 'taken') throw new Error(`lane is ${taken.outcome}`)
    return { token, lease: taken.lease }
  }

  /** A researcher does something; the desk handles it; what it posts is delivered. */
  async function does(place: ConversationRef, told: Told, replies: readonly Reply[] = []) {
    const { token, lease } = await receive(place, told)
    const { events: waiting } = await lanes.waiting(lease.lane, NOW)
    const [row] = waiting
    if (!row) throw new Error('nothing waits')
    const { desk, model } = deskWith(replies)
    const { wake } = await desk.handle(row, lease)
    await lanes.release(lease)
    for (const each of [SLACK, DISCORD]) await deliver(each)
    const answers = memory[place.platform].answers(token)
    const last = answers.at(-1)
    return {
      row,
      wake,
      asked: model.asked,
      answers,
      answer: last && last.kind !== 'none' ? wordsOf(last.blocks) : '',
      again: () => desk.handle(row, lease),
    }
  }

  const shown = (place: ConversationRef) =>
    memory[place.platform].shown(place.conversation).map(({ blocks }) => wordsOf(blocks))

  /** Actions of the buttons that stand in a place now. */
  const buttons = (place: ConversationRef) =>
    memory[place.platform]
      .shown(place.conversation)
      .flatMap(({ blocks, message }) =>
        blocks.flatMap((block) =>
          block.kind === 'choices' ? block.choices.map(({ action }) => ({ action, message })) : [],
        ),
      )

  return {
    db,
    store,
    lanes,
    does,
    shown,
    buttons,
    close: () => database.close(),
    says: (place: ConversationRef, text: string, replies?: readonly Reply[]) =>
      does(place, { kind: 'command', command: 'study', text }, replies),
    sends: (
      place: ConversationRef,
      values: Readonly<Record<string, readonly string[]>>,
      files: readonly InboundFile[] = [],
      replies?: readonly Reply[],
    ) => does(place, { kind: 'form', form: 'study-new', values, files }, replies),
    /** Presses the button that stands in the place. */
    presses: (place: ConversationRef, verb: string) => {
      const button = buttons(place).find(({ action }) => action.startsWith(verb))
      if (!button) throw new Error(`no button ${verb}`)
      return does(place, { kind: 'button', values: [], ...button })
    },
  }
}

export type DeskBench = Awaited<ReturnType<typeof createDeskBench>>
