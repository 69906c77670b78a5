import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEnd, isUnderWay, mayFollow } from '../../../src/core/interview/interview.ts'
import { CONTROLS } from '../../../src/core/interview/words/control-words.ts'
import { craftProblems, questionCount } from '../../../src/core/interview/words/craft.ts'
import { type Rehearsal, type Reply, rehearse } from './rehearsal.ts'

const ID = '01900000-0000-7000-8000-000000000001'
const SHORT = ID.slice(-12)

type Act = (interview: Rehearsal) => Promise<readonly string[]>

const words = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.constantFrom(
    'skip',
    'pause',
    'resume',
    'stop',
    'delete my data',
    'DELETE',
    'why',
    'help',
    'yes',
    '4',
    'A planner.',
  ),
)
const action = fc.constantFrom(
  `consent:take-part:${ID}`,
  `consent:decline:${ID}`,
  `consent:more:${ID}`,
  `survey:${SHORT}:often:4`,
  `survey:${SHORT}:recommend:yes`,
  `survey:${SHORT}:often:99`,
  `survey:${SHORT}:unknown:1`,
  `control:resume:${SHORT}`,
  'nonsense',
)
const act: fc.Arbitrary<Act> = fc.oneof(
  words.map(
    (each): Act =>
      (interview) =>
        interview.say(each),
  ),
  fc.array(words, { minLength: 1, maxLength: 4 }).map(
    (all): Act =>
      (interview) =>
        interview.burst(all),
  ),
  action.map(
    (each): Act =>
      (interview) =>
        interview.press(each),
  ),
  fc.subarray(['quotes', 'release', 'recontact']).map(
    (allow): Act =>
      (interview) =>
        interview.send(`consent-choices:${ID}`, allow),
  ),
  fc.constantFrom(...CONTROLS).map(
    (word): Act =>
      (interview) =>
        interview.command(word),
  ),
  fc.integer({ min: 0, max: 400_000 }).map(
    (ms): Act =>
      (interview) =>
        interview.wait(ms),
  ),
)
const reply: fc.Arbitrary<Reply> = fc.record(
  {
    substance: fc.constantFrom('none', 'thin', 'full'),
    refused: fc.boolean(),
    confused: fc.boolean(),
    offTopic: fc.boolean(),
    distressed: fc.boolean(),
    asksBot: fc.constantFrom('nothing', 'who-reads', 'is-human', 'other'),
    wants: fc.constantFrom('continue', 'skip', 'pause', 'stop', 'delete'),
    probe: fc.oneof(fc.string(), fc.constant('What happened then?')),
    ask: fc.oneof(fc.string(), fc.constant('Great! Why? And how?')),
    clarify: fc.string(),
    rewrite: fc.string(),
    fails: fc.constantFrom('unavailable', 'unusable', 'declined'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Reply>

describe('whatever a person and a model do', () => {
  it('states move along the declared machine, nothing is asked before consent or after the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 25 }),
        fc.array(reply, { maxLength: 25 }),
        async (acts, replies) => {
          const interview = rehearse(replies)
          for (const each of acts) {
            const before = interview.record()
            await each(interview)
            const { state, progress } = interview.record()
            expect(mayFollow(before.state, state), `${before.state} -> ${state}`).toBe(true)
            const step = interview.steps.at(-1)
            const asked =
              step?.turns.filter((turn) => turn.speaker === 'interviewer' && turn.kind === 'question') ?? []
            if (!isUnderWay(state)) expect(asked).toEqual([])
            if (isEnd(state)) expect(progress.question).toBeNull()
            expect(step?.timer === 'cancel').toBe(isEnd(state))
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('every message after consent and before the end is in exactly one turn, unless it was erased', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 20 }),
        fc.array(reply, { maxLength: 20 }),
        async (acts, replies) => {
          const interview = rehearse(replies)
          for (const each of acts) {
            const wasUnderWay = isUnderWay(interview.record().state)
            await each(interview)
            const step = interview.steps.at(-1)
            const kept = step?.turns.filter((turn) => turn.speaker === 'participant') ?? []
            const said = step?.inbox.length ?? 0
            if (!wasUnderWay || step?.erase) expect(kept).toEqual([])
            else if (kept.length > 0) expect(kept.flatMap((turn) => turn.messages)).toHaveLength(said)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('a question that the model worded holds the craft rules', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(reply, { minLength: 1, maxLength: 10 }), async (replies) => {
        const interview = rehearse(replies)
        await interview.press(`consent:take-part:${ID}`)
        await interview.press(`survey:${SHORT}:often:4`)
        for (const _ of replies) await interview.say('A planner, for the team.')
        for (const step of interview.steps)
          for (const turn of step.turns)
            if (turn.kind === 'question' && turn.model !== null) {
              expect(questionCount(turn.words)).toBe(1)
              expect(craftProblems(turn.words, [])).toEqual([])
            }
      }),
      { numRuns: 200 },
    )
  })
})
