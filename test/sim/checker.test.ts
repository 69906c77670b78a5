import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkRun } from '../../sim/checker/check-run.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { minute, PlantedRun } from './planted-run.ts'

let database: TestDatabase
let run: PlantedRun
beforeEach(async () => {
  database = await createTestDatabase()
  run = new PlantedRun(database)
  await run.study()
})
afterEach(() => database.close())

const check = async () => {
  const figures = await checkRun({
    databaseUrl: database.url,
    logs: { slack: await run.logFile() },
    people: [{ platform: 'slack', user: 'U1', expected: ['completed'] }],
  })
  return figures
}

describe('the checker', () => {
  it('finds nothing lost or doubled where every last text stands in one turn', async () => {
    const interview = await run.interview('U1')
    const answer = run.says('U1', 'First part')
    const second = run.says('U1', 'second part ')
    await run.turn(interview, 1, 'First part\n\nsecond part', [answer, second])
    const edited = run.says('U1', 'I mean this')
    run.edits(edited, 'I mean that')
    await run.turn(interview, 2, 'I mean that', [edited])
    run.deletes(run.says('U1', 'Forget it'))
    run.says('U1', 'before consent', minute(0))
    run.says('U1', 'after the end', minute(10))
    run.shows('k1', 'Question?')
    expect(await check()).toMatchObject({
      lost: 0,
      doubled: 0,
      completed: 1,
      invited: 1,
      open: 0,
      asExpected: 1,
    })
  })

  it('counts one planted lost message', async () => {
    const interview = await run.interview('U1')
    await run.turn(interview, 1, 'Kept', [run.says('U1', 'Kept')])
    const lost = run.says('U1', 'Nowhere to be found')
    expect(await check()).toMatchObject({
      lost: 1,
      doubled: 0,
      evidence: { lost: [`${lost} (in no stored turn)`] },
    })
  })

  it('counts a message as lost whose edit was not followed', async () => {
    const interview = await run.interview('U1')
    const message = run.says('U1', 'Twelve')
    run.edits(message, 'Thirteen')
    await run.turn(interview, 1, 'Twelve', [message])
    expect(await check()).toMatchObject({ lost: 1, doubled: 0 })
  })

  it('counts one planted message stored in two turns', async () => {
    const interview = await run.interview('U1')
    const message = run.says('U1', 'Said once')
    await run.turn(interview, 1, 'Said once', [message])
    await run.turn(interview, 2, 'Said once', [])
    expect(await check()).toMatchObject({
      lost: 0,
      doubled: 1,
      evidence: { doubled: [`${message} (in 2 stored turns)`] },
    })
  })

  it('does not count the marks of bold and italic, which Slack draws instead of showing', async () => {
    const interview = await run.interview('U1')
    await run.turn(interview, 1, 'I *never* use _that_', [run.says('U1', 'I never use that')])
    expect(await check()).toMatchObject({ lost: 0, doubled: 0 })
  })

  it('does not take the same words said twice for one message stored twice', async () => {
    const interview = await run.interview('U1')
    await run.turn(interview, 1, 'skip', [run.says('U1', 'skip')])
    await run.turn(interview, 2, 'skip', [run.says('U1', 'skip')])
    expect(await check()).toMatchObject({ lost: 0, doubled: 0 })
  })

  it('counts one planted bot message that is visible twice for one delivery', async () => {
    run.shows('k1', 'Question?')
    run.shows('k1', 'Question?')
    run.deletes(run.shows('k1', 'Question?'))
    run.shows('k2', 'First half')
    run.shows('k2', 'Second half')
    expect(await check()).toMatchObject({ doubled: 1 })
  })

  it('leaves out people whose data was erased on their request', async () => {
    await run.interview('U1', { state: 'withdrawn', erased: true })
    run.says('U1', 'Gone by now')
    expect(await check()).toMatchObject({ lost: 0, withdrawn: 1, asExpected: 0 })
  })

  it('keeps a message of an interview that is still open in view', async () => {
    await run.interview('U1', { state: 'interviewing' })
    run.says('U1', 'Still waiting', minute(60))
    expect(await check()).toMatchObject({ lost: 1, open: 1 })
  })

  it('sees the report with its pictures outside direct conversations only', async () => {
    const page = { name: 'report.html', mediaType: 'text/html', alt: '' }
    const chart = { name: 'chart.png', mediaType: 'image/png', alt: 'A chart' }
    run.shows('r0', 'Report', { files: [page, chart] })
    expect(await check()).toMatchObject({ reportPosted: false, charts: 0 })
    run.shows('r1', 'Report', { files: [chart, chart], direct: false })
    run.shows('r2', '', { files: [page], direct: false })
    expect(await check()).toMatchObject({
      reportPosted: true,
      charts: 2,
      platforms: { slack: { reportPosted: true, charts: 2 } },
    })
  })
})
