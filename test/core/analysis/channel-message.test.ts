import { describe, expect, it } from 'vitest'
import { channelBlocks, LONGEST_MESSAGE } from '../../../src/core/analysis/channel-message.ts'
import { buildReport } from '../../../src/core/analysis/report.ts'
import type { StudyMaterial } from '../../../src/core/ports/analysis-store.ts'
import type { Block } from '../../../src/core/ports/chat.ts'
import { standIn, study, takenAt } from './invented-study.ts'

function blocks(material: StudyMaterial): readonly Block[] {
  return channelBlocks(buildReport(material, { model: standIn, takenAt }).report)
}

function text(shown: readonly Block[]): string {
  return shown
    .map((block) => {
      if (block.kind === 'list') return block.items.join('\n')
      return 'text' in block ? `${block.text}${'by' in block ? ` (${block.by})` : ''}` : ''
    })
    .join('\n')
}

describe('the report in the channel', () => {
  it('says what it is, how far the study is, and what was found, with bases and intervals', () => {
    const message = text(blocks(study(40)))
    expect(message).toContain('Interim report: The new rota tool')
    expect(message).toContain('Simulated: no real model read these interviews (stand-in-1).')
    expect(message).toContain('Progress: 52 invited, 40 consented, 40 completed, 0 partial, 0 under way.')
    expect(message).toMatch(
      /Losing a say in one\u2019s own week: \d+ of 40 \(\d+ %, 95 % interval \d+\u2013\d+ %\)/,
    )
    expect(message).toContain('satisfied mean 5.6, 5 or more 30 of 40')
    expect(message).toContain('It helps me decide 24 of 40, 60 % (baseline 47 %)')
    expect(message).toContain('320 offered by the model, 280 found in the stored answers, 40 rejected')
  })

  it('shows two or three quotes with who said them on what', () => {
    const quotes = blocks(study(40)).filter((block) => block.kind === 'quote')
    expect(quotes.length).toBeGreaterThanOrEqual(2)
    for (const quote of quotes)
      expect(quote.by).toMatch(/^(Nurse|Porter|Planner|Physiotherapist|A participant), on “.+”$/)
  })

  it('fits into one message however long titles, labels and quotes are', () => {
    const material = study(40)
    const long = 'word '.repeat(400)
    const grown: StudyMaterial = {
      ...material,
      study: { ...material.study, title: 'T'.repeat(80) },
      interviews: material.interviews.map((each) =>
        each.reading
          ? {
              ...each,
              reading: {
                ...each.reading,
                found: each.reading.found.map((code) => ({
                  ...code,
                  quotes: code.quotes.map((quote) => ({ ...quote, words: long })),
                })),
              },
            }
          : each,
      ),
    }
    expect(text(blocks(grown)).length).toBeLessThan(LONGEST_MESSAGE)
  })

  it('says why there is nothing to show, and what could not be coded', () => {
    expect(text(blocks(study(3)))).toContain('No figures yet: they are shown from 5 coded interviews on.')
    const material = study(30)
    const uncoded = material.interviews.map((each, index) =>
      index < 3 ? { ...each, reading: undefined } : each,
    )
    expect(text(blocks({ ...material, interviews: uncoded }))).toContain('3 interviews not yet coded')
  })
})
