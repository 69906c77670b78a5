import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningBot, runBot } from './stage/running-bot.ts'
import { tablesHolding, unfinished } from './stage/stored.ts'
import { changedTo, form, offering, privately, saying, type Watch, watching } from './stage/watching.ts'

const REFUSED = 'This is only for researchers, in their research channels.'

const GOAL = 'Learn how people in small harbours plan their week, and what they do when the plan fails.'

const BROKEN = `title: Planning a week
goal: How people plan
domain: planning
asker: The Harbour research team
readers: two researchers
contact: research@harbour.example
researchQuestions:
  - { id: plan, text: How do people plan? }
cohorts:
  - key: all
    name: Everybody
    goal: Hear of one week
    sections:
      - title: The week
        questions:
          - { id: week, ask: How did your last week begin?, priority: urgent }
          - { id: week, ask: What came of it?, serves: nothing }
`

describe.each(['slack', 'discord'] as const)("the researchers' desk on %s", (platform) => {
  let bot: RunningBot
  let watch: Watch
  beforeAll(async () => {
    bot = await runBot(platform, {
      env: ({ researchersSetting, robin }) => ({ [researchersSetting]: robin.user }),
    })
    watch = watching(bot.robin)
  })
  afterAll(() => bot.close())

  const study = (words: string) => bot.robin.command(bot.place, '/study', words)
  const studies = async () => (await bot.database.db.selectFrom('study').select('id').execute()).length

  it('tells what is wrong with a study file, and where, and stores nothing', async () => {
    await study('new')
    await bot.robin.submit(
      await watch.next(form, 'the form'),
      { title: [], goal: [] },
      { file: { name: 'week.yaml', text: BROKEN } },
    )
    const told = await watch.next(privately('week.yaml'), 'what is wrong')
    expect(told.text).toMatch(/week\.yaml:16: .*priority/)
    expect(await studies()).toBe(0)
    expect(await tablesHolding(bot, 'Planning a week')).toEqual([])
  })

  it('tells the line of a file that cannot be read at all', async () => {
    await study('new')
    await bot.robin.submit(
      await watch.next(form, 'the form'),
      { title: [], goal: [] },
      { file: { name: 'week.yaml', text: 'title: "Planning\ngoal: [unclosed' } },
    )
    await watch.next(privately(/week\.yaml:\d+: not valid YAML/), 'the line')
    expect(await studies()).toBe(0)
  })

  it('asks for a goal where neither goal nor file is given', async () => {
    await study('new')
    await bot.robin.submit(await watch.next(form, 'the form'), { title: [], goal: [] })
    await watch.next(privately('Say what you want to learn, or attach a study file.'), 'what is missing')
    expect(await studies()).toBe(0)
  })

  it('answers nobody but researchers, and nowhere but in research channels', async () => {
    const kim = watching(bot.kim)
    await bot.kim.command(bot.place, '/study', 'status')
    await kim.next(privately(REFUSED), 'the refusal for who is no researcher')
    const elsewhere = bot.addChannel('elsewhere', [bot.robin])
    await bot.robin.command(elsewhere, '/study', 'status')
    await watch.next(privately(REFUSED), 'the refusal in another channel')
    await bot.kim.say(`${bot.mention} drop Q1, wistfulgannet`, bot.place)
    await expect.poll(() => unfinished(bot)).toBe(0)
    expect(kim.sights.filter((sight) => sight.kind === 'message' && sight.fromBot).length).toBe(1)
    expect(await tablesHolding(bot, 'wistfulgannet')).toEqual([])
  })

  it('lets the model draft a plan from a goal alone, and says that it is simulated', async () => {
    await study('new')
    await bot.robin.submit(await watch.next(form, 'the form'), {
      title: [],
      goal: [GOAL],
    })
    await watch.next(privately(/simulated.* drafts the plan/), 'word that the model drafts')
    const plan = await watch.next(saying('interview plan, version 1'), 'the plan')
    expect(plan.text).toContain(GOAL)
    expect(plan.text).toMatch(/Q5 \[\w+/)
    expect(plan.text).toMatch(/Interviewer: .*simulated/)
    expect(await studies()).toBe(1)
  })

  it('approves once, however often Approve is pressed, and no version but the newest', async () => {
    const first = await watch.next(offering('plan:approve:'), 'version 1')
    await bot.robin.say(`${bot.mention} drop Q2`, bot.place)
    const second = await watch.next(offering('plan:approve:'), 'version 2')
    // The press is on its way while version 2 is posted: the person still sees the button of version 1.
    await bot.robin.press(first.message, first.control).catch(() => undefined)
    const both = [
      bot.robin.press(second.message, second.control),
      bot.robin.press(second.message, second.control),
    ]
    await Promise.all(both)
    await watch.next(privately('No longer open'), 'word that it is decided')
    await expect.poll(() => unfinished(bot)).toBe(0)
    const approvals = watch.sights.filter((sight) => saying('Approved by Robin Hale')(sight))
    expect(approvals.length).toBe(1)
    expect(watch.sights.some((sight) => changedTo('Version 2 was approved by Robin Hale')(sight))).toBe(true)
    const versions = await bot.database.db
      .selectFrom('plan_version')
      .select(['number', 'state'])
      .orderBy('number')
      .execute()
    expect(versions).toEqual([
      { number: 1, state: 'superseded' },
      { number: 2, state: 'approved' },
    ])
  })

  it('says what a launch lacks, and nobody is asked', async () => {
    await study('launch')
    await watch.next(privately('Not named: everyone.'), 'what is missing')
    await study('launch everyone=nowhere')
    await watch.next(privately('is neither one #channel nor a list of @people'), 'what is wrong')
    await study('report now')
    await watch.next(privately('was not launched'), 'why there is no report')
    expect(await bot.database.db.selectFrom('interview').select('id').execute()).toEqual([])
  })

  it('answers help, and commands it does not know, with what there is', async () => {
    await study('help')
    await watch.next(privately('/study launch cohort=#channel'), 'the help')
  })
})
