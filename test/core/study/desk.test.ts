import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { studyLane } from '../../../src/core/lane.ts'
import { createDeskBench, type DeskBench, DISCORD, LUNCH, SLACK, STRANGER } from './desk-bench.ts'
import { STUDY_FILE } from './sample.ts'

const FILE = { field: 'file', name: 'study.yaml', text: STUDY_FILE }

describe('a study from a file', () => {
  let bench: DeskBench
  beforeAll(async () => {
    bench = await createDeskBench()
  })
  afterAll(() => bench.close())

  it('stands as a draft with its buttons in the research places of both platforms', async () => {
    const { answer } = await bench.sends(SLACK, { platforms: ['all'] }, [FILE])
    expect(answer).toContain('1 cohort, 2 questions')
    for (const place of [SLACK, DISCORD]) {
      const [plan = '', decision = ''] = bench.shown(place)
      expect(plan).toContain('Q1 [must, serves sleep] How do you sleep after a night shift?')
      expect(plan).toContain('simulated')
      expect(plan).toContain('not shown to participants or the interviewer')
      expect(decision).toMatch(/version 1 .*hash [0-9a-f]{12}/)
      expect(bench.buttons(place).map(({ action }) => action.split(':')[1])).toEqual(['approve', 'change'])
    }
  })

  it('cannot be launched before it is approved', async () => {
    const { answer } = await bench.says(SLACK, 'launch nurses=<#C1>')
    expect(answer).toContain('must be approved first')
  })

  it('changes what the consent card names without a model, and withdraws the old buttons', async () => {
    const before = bench.buttons(DISCORD)
    await bench.does(SLACK, { kind: 'mention', message: '1.1', text: 'contact: Ada, room 12' })
    const buttons = bench.buttons(DISCORD)
    expect(buttons).toHaveLength(2)
    expect(buttons).not.toEqual(before)
    expect(bench.shown(DISCORD).join('\n')).toContain('Version 1 is superseded by version 2')
    expect(bench.shown(DISCORD).at(-2)).toContain('contact Ada, room 12')
  })

  it('is approved by one press, which ends the buttons everywhere', async () => {
    const { answer } = await bench.presses(SLACK, 'plan:approve:')
    expect(answer).toContain('Version 2 was approved by Ada')
    for (const place of [SLACK, DISCORD]) {
      expect(bench.buttons(place)).toEqual([])
      expect(bench.shown(place).at(-1)).toMatch(/Approved by Ada: version 2 .* hash [0-9a-f]{12}/)
    }
    expect(await bench.store.studyAt(SLACK)).toMatchObject({
      state: 'approved',
      plan: { state: 'approved', number: 2 },
    })
  })

  it('tells a second press that it is no longer open', async () => {
    const version = (await bench.store.studyAt(SLACK))?.plan.id
    const { answer } = await bench.does(SLACK, {
      kind: 'button',
      action: `plan:approve:${version}`,
      values: [],
      message: '2',
    })
    expect(answer).toContain('No longer open')
  })

  it('names what a launch lacks', async () => {
    const { answer } = await bench.says(SLACK, 'launch doctors=<#C1>')
    expect(answer).toContain('The plan has no cohort “doctors”.')
    expect(answer).toContain('Not named: nurses.')
  })

  it('launches each platform for itself and sets one nightly timer', async () => {
    const first = await bench.says(SLACK, 'launch nurses=<@U1>,<@U2>')
    const study = await bench.store.studyAt(SLACK)
    expect(first.wake).toContain(studyLane(study?.id ?? ''))
    expect(bench.shown(DISCORD).at(-1)).toContain('Launched “Night shifts” on Slack by Ada')
    await bench.says(DISCORD, 'launch nurses=<#77>')
    const sites = await bench.db
      .selectFrom('study_site')
      .select(['audience', 'launched_at'])
      .orderBy('platform')
      .execute()
    expect(sites.map(({ audience }) => audience)).toEqual([
      [{ cohort: 'nurses', place: '77' }],
      [{ cohort: 'nurses', people: ['U1', 'U2'] }],
    ])
    const timers = await bench.db.selectFrom('timer').selectAll().execute()
    expect(timers).toMatchObject([{ kind: 'nightly', due_at: new Date('2026-03-03T01:00:00.000Z') }])
    expect((await bench.says(SLACK, 'launch nurses=<#C1>')).answer).toContain('launched here already')
  })

  it('keeps the plan fixed once launched', async () => {
    const { answer } = await bench.says(SLACK, 'plan drop Q2')
    expect(answer).toContain('its plan is fixed')
  })

  it('shows how far it is without telling how few declined', async () => {
    const { answer } = await bench.says(SLACK, 'status')
    expect(answer).toContain('Night shifts: running')
    expect(answer).toContain('Slack: 0 invited')
    expect(answer).toContain('Declined: fewer than 5')
    expect(answer).toContain('simulated')
  })

  it('pauses and resumes', async () => {
    await bench.says(DISCORD, 'pause')
    expect((await bench.store.studyAt(SLACK))?.state).toBe('paused')
    await bench.says(SLACK, 'resume')
    expect((await bench.store.studyAt(SLACK))?.state).toBe('running')
  })

  it('asks for one report at a time', async () => {
    const { wake } = await bench.says(SLACK, 'report now')
    const study = await bench.store.studyAt(SLACK)
    expect(wake).toEqual([studyLane(study?.id ?? '')])
    expect((await bench.says(DISCORD, 'report now')).answer).toContain('already')
    expect(
      await bench.db.selectFrom('analysis_run').select(['cause', 'state', 'asked_by']).execute(),
    ).toEqual([{ cause: 'asked', state: 'waiting', asked_by: 'slack:T1:UADA' }])
  })

  it('closes, and no study is open then', async () => {
    await bench.says(SLACK, 'close')
    expect(bench.shown(DISCORD).at(-1)).toContain('Closed “Night shifts”')
    expect((await bench.says(SLACK, 'launch nurses=<#C1>')).answer).toContain('No study is open here')
    expect((await bench.says(SLACK, 'status')).answer).toContain('Night shifts: closed')
  })

  it('leaves no words of forms and mentions in the inbox', async () => {
    const rows = await bench.db.selectFrom('inbox').select(['kind', 'event', 'state']).execute()
    expect(rows.every(({ state }) => state === 'done')).toBe(true)
    expect(JSON.stringify(rows)).not.toContain('room 12')
    expect(JSON.stringify(rows)).not.toContain('Ward Studies')
  })
})

describe('the desk', () => {
  let bench: DeskBench
  beforeAll(async () => {
    bench = await createDeskBench()
  })
  afterAll(() => bench.close())

  it('refuses elsewhere and to others without a word about studies', async () => {
    const stranger = { kind: 'command', command: 'study', text: 'status', person: STRANGER } as const
    const answers = [(await bench.says(LUNCH, 'status')).answer, (await bench.does(SLACK, stranger)).answer]
    for (const answer of answers)
      expect(answer).toBe('This is only for researchers, in their research channels.')
  })

  it('gives each fault of a study file as its own line and stores nothing', async () => {
    const broken = { ...FILE, text: STUDY_FILE.replace('must', 'surely').replace('minutes', 'x') }
    const { answer } = await bench.sends(SLACK, {}, [broken])
    expect(answer).toMatch(/^study\.yaml:\d+: cohorts\[1\]\.sections\[1\]\.questions\[1\]\.priority: /)
    expect(await bench.store.studyAt(SLACK)).toBeUndefined()
    expect(bench.shown(SLACK)).toEqual([])
  })

  it('explains itself to an unknown command', async () => {
    for (const text of ['', 'help', 'constructor', 'frobnicate'])
      expect((await bench.says(SLACK, text)).answer).toContain('/study launch cohort=#channel')
  })

  it.each([
    ['de-DE', 'Das ist nur für Forschende', '„frobnicate“ kenne ich nicht', 'Hier gibt es noch keine Studie'],
    [
      'es-419',
      'Esto es solo para el equipo',
      'No conozco «frobnicate»',
      'Aquí todavía no hay ningún estudio',
    ],
    ['fr', 'C’est réservé à l’équipe', 'Je ne connais pas « frobnicate »', 'Il n’y a pas encore d’étude ici'],
    ['pt-BR', 'This is only for researchers', 'I do not know “frobnicate”', 'There is no study here yet'],
  ])('tells whoever is at %s in their language what is wrong', async (locale, refused, unknown, missing) => {
    const says = async (text: string, person?: string) =>
      (
        await bench.does(SLACK, {
          kind: 'command',
          command: 'study',
          text,
          locale,
          ...(person ? { person } : {}),
        })
      ).answer
    expect(await says('status', STRANGER)).toContain(refused)
    expect(await says('frobnicate')).toContain(unknown)
    expect(await says('help')).toContain('/study launch cohort=#channel')
    expect(await says('status')).toContain(missing)
  })

  it('names the faults of a launch in the language of who launches', async () => {
    await bench.sends(SLACK, { platforms: ['slack'] }, [FILE])
    await bench.presses(SLACK, 'plan:approve:')
    const told = { kind: 'command', command: 'study', text: 'launch doctors=<#C1>', locale: 'de' } as const
    const { answer } = await bench.does(SLACK, told)
    expect(answer).toContain('Der Plan hat keine Gruppe „doctors“.')
    expect(answer).toContain('Nicht genannt: nurses.')
    await bench.says(SLACK, 'close')
  })

  it('answers a mention without a study in the place itself', async () => {
    await bench.does(SLACK, { kind: 'mention', message: '1.1', text: 'hello?' })
    expect(bench.shown(SLACK).at(-1)).toContain('/study new')
  })

  it('does nothing more when a row is handled again', async () => {
    const { again } = await bench.sends(DISCORD, { platforms: ['discord'] }, [FILE])
    const seen = bench.shown(DISCORD).length
    expect(await again()).toEqual({ wake: [] })
    expect(bench.shown(DISCORD)).toHaveLength(seen)
    expect(await bench.db.selectFrom('study').select('id').execute()).toHaveLength(2)
  })
})
