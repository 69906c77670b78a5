import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawn } from '../../../sim/discord/text.ts'
import { linesOf, literal, pack, shortened } from '../../../src/adapters/discord/outbound/markdown.ts'
import { renderParts } from '../../../src/adapters/discord/render.ts'

const names = { user: (id: string) => `user ${id}`, channel: (id: string) => `channel ${id}` }
const shown = (content: string) => drawn(content, names)
const flat = (text: string) => text.replaceAll(/\s/g, '')

/** Text full of what Discord would take for markup. */
const marked = fc
  .array(
    fc.oneof(
      fc.constantFrom('*', '**', '_', '__', '~~', '`', '```', '||', '\\', '# ', '- ', '> ', '1. ', '\n', ' '),
      fc.constantFrom(
        '<@123>',
        '<#45>',
        '<t:1>',
        '<:a:1>',
        '[a](https://a.example)',
        'https://a.example/b_c',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom('👩‍🌾', 'ä', 'क्षि', '🇩🇪'),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''))

const long = fc.array(marked, { maxLength: 12 }).map((texts) => texts.join(' '))

describe('text sent to Discord', () => {
  it('shows what looks like markup as it was written', () => {
    const text = '*a* _b_ **c** `d` ||e|| ~~f~~ <@1> <#2> [g](https://h.example)\n# i\n- j\n> k\n1. l'
    expect(shown(literal(text))).toBe(text)
  })

  it('leaves addresses whole', () => {
    const text = 'see https://a.example/b_c_d*e and http://f.example/_g_'
    expect(literal(text)).toBe(text)
  })

  it('is read letter for letter, whatever it is', () => {
    fc.assert(
      fc.property(marked, (text) => {
        expect(shown(literal(text))).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  it('is split into parts that fit, complete and in order, whatever it is', () => {
    const max = 600
    fc.assert(
      fc.property(long, (text) => {
        const parts = pack(linesOf(text), max)
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(max)
        expect(flat(parts.map(shown).join(''))).toBe(flat(text))
      }),
      { numRuns: 500 },
    )
  })

  it('does not become a heading or list where it is cut', () => {
    const parts = renderParts([{ kind: 'paragraph', text: 'a # - > '.repeat(1000) }])
    expect(flat(parts.map(({ content }) => shown(content)).join(''))).toBe(flat('a # - > '.repeat(1000)))
  })

  it('is not cut inside a letter of several code points', () => {
    const text = '👩‍🌾'.repeat(700)
    const parts = renderParts([{ kind: 'paragraph', text }])
    expect(parts.length).toBeGreaterThan(1)
    for (const { content } of parts) expect(content.replaceAll('👩‍🌾', '')).toBe('')
  })

  it('is cut between paragraphs where that leaves no small rest', () => {
    const paragraphs = Array.from({ length: 5 }, (_, i) => `${i} `.repeat(350).trim())
    const parts = renderParts(paragraphs.map((text) => ({ kind: 'paragraph', text })))
    expect(parts.map(({ content }) => content)).toEqual([
      `${paragraphs[0]}\n\n${paragraphs[1]}`,
      `${paragraphs[2]}\n\n${paragraphs[3]}`,
      paragraphs[4],
    ])
  })

  it('repeats the mark of a quote on each part', () => {
    const [first, second] = renderParts([{ kind: 'quote', text: 'word '.repeat(500) }])
    expect(first?.content.startsWith('> word')).toBe(true)
    expect(second?.content.startsWith('> word')).toBe(true)
  })

  it('has the controls on the last part only, and words beside lone controls', () => {
    const choices = { kind: 'choices', label: 'Pick', choices: [{ action: 'a', label: 'Pick' }] } as const
    const parts = renderParts([choices, { kind: 'paragraph', text: 'x '.repeat(1500) }])
    expect(parts.map(({ components }) => components.length)).toEqual([0, 1])
    expect(renderParts([choices])[0]?.content).toBe('Pick')
  })

  it('is shortened at a whole letter', () => {
    expect(shortened('abc', 3)).toBe('abc')
    expect(shortened('ab👩‍🌾cd', 6)).toBe('ab…')
  })
})
