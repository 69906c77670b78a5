import { describe, expect, it } from 'vitest'
import { studyForms } from '../../../src/core/study/forms.ts'
import { createMemoryChat } from '../../fakes/chat/memory-chat.ts'

describe('the form of a new study', () => {
  const slack = createMemoryChat({ platform: 'slack', workspace: 'T1' }).chat
  const discord = createMemoryChat({ platform: 'discord', workspace: '900' }).chat
  const fields = (chats: Parameters<typeof studyForms>[0]) =>
    studyForms(chats)({ kind: 'command', command: 'study', text: 'new' } as never)?.fields ?? []

  it('offers every platform that is configured, and all of them first', () => {
    const [field] = fields([slack, discord]).filter(({ id }) => id === 'platforms')
    expect(field).toMatchObject({
      options: [
        { value: 'all', label: 'Slack and Discord' },
        { value: 'slack', label: 'Slack' },
        { value: 'discord', label: 'Discord' },
      ],
      chosen: ['all'],
    })
  })

  it('does not ask where there is nothing to choose', () => {
    expect(fields([discord]).map(({ id }) => id)).toEqual(['title', 'goal', 'cohorts', 'file'])
  })
})
