import { describe, expect, it } from 'vitest'
import { QUESTIONS, THANKS } from '../../bench/peers/bots/questions.ts'
import { count } from '../../bench/peers/count.ts'
import { STILL_THERE } from '../../bench/peers/person.ts'
import type { LogLine } from '../../sim/seat.ts'

/** Direct messages, the bot's with a `>` before them, as a stand-in logs them; ids are their places from 1. */
function conversation(...texts: readonly string[]): readonly LogLine[] {
  return texts.map((text, index) => ({
    seq: index + 1,
    at: new Date(index * 1000).toISOString(),
    platform: 'slack',
    kind: 'message',
    conversation: 'D1',
    message: `${index + 1}`,
    author: text.startsWith('>') ? 'UBOT' : 'U1',
    fromBot: text.startsWith('>'),
    direct: true,
    text: text.replace(/^>/, ''),
  }))
}

const WHOLE = conversation(
  'Hello',
  ...QUESTIONS.flatMap((question, index) => [`>${question}`, `answer ${index + 1}`]),
  `>${THANKS}`,
)
const ANSWERS = WHOLE.filter(({ fromBot, text }) => !fromBot && text !== 'Hello')
const STORED = ANSWERS.map(({ message = '', text = '' }) => ({ message, text }))

describe('the count of a run', () => {
  it('finds nothing in a whole interview', () => {
    expect(count(WHOLE, STORED, 'Hello')).toEqual({
      messages: QUESTIONS.length,
      lost: 0,
      doubled: 0,
      passedOver: 0,
    })
  })

  it('finds an answer that is stored nowhere, or with other words', () => {
    expect(count(WHOLE, STORED.slice(1), 'Hello').lost).toBe(1)
    expect(count(WHOLE, [{ message: '3', text: 'something else' }, ...STORED.slice(1)], 'Hello').lost).toBe(1)
  })

  it('finds an answer that is stored twice', () => {
    expect(count(WHOLE, [...STORED, ...STORED.slice(-1)], 'Hello').doubled).toBe(1)
  })

  it('finds a question that was put twice, in whatever words around it', () => {
    const again = conversation(`>${QUESTIONS[0]}`, 'answer 1', `>Hello! ${QUESTIONS[0]}`)
    expect(count(again, [{ message: '2', text: 'answer 1' }], 'Hello').doubled).toBe(1)
  })

  it('finds a question that was passed over', () => {
    expect(count(conversation(`>${QUESTIONS[0]}`, `>${QUESTIONS[2]}`), [], 'Hello').passedOver).toBe(1)
  })

  it('takes asking whether anybody is there for a message and no answer', () => {
    expect(count(conversation(`>${QUESTIONS[0]}`, STILL_THERE), [], 'Hello')).toMatchObject({
      messages: 1,
      lost: 0,
    })
  })
})
