import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { locateQuote, type QuotableTurn } from '../../../src/core/analysis/quote.ts'

function answer(words: string, change: Partial<QuotableTurn> = {}): QuotableTurn {
  return { id: 'turn-1', speaker: 'participant', kind: 'answer', deleted: false, words, ...change }
}

function printed(quote: string, words: string): string | undefined {
  const found = locateQuote(quote, answer(words))
  return found.ok ? words.slice(found.start, found.end) : undefined
}

describe('a quote offered by the model', () => {
  it('is printed as it stands in the answer, whatever quotes, dashes and spaces the model typed', () => {
    const words =
      'Well \u2014 it\u2019s fine,\u00a0really.\n\nI said \u201cno way\u201d to the tool\u2026 twice.'
    expect(printed('it\'s fine, really. I said "no way" to the tool...', words)).toBe(
      'it\u2019s fine,\u00a0really.\n\nI said \u201cno way\u201d to the tool\u2026',
    )
    expect(printed('Well - it\u2019s fine, really', words)).toBe('Well \u2014 it\u2019s fine,\u00a0really')
  })

  it('is found whether letters are composed or not, and keeps the original offsets past an emoji', () => {
    const words = '\u{1f642}\u{1f642} Wir mu\u0308ssen fru\u0308her nach Hause'
    expect(printed('m\u00fcssen fr\u00fcher nach Hause', words)).toBe('mu\u0308ssen fru\u0308her nach Hause')
  })

  it('is rejected where a word was put right, added, or cut in two', () => {
    const words = 'I am unable to do it there is no time'
    expect(printed('able to do it there is', words)).toBeUndefined()
    expect(printed("unable to do it there's no time", words)).toBeUndefined()
    expect(printed('unable to do it [all] there is no time', words)).toBeUndefined()
    expect(printed('I am Unable to do it', words)).toBeUndefined()
  })

  it('is found at its whole-word place even if a part of a word looks the same before', () => {
    const words = 'Bothe went to the shop, then he went to the shop again'
    const found = locateQuote('he went to the shop', answer(words))
    expect(found).toMatchObject({ ok: true, start: words.lastIndexOf('he went') })
  })

  it('needs four words', () => {
    expect(locateQuote('no time left', answer('there is no time left'))).toEqual({
      ok: false,
      reason: 'too-short',
    })
    expect(locateQuote('\u201c \u2026 \u201d', answer('there is no time left'))).toMatchObject({ ok: false })
  })

  it('comes only from a participant\u2019s own answer', () => {
    const words = 'what did you do on that day'
    const notAnswers = [
      answer(words, { speaker: 'interviewer', kind: 'question' }),
      answer(words, { kind: 'control' }),
      answer(words, { kind: 'survey' }),
      answer(words, { deleted: true }),
    ]
    for (const turn of notAnswers)
      expect(locateQuote(words, turn)).toEqual({ ok: false, reason: 'not-an-answer' })
    expect(locateQuote(words, undefined)).toEqual({ ok: false, reason: 'no-such-turn' })
  })

  const word = fc.stringMatching(/^[a-z\u00e4\u00f6\u00fc\u00e9]{2,8}$/)
  const gap = fc.constantFrom(' ', '  ', '\n\n', ', ', ' \u2013 ', '\u00a0', '\u2026 ', ' \u{1f642} ')
  const text = fc
    .array(fc.tuple(word, gap), { minLength: 6, maxLength: 30 })
    .map((pairs) => ({ pairs, words: pairs.flat().join('') }))

  it('is always found if it was copied, and the offsets cut exactly those words out', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), ({ pairs, words }, a, b) => {
        const from = a % (pairs.length - 4)
        const to = from + 4 + (b % (pairs.length - from - 3))
        const copied = pairs.slice(from, to).flat().slice(0, -1).join('')
        const retyped = copied
          .normalize('NFD')
          .replaceAll('\u2013', '-')
          .replaceAll('\u2026', '...')
          .replaceAll('\u00a0', ' ')
        const found = locateQuote(retyped, answer(words))
        if (!found.ok) throw new Error(`${found.reason}: ${retyped}`)
        const cut = words.slice(found.start, found.end)
        expect(cut.normalize('NFD').match(/\p{L}+\p{M}*/gu)).toEqual(
          copied.normalize('NFD').match(/\p{L}+\p{M}*/gu),
        )
        expect(locateQuote(cut, answer(words))).toEqual(found)
      }),
    )
  })

  it('is never found if a word of it is not there', () => {
    fc.assert(
      fc.property(text, fc.nat(), ({ pairs, words }, at) => {
        const changed = pairs.map(([each], index) => (index === at % pairs.length ? `${each}zz` : each))
        expect(locateQuote(changed.join(' '), answer(words)).ok).toBe(false)
      }),
    )
  })

  it('never has offsets outside its turn, whatever both are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const words = `${before} four words stand here ${after}`
        const found = locateQuote('four words stand here', answer(words))
        if (found.ok) expect(words.slice(found.start, found.end)).toBe('four words stand here')
      }),
    )
  })
})
