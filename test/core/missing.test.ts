import { describe, expect, it } from 'vitest'
import { missingFrom, type StoredMessage } from '../../src/core/missing.ts'

const stored = (message: string, more: Partial<StoredMessage> = {}): StoredMessage => ({
  message,
  person: 'U1',
  thread: undefined,
  gesture: undefined,
  at: new Date('2026-03-02T10:00:00Z'),
  ...more,
})
const standing = (messages: readonly string[], gestures: readonly string[] = []) => ({
  messages: new Set(messages),
  gestures: new Set(gestures),
})
const idsMissing = (...given: Parameters<typeof missingFrom<StoredMessage>>) =>
  missingFrom(...given).map(({ message }) => message)

describe('a stored message that a history does not show', () => {
  it('is missing where something older stands there', () => {
    expect(idsMissing(standing(['100', '103']), [stored('101'), stored('103')])).toEqual(['101'])
  })

  it('is missing with all that came after it', () => {
    expect(idsMissing(standing(['100']), [stored('101'), stored('102')])).toEqual(['101', '102'])
  })

  it('is not judged where all that stands there is younger: platforms let go of old messages', () => {
    expect(idsMissing(standing(['105']), [stored('101'), stored('104')])).toEqual([])
  })

  it('is not judged where nothing stands there', () => {
    expect(idsMissing(standing([]), [stored('101')])).toEqual([])
  })

  it('is compared as the numbers that ids are', () => {
    expect(idsMissing(standing(['99']), [stored('100')])).toEqual(['100'])
    expect(idsMissing(standing(['100']), [stored('99')])).toEqual([])
  })

  it('is there under another id if the same gesture is', () => {
    expect(idsMissing(standing(['100', '102'], ['g1']), [stored('101', { gesture: 'g1' })])).toEqual([])
  })

  it('is not judged in a thread that begins before what was read', () => {
    expect(idsMissing(standing(['100']), [stored('101', { thread: '90' })])).toEqual([])
    expect(idsMissing(standing(['100']), [stored('101', { thread: '100' })])).toEqual(['101'])
  })
})
