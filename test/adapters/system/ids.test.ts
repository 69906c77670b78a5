import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createIds } from '../../../src/adapters/system/ids.ts'

it('makes UUIDs of version 7 whose first 48 bits are the time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (now) => {
      const id = createIds(() => now).next()
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now)
    }),
  )
})

it('makes no id twice within one millisecond', () => {
  const ids = createIds(() => 1)
  expect(new Set(Array.from({ length: 10_000 }, () => ids.next())).size).toBe(10_000)
})
