import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { participantLane } from '../../src/core/lane.ts'
import type { InboundEvent, PersonRef } from '../../src/core/ports/chat.ts'
import { startSweeper } from '../../src/jobs/sweep.ts'
import { runningStudy, said } from '../adapters/postgres/seed.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { createLaneBench, type LaneBench } from './lane-bench.ts'
import { answered, interviewed, saidBy, turnsOf } from './lane-people.ts'

let database: TestDatabase
let study: string
let bench: LaneBench
let person: PersonRef
beforeAll(async () => {
  database = await createTestDatabase()
  study = await runningStudy(database.db)
})
afterAll(() => database.close())

const DAY = 86_400_000

/** A message of the person that reaches the bot after what became of it: each event is handed in on its own. */
async function overtaken(text: string) {
  bench = createLaneBench(database.db)
  person = await interviewed(bench, study)
  return messageOf(person, text)
}

function messageOf(writer: PersonRef, text: string) {
  const created = said(writer, text, {
    conversation: `direct-${writer.person}`,
    platformAt: bench.clock.now().toISOString(),
  })
  const at = (seconds: number) => new Date(Date.parse(created.platformAt) + seconds * 1_000).toISOString()
  const handIn = async (event: InboundEvent) => {
    await bench.sink(event)
    bench.pass(6_000)
    await bench.work(writer)
  }
  return {
    comes: () => handIn(created),
    isEdited: (words: string, seconds = 1) =>
      handIn({
        ...created,
        kind: 'message-edited',
        key: `e:${created.key}:${seconds}`,
        text: words,
        platformAt: at(seconds),
      } as InboundEvent),
    isDeleted: () =>
      handIn({
        ...created,
        kind: 'message-deleted',
        key: `d:${created.key}`,
        platformAt: at(100),
      } as InboundEvent),
  }
}

/** Everything that is stored of what was said, done or waiting. */
const stored = async () => {
  const tables = ['inbox', 'turn', 'turn_message', 'outbox'] as const
  return JSON.stringify(
    await Promise.all(tables.map((table) => database.db.selectFrom(table).selectAll().execute())),
  )
}

const inInbox = async () =>
  JSON.stringify(
    await database.db
      .selectFrom('inbox')
      .select('event')
      .where('lane', '=', participantLane(person))
      .execute(),
  )

describe('a message that comes after its correction', () => {
  it('has the corrected words, which then stand in its turn alone', async () => {
    const message = await overtaken('A planer.')
    await message.isEdited('A planner.')
    expect(await saidBy(database.db, person)).toEqual([])
    await message.comes()
    expect(await saidBy(database.db, person)).toEqual(['A planner.'])
    expect(await inInbox()).not.toContain('planner')
  })

  it('has the newest of several corrections, in whatever order they came', async () => {
    const message = await overtaken('A planer.')
    await message.isEdited('A shared planner.', 20)
    await message.isEdited('A planner.', 10)
    await message.comes()
    expect(await saidBy(database.db, person)).toEqual(['A shared planner.'])
  })

  it('is not set back by an older correction that comes last', async () => {
    const message = await overtaken('A planer.')
    await message.isEdited('A shared planner.', 20)
    await message.comes()
    await message.isEdited('A planner.', 10)
    expect(await saidBy(database.db, person)).toEqual(['A shared planner.'])
    await message.isEdited('Two shared planners.', 30)
    expect(await saidBy(database.db, person)).toEqual(['Two shared planners.'])
  })

  it('is a tombstone if it was deleted after its correction, and nothing of either is kept', async () => {
    const message = await overtaken('A canary-31.')
    await message.isEdited('A canary-32.')
    expect(await inInbox()).toContain('canary-32')
    await message.isDeleted()
    expect(await inInbox()).not.toContain('canary-32')
    await message.isEdited('A canary-33.', 0)
    expect(await inInbox()).not.toContain('canary-33')
    await message.comes()
    expect((await turnsOf(database.db, person)).at(-1)).toMatchObject({ words: '' })
    expect(await stored()).not.toContain('canary-3')
  })
})

describe('a correction whose message has not come', () => {
  it('is erased with everything else of the person', async () => {
    const message = await overtaken('A planer.')
    await message.isEdited('A canary-41.')
    expect(await stored()).toContain('canary-41')
    await answered(bench, person, 'delete my data')
    await answered(bench, person, 'DELETE')
    expect(await stored()).not.toContain('canary-41')
    await message.isEdited('A canary-42.', 2)
    await message.comes()
    expect(await stored()).not.toContain('canary-4')
  })

  it('is kept for a day and no longer', async () => {
    const message = await overtaken('A planer.')
    await message.isEdited('A canary-51.')
    const sweep = () => startSweeper(bench.process('sweeper')).stop()
    bench.pass(DAY - 60_000)
    await sweep()
    expect(await inInbox()).toContain('canary-51')
    bench.pass(60_000)
    await sweep()
    expect(await inInbox()).not.toContain('canary-51')
    // Its first words are all that is known by then.
    await message.comes()
    expect(await saidBy(database.db, person)).toEqual(['A planer.'])
  })

  it('is not kept of who has not agreed, or has no interview at all', async () => {
    await overtaken('A planer.')
    const guest = { ...person, person: `${person.person}-guest` }
    await bench.invite(guest, study)
    await bench.work(guest)
    await messageOf(guest, 'A planer.').isEdited('A canary-61.')
    await messageOf({ ...person, person: `${person.person}-stranger` }, 'A').isEdited('A canary-62.')
    expect(await stored()).not.toContain('canary-6')
  })
})
