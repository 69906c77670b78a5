import { sql } from 'kysely'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { PLAN } from '../../core/interview/rehearsal.ts'
import { interviewed } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { form, offering, privately, saying, type Watch, watching } from '../stage/watching.ts'

const REPORT = 'Interim report: Working with new tools'
const TOLD = 'I cannot post in the research channel of “Working with new tools”'

describe.each(['slack', 'discord'] as const)('a research channel on %s', (platform) => {
  let bot: RunningBot
  let robin: Watch
  let study: string
  beforeAll(async () => {
    bot = await runBot(platform)
    robin = watching(bot.robin)
    // Robin wrote to the bot before: on Discord nobody else may be written to.
    await bot.robin.say('Hello?')
    await robin.next((sight) => (sight.kind === 'message' && sight.direct ? sight : undefined), 'a reply')
    await bot.robin.command(bot.place, '/study', 'new')
    await bot.robin.submit(
      await robin.next(form, 'the form'),
      { title: [], goal: [], platforms: [platform] },
      { file: { name: 'tools.json', text: JSON.stringify(PLAN) } },
    )
    const draft = await robin.next(offering('plan:approve:'), 'the draft')
    await bot.robin.press(draft.message, draft.control)
    await robin.next(saying('Approved by'), 'the approval')
    study = (await bot.database.db.selectFrom('study').select('id').executeTakeFirstOrThrow()).id
  })
  afterAll(() => bot.close())

  /** As if somebody had asked for a report right before. */
  async function reportIsDue(): Promise<void> {
    await sql`insert into analysis_run (id, study_id, cause, state, created_at)
      values (${crypto.randomUUID()}, ${study}, 'asked', 'waiting', now())`.execute(bot.database.db)
    await bot.wake(`study/${study}`)
  }

  const posts = async () =>
    bot.database.db
      .selectFrom('outbox')
      .select(['state', 'reason'])
      .where('dedupe_key', 'like', 'report:%')
      .orderBy('seq', 'desc')
      .execute()

  it('case 26: that was renamed is the same channel', async ({ expect }) => {
    bot.rename(bot.place, 'research-2')
    await reportIsDue()
    await robin.next(saying(REPORT), 'the report')
    await expect.poll(async () => (await posts())[0]?.state, { timeout: 8_000 }).toBe('sent')
  })

  it('case 26: that the bot was taken out of has its report kept and told of in private, and gets it later', async ({
    expect,
  }) => {
    const witness = watching(bot.kim)
    bot.takeOut(bot.place)
    await reportIsDue()
    const told = await robin.next(saying(TOLD), 'word in private')
    expect(told.direct).toBe(true)
    // Told of, and not shown: decision 0015.
    expect(told.text).not.toContain(REPORT)
    await expect.poll(async () => (await posts())[0]).toMatchObject({ state: 'pending' })
    expect(robin.sights.filter((sight) => saying(REPORT)(sight)).length).toBe(1)
    expect(witness.sights).toEqual([])

    bot.bringBack(bot.place)
    await bot.robin.command(bot.place, '/study', 'status')
    await robin.next(privately(/Working with new tools/), 'the status')
    await robin.next(saying(REPORT), 'the report that was kept')
    await expect.poll(async () => (await posts())[0]?.state, { timeout: 8_000 }).toBe('sent')
    expect(robin.sights.filter((sight) => saying(TOLD)(sight)).length).toBe(1)
  })

  it.runIf(platform === 'slack')(
    'case 26: that Slack lets only some write in loses nothing either',
    async ({ expect }) => {
      bot.slack?.faults.nextCall('chat.postMessage', 'error:restricted_action')
      await reportIsDue()
      await robin.next(saying(TOLD), 'word in private')
      await expect
        .poll(async () => (await posts())[0])
        .toMatchObject({ state: 'pending', reason: 'restricted' })
      await bot.robin.command(bot.place, '/study', 'status')
      await robin.next(saying(REPORT), 'the report that was kept')
      await expect.poll(async () => (await posts())[0]?.state, { timeout: 8_000 }).toBe('sent')
    },
  )

  it.runIf(platform === 'slack')('case 26: that was archived loses nothing either', async () => {
    bot.slack?.archive(bot.place)
    await reportIsDue()
    await robin.next(saying(TOLD), 'word in private')
    bot.slack?.unarchive(bot.place)
    await bot.robin.command(bot.place, '/study', 'status')
    await robin.next(saying(REPORT), 'the report that was kept')
  })

  it('case 26: that is gone keeps no interview from going on', async ({ expect }) => {
    const person = await interviewed(bot)
    bot.takeOut(bot.place)
    await person.answer('I began with a small planner in spring, since the old list had grown too long.')
    bot.bringBack(bot.place)
    expect(person.watch.sights.some((sight) => saying(TOLD)(sight))).toBe(false)
  })

  it('case 26: is the only place its reports ever stood in', ({ expect }) => {
    const reports = bot.lines.filter(({ kind, text }) => kind === 'message' && text?.includes(REPORT))
    expect(reports.length).toBe(platform === 'slack' ? 4 : 2)
    expect(new Set(reports.map(({ conversation }) => conversation))).toEqual(new Set([bot.place]))
  })
})
