import { describe, expect, it } from 'vitest'
import { nextPortion, type WaitingEvent } from '../../../src/core/interview/portion.ts'
import type { InboundEvent } from '../../../src/core/ports/chat.ts'

let rows = 0

/** An inbox row as it waits; `latest` is the text of an edit that is stored already. */
function waits(
  event: Pick<InboundEvent, 'kind'> & { readonly message?: string; readonly text?: string },
  latest: { readonly editedText?: string; readonly deleted?: boolean } = {},
): WaitingEvent {
  const seq = ++rows
  return {
    id: `row-${seq}`,
    seq,
    event: {
      platform: 'slack',
      workspace: 'T1',
      conversation: 'D1',
      direct: true,
      person: 'U1',
      key: `key-${seq}`,
      platformAt: '2026-03-02T09:00:00Z',
      attachments: 0,
      ...event,
    } as InboundEvent,
    edit:
      latest.editedText === undefined ? undefined : { text: latest.editedText, at: '2026-03-02T09:00:01Z' },
    deleted: latest.deleted ?? false,
  }
}

const wordsOf = (waiting: readonly WaitingEvent[]) => {
  const portion = nextPortion(waiting, [])
  return portion?.kind === 'said' ? portion.messages.map((message) => message.words) : portion?.kind
}

describe('the next portion of a lane', () => {
  it('reads a message as edited, even where the edit was stored before the message', () => {
    const edit = waits({ kind: 'message-edited', message: '1', text: 'new' })
    const message = waits({ kind: 'message-created', message: '1', text: 'old' }, { editedText: 'new' })
    expect(wordsOf([edit, message])).toEqual(['new'])
    expect(wordsOf([message, edit])).toEqual(['new'])
    // Its own turn comes once the message is in the transcript.
    expect(wordsOf([edit])).toBe('revised')
  })

  it('keeps a burst together while one of its messages is corrected or taken back', () => {
    expect(
      wordsOf([
        waits({ kind: 'message-created', message: '1', text: 'On' }, { deleted: true }),
        waits({ kind: 'message-deleted', message: '1' }),
        waits({ kind: 'message-created', message: '2', text: 'We staretd' }, { editedText: 'We started' }),
        waits({ kind: 'message-edited', message: '2', text: 'We started' }),
        waits({ kind: 'message-created', message: '3', text: 'in May.' }),
      ]),
    ).toEqual(['', 'We started', 'in May.'])
  })

  it.each(['pause', 'skip', 'why', 'help'])(
    'hears “%s” by itself, whatever was written just before or after it',
    (word) => {
      const answer = waits({ kind: 'message-created', message: '1', text: 'On paper.' })
      const control = waits({ kind: 'message-created', message: '2', text: word })
      const more = waits({ kind: 'message-created', message: '3', text: 'Since May.' })
      expect(wordsOf([answer, control, more])).toEqual(['On paper.'])
      expect(wordsOf([control, more])).toEqual([word])
      expect(wordsOf([more])).toEqual(['Since May.'])
    },
  )

  it('hears a wish to leave by itself, whatever was written just before or after it', () => {
    const waiting = [
      waits({ kind: 'message-created', message: '1', text: 'A planner.' }),
      waits({ kind: 'message-created', message: '2', text: 'Stop!' }),
      waits({ kind: 'message-created', message: '3', text: 'Sorry.' }),
    ]
    expect(nextPortion(waiting, [])).toMatchObject({ messages: [{ words: 'A planner.' }], thenLeaves: true })
    expect(nextPortion(waiting.slice(1), [])).toMatchObject({
      messages: [{ words: 'Stop!' }],
      thenLeaves: false,
    })
  })

  it('does not take for leaving what was taken back or put otherwise', () => {
    const waiting = [
      waits({ kind: 'message-created', message: '1', text: 'A planner.' }),
      waits({ kind: 'message-created', message: '2', text: 'stop' }, { deleted: true }),
      waits({ kind: 'message-created', message: '3', text: 'stop' }, { editedText: 'I never stop.' }),
    ]
    expect(wordsOf(waiting)).toEqual(['A planner.', '', 'I never stop.'])
    expect(nextPortion(waiting, [])).toMatchObject({ thenLeaves: false })
  })

  it('puts messages that arrived out of order into the order they were written in', () => {
    expect(
      wordsOf([
        waits({ kind: 'message-created', message: '10', text: 'second' }),
        waits({ kind: 'message-created', message: '9', text: 'first' }),
      ]),
    ).toEqual(['first', 'second'])
  })
})
