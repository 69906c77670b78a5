import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBlocks } from '../../../sim/slack/blocks.ts'
import { visibleText } from '../../../sim/slack/text.ts'
import { MAX_MESSAGE_TEXT, renderMessages } from '../../../src/adapters/slack/render.ts'
import { commandText, escapeText, plainText, shorten, splitText } from '../../../src/adapters/slack/text.ts'
import type { Block } from '../../../src/core/ports/chat.ts'

const names = { user: (id: string) => id, channel: (id: string) => id }
const words = fc.string({ minLength: 1, maxLength: 400, unit: 'grapheme' })
const markup = fc.constantFrom(
  '<!channel>',
  '<@U1>',
  '*b*',
  '_i_',
  '`c`',
  '&amp;',
  '<https://x.test|y>',
  '> q',
)
const literal = fc
  .array(fc.oneof(words, markup), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(' ').trim())
  .filter((text) => text !== '')
const block: fc.Arbitrary<Block> = fc.oneof(
  literal.map((text) => ({ kind: 'paragraph' as const, text })),
  literal.map((text) => ({ kind: 'heading' as const, text })),
  fc.array(literal, { minLength: 1, maxLength: 8 }).map((items) => ({ kind: 'list' as const, items })),
  literal.map((text) => ({ kind: 'quote' as const, text, by: 'P7' })),
  fc.constant({ kind: 'divider' as const }),
)

describe('rendering', () => {
  it('gives what Slack takes, whatever is to be said', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 80 }), (blocks) => {
        for (const message of renderMessages(blocks)) {
          checkBlocks(message.blocks, 'message')
          expect(message.text.length).toBeLessThanOrEqual(4_000)
          expect(message.text).not.toMatch(/[<>]/)
          expect(visibleText(message, names).length).toBeLessThanOrEqual(MAX_MESSAGE_TEXT + 100)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('names what can be chosen in the fallback, which is all that notifications and some screen readers have', () => {
    const choices = [
      { action: 'consent:yes', label: 'Yes & now' },
      { action: 'consent:no', label: 'No' },
    ]
    const options = [
      { value: 'a', label: 'Nurse' },
      { value: 'b', label: 'Baker' },
    ]
    const [message] = renderMessages([
      { kind: 'paragraph', text: 'Hello' },
      { kind: 'choices', label: 'Take part?', choices },
      { kind: 'choices', label: 'Go on', choices: [{ action: 'go', label: 'Go on' }] },
      { kind: 'select', action: 'work', label: 'Your work', options },
    ])
    expect(message?.text).toBe('Hello\n[Take part? Yes &amp; now · No]\n[Go on]\n[Your work Nurse · Baker]')
  })

  it('shows a paragraph letter by letter', () => {
    fc.assert(
      fc.property(literal, (text) => {
        const [message] = renderMessages([{ kind: 'paragraph', text }])
        expect(message && visibleText(message, names)).toBe(text)
      }),
    )
  })
})

describe('text', () => {
  it('survives Slack’s escaping', () => {
    fc.assert(
      fc.property(words, (text) => {
        expect(plainText(escapeText(text))).toBe(text)
      }),
    )
  })

  it('is cut between characters, at a gap where there is one, and loses nothing but space', () => {
    fc.assert(
      fc.property(literal, fc.integer({ min: 2, max: 60 }), (text, max) => {
        const pieces = splitText(text, max)
        expect(pieces.every((piece) => piece.length <= max && piece.isWellFormed())).toBe(true)
        expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        expect(shorten(text, max).length).toBeLessThanOrEqual(max)
        expect(shorten(text, max).isWellFormed()).toBe(true)
      }),
    )
  })

  it('is cut between letters as people count them, never inside a flag, a family or an accent', () => {
    const letter = fc.constantFrom('👩\u200d🌾', '🇩🇪', 'e\u0301', 'नि', 'שׁ', '한', 'a', ' ', '. ')
    const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
    const letters = (text: string) =>
      [...segmenter.segment(text)].map(({ segment }) => segment).filter((each) => each.trim() !== '')
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 200 }), fc.integer({ min: 10, max: 60 }), (drawn, max) => {
        const text = drawn.join('')
        expect(splitText(text, max).flatMap(letters)).toEqual(letters(text))
        const short = letters(shorten(text, max).replace(/…$/, ''))
        expect(short).toEqual(letters(text).slice(0, short.length))
      }),
    )
  })

  it('resolves what Slack makes of links, people and places', () => {
    expect(plainText('see <https://x.test/a|x.test/a> &amp; <mailto:a@x.test|a@x.test>')).toBe(
      'see x.test/a & a@x.test',
    )
    expect(plainText('<https://x.test?a=1&amp;b=2> <@U1> <#C1|general> <!here>')).toBe(
      'https://x.test?a=1&b=2 <@U1> #general @here',
    )
    expect(commandText(' invite <#C1|general> <@U1|ada> <!subteam^S1|@team> &lt;x&gt; ')).toBe(
      'invite <#C1> <@U1> <#S1> <x>',
    )
  })
})
