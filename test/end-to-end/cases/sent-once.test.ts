import { afterAll, beforeAll, describe, it } from 'vitest'
import type { Sight } from '../../../sim/seat.ts'
import { InterviewPlan } from '../../../src/core/study/interview-plan.ts'
import { PLAN } from '../../core/interview/rehearsal.ts'
import { interviewed, invited, type Participant, takePart } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { unfinished } from '../stage/stored.ts'
import { form, offering, question, saying, type Watch, watching } from '../stage/watching.ts'

const ANSWER = 'I began with a small planner in spring, since the old list had grown too long to read.'

/** A question that no message of either platform holds, with all that could ping, link or format. */
const LONG = [
  ...Array.from(
    { length: 16 },
    (_, index) =>
      `Paragraph ${index}, @everyone and <!channel>: ${`the *harbour* opens \`${index}\` and _closes_ at ~nine~ `.repeat(18)}`,
  ),
  'So much for the day. What did you do with it?',
].join('\n\n')

function planAsking(ask: string): InterviewPlan {
  const [cohort] = PLAN.cohorts
  if (!cohort) throw new Error('no cohort')
  const questions = [{ id: 'q1', ask, priority: 'must' }]
  return InterviewPlan.parse({
    ...PLAN,
    surveyBefore: [],
    cohorts: [{ ...cohort, sections: [{ title: 'All', questions }] }],
  })
}

const bare = (text: string) => text.replaceAll(/[\s•]/g, '')
/** The messages, one after the other, hold the text from its first to its last word, and no part of it twice. */
function holdsOnce(messages: readonly string[], text: string): boolean {
  const shown = bare(messages.join(''))
  return shown.includes(bare(text)) && shown.split('Paragraph').length === text.split('Paragraph').length
}
const shownTo = ({ watch }: Pick<Participant, 'watch'>) =>
  watch.sights.flatMap((sight) =>
    sight.kind === 'message' && sight.fromBot && sight.direct ? [sight.text] : [],
  )

describe.each(['slack', 'discord'] as const)('what is sent on %s', (platform) => {
  let bot: RunningBot
  let robin: Watch
  beforeAll(async () => {
    bot = await runBot(platform)
    robin = watching(bot.robin)
  })
  afterAll(() => bot.close())

  it('case 6: a question whose response got lost is seen once', async ({ expect }) => {
    const person = await interviewed(bot)
    bot.loseNextAnswer()
    await person.answer(ANSWER)
    await expect.poll(() => unfinished(bot), { timeout: 8_000 }).toBe(0)
    expect(new Set(shownTo(person)).size).toBe(shownTo(person).length)
  })

  it('case 6: a post in the research channel whose response got lost is seen once and holds up nothing', async ({
    expect,
  }) => {
    await bot.robin.command(bot.place, '/study', 'new')
    await bot.robin.submit(
      await robin.next(form, 'the form'),
      { title: [], goal: [], platforms: [platform] },
      { file: { name: 'week.json', text: JSON.stringify({ ...PLAN, title: 'Lost and found' }) } },
    )
    await robin.next(offering('plan:approve:'), 'the draft')
    await expect.poll(() => unfinished(bot), { timeout: 8_000 }).toBe(0)
    const before = robin.sights.length
    bot.loseNextAnswer()
    await bot.robin.say(`${bot.mention} drop Q2`, bot.place)
    await robin.next(offering('plan:approve:'), 'what comes after the lost one')
    await expect.poll(() => unfinished(bot), { timeout: 8_000 }).toBe(0)
    const since = robin.sights.slice(before)
    expect(since.filter((sight) => saying('what version 2 changes')(sight)).length).toBe(1)
    expect(since.filter((sight) => offering('plan:approve:')(sight)).length).toBe(1)
    expect(since.some((sight) => saying('I was not told whether')(sight))).toBe(platform === 'slack')
  })

  it('case 7: a limit on one conversation keeps nobody else waiting', async ({ expect }) => {
    const [limited, other] = [await interviewed(bot), await interviewed(bot)]
    await expect.poll(() => unfinished(bot), { timeout: 8_000 }).toBe(0)
    if (bot.slack) {
      bot.slack.limit({ messagesPerSecond: 0.25, messageBurst: 1, tierFactor: 100 })
      await limited.answer(ANSWER)
    }
    for (let refusals = 0; bot.discord && refusals < 8; refusals++)
      bot.discord.faults.nextCall(new RegExp(`^POST /channels/${limited.direct()}/messages$`), 'rate-limited')
    const said = shownTo(limited).length
    await limited.say('It took me a week to get used to it, because the old habit was strong.')
    const refused = () => bot.lines.some(({ kind, error }) => kind === 'refused' && /rate/.test(error ?? ''))
    await expect.poll(refused, { timeout: 5_000 }).toBe(true)
    await other.answer(ANSWER)
    expect(shownTo(limited).length).toBe(said)
    await limited.watch.next(question, 'the question that had to wait')
    expect(shownTo(limited).length).toBe(said + 1)
    bot.slack?.limit({ messagesPerSecond: 50, messageBurst: 50, tierFactor: 100 })
  })

  it.runIf(platform === 'slack')(
    'what the platform refuses to show is said as plain text',
    async ({ expect }) => {
      bot.slack?.faults.nextCall('chat.postMessage', 'error:invalid_blocks')
      await bot.robin.say(`${bot.mention} drop Q1`, bot.place)
      const changes = await robin.next(saying('what version 3 changes'), 'the changes all the same')
      expect(changes.text).toContain('Which tool did you start to use lately?')
      await robin.next(offering('plan:approve:'), 'what comes after it')
    },
  )

  it('case 16: a text over every limit comes in parts, in order, literal and whole', async ({ expect }) => {
    const person = await invited(bot, { plan: planAsking(LONG) })
    await takePart(bot, person)
    await expect.poll(() => unfinished(bot), { timeout: 8_000 }).toBe(0)
    expect(shownTo(person).filter((text) => text.includes('Paragraph')).length).toBeGreaterThan(1)
    expect(holdsOnce(shownTo(person), LONG)).toBe(true)
  })
})

describe.each(['slack', 'discord'] as const)('letters of several code points on %s', (platform) => {
  it('case 33: are cut by no limit, nor lost', async ({ expect, onTestFinished }) => {
    const bot = await runBot(platform)
    onTestFinished(() => bot.close())
    const letters = ['👩\u200d🌾', '🇩🇪', 'e\u0301', 'नि', 'שׁ', '한']
    const text = Array.from({ length: 3_600 }, (_, index) => letters[index % letters.length]).join('')
    const person = await invited(bot, { plan: planAsking(`${text} ?`) })
    await takePart(bot, person)
    await expect.poll(() => unfinished(bot), { timeout: 8_000 }).toBe(0)
    const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
    const seen = shownTo(person).flatMap((each) => [...segmenter.segment(each)].map(({ segment }) => segment))
    const theirs = seen.filter((segment) => letters.includes(segment))
    expect(theirs.length).toBe(3_600)
    expect(theirs.join('') === text).toBe(true)
    expect(seen.some((segment) => /^[\u200d\u0301\u05c1\u{1f1e6}-\u{1f1ff}]$/u.test(segment))).toBe(false)
  })
})

describe.concurrent.each(['slack', 'discord'] as const)(
  'a limit in the middle of a text on %s',
  (platform) => {
    it('case 16: the text goes on at the part that failed, and none is seen twice', {
      timeout: 60_000,
    }, async ({ expect, onTestFinished }) => {
      const bot = await runBot(platform, {
        standIn: { discord: { channelBucket: { limit: 3, windowMs: 700 } } },
      })
      onTestFinished(() => bot.close())
      const robin = watching(bot.robin)
      // A plan, as the model or a file may hold it, is posted in the research channel; the question to a person.
      bot.slack?.limit({ messagesPerSecond: 0.8, messageBurst: 1, tierFactor: 100 })
      await bot.robin.command(bot.place, '/study', 'new')
      await bot.robin.submit(
        await robin.next(form, 'the form'),
        { title: [], goal: [], platforms: [platform] },
        { file: { name: 'week.json', text: JSON.stringify(planAsking(LONG)) } },
      )
      await robin.next(offering('plan:approve:'), 'the draft behind the plan')
      const posted = robin.sights.flatMap((sight: Sight) =>
        sight.kind === 'message' && sight.fromBot && !sight.ephemeral ? [sight.text] : [],
      )
      const paragraphs = posted.flatMap((each) =>
        [...each.matchAll(/Paragraph (\d+),/g)].map(([, at]) => Number(at)),
      )
      // The plan has the question, and after it the remark that it is too long has it again.
      const once = Array.from({ length: 16 }, (_, index) => index)
      expect(paragraphs).toEqual([...once, ...once])

      bot.slack?.limit({ messagesPerSecond: 2, messageBurst: 1, tierFactor: 100 })
      const person = await invited(bot, { plan: planAsking(LONG) })
      await takePart(bot, person)
      await expect.poll(() => unfinished(bot), { timeout: 20_000 }).toBe(0)
      expect(holdsOnce(shownTo(person), LONG)).toBe(true)
      const broken = await bot.database.db
        .selectFrom('outbox')
        .select('id')
        .where('lane', '=', person.lane)
        .where('stands', 'is not', null)
        .execute()
      expect(broken.length).toBeGreaterThan(0)
    })
  },
)
