import { describe, expect, it } from 'vitest'
import { rehearse } from './rehearsal.ts'

const ID = '01900000-0000-7000-8000-000000000001'
const SHORT = ID.slice(-12)

async function underWay() {
  const interview = rehearse([])
  await interview.press(`consent:take-part:${ID}`)
  await interview.press(`survey:${SHORT}:often:3`)
  return interview
}

const state = (interview: ReturnType<typeof rehearse>) => interview.record().state

describe('asking for deletion', () => {
  it('is confirmed by the word alone, in any of the languages', async () => {
    for (const word of ['DELETE', 'löschen', 'borrar', 'supprimer']) {
      const interview = await underWay()
      expect((await interview.say('delete my data')).join()).toContain('DELETE')
      await interview.say(word)
      expect(state(interview)).toBe('withdrawn')
    }
  })

  it('asks for the confirmation again when asked again, by word or command', async () => {
    const interview = await underWay()
    const [asked] = await interview.say('delete my data')
    expect(await interview.say('delete my data')).toEqual([asked])
    expect(await interview.command('delete')).toContain(asked)
    expect(state(interview)).toBe('interviewing')
  })

  it('before consent leaves the card in force until it is confirmed', async () => {
    const interview = rehearse([])
    await interview.say('delete my data')
    expect((await interview.say('what is this?')).join()).not.toContain('over')
    await interview.press(`consent:take-part:${ID}`)
    expect(state(interview)).toBe('surveying-before')
  })

  it('works after the end', async () => {
    const interview = await underWay()
    await interview.say('stop')
    await interview.command('delete')
    await interview.say('delete')
    expect(state(interview)).toBe('withdrawn')
  })
})
