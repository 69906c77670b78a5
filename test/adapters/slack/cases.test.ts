import { afterEach, describe, expect, it } from 'vitest'
import type { FormSpec } from '../../../src/core/ports/form.ts'
import { type Stage, setStage, watch } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const form: FormSpec = {
  id: 'study-new',
  title: 'New study',
  submit: 'Create',
  fields: [{ kind: 'text', id: 'goal', label: 'Goal', long: true, required: true, maxLength: 3_000 }],
}

describe.each(['sockets', 'http'] as const)('by %s', (way) => {
  it('case 20: whoever asked for a form too late is told to try again, and what they did is stored', async () => {
    stage = await setStage({
      way,
      formFor: () => form,
      standIn: { timing: { triggerMs: -1 } },
    })
    const { slack, events } = stage
    const person = slack.addPerson({ name: 'Ada Quill' })
    const channel = slack.addChannel({ name: 'research', members: [person, slack.botUser] })
    const eyes = watch(slack.seat(person))
    await slack.seat(person).command(channel, '/study', 'new')
    expect(await eyes.see('message')).toMatchObject({
      ephemeral: true,
      text: expect.stringMatching(/try again/),
    })
    expect(eyes.sights.filter(({ kind }) => kind === 'form')).toEqual([])
    expect(events).toMatchObject([{ kind: 'command', text: 'new' }])
  })
})
