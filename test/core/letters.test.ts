import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdsWords } from '../../src/core/interview/transcript.ts'
import { excerpt } from '../../src/core/interview/words/excerpt.ts'
import { lettersUpTo } from '../../src/core/letters.ts'

const letter = fc.constantFrom('👩\u200d🌾', '🇩🇪', 'e\u0301', 'नि', 'שׁ', '한', 'a', ' ')
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const lettersOf = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment)

describe('a text that is cut', () => {
  it('ends between two letters as people count them', () => {
    fc.assert(
      fc.property(fc.array(letter), fc.nat(60), (letters, most) => {
        const text = letters.join('')
        const cut = lettersUpTo(text, most)
        expect(cut.length).toBeLessThanOrEqual(most)
        expect(lettersOf(cut)).toEqual(lettersOf(text).slice(0, lettersOf(cut).length))
      }),
    )
  })

  it('keeps its beginning and its end, and says how much is left out between', () => {
    const words = fc.array(fc.oneof(fc.lorem({ maxCount: 1 }), letter), { minLength: 60, maxLength: 400 })
    fc.assert(
      fc.property(words, fc.integer({ min: 60, max: 300 }), (said, most) => {
        const text = said.join(' ')
        const short = excerpt(text, most)
        if (text.length <= most) {
          expect(short).toBe(text)
          return
        }
        const [head = '', left = '', tail = ''] = short.split(/ \[… (\d+) characters left out …\] /)
        expect(text.startsWith(head) && text.endsWith(tail)).toBe(true)
        expect(head.length + Number(left) + tail.length).toBe(text.length)
        expect(short.isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('what holds no words', () => {
  it.each(['', ' \n', '🎉', '👍🏽👍🏽', '👩\u200d👩\u200d👧 🇩🇪', ':tada:', ':wave::skin-tone-2: :+1:', '❤️'])(
    '%j',
    (text) => {
      expect(holdsWords(text)).toBe(false)
    },
  )

  it.each(['no', '7', '10:30', '?', '🎉 thanks', 'ok :+1:', '네', 'שלום', ':) fine'])(
    'and not %j',
    (text) => {
      expect(holdsWords(text)).toBe(true)
    },
  )
})
