import { afterEach, beforeEach, expect, type MockInstance, vi } from 'vitest'

let complaints: MockInstance<(...words: unknown[]) => void>

/** A test that makes something complain on the console fails, unless it took the complaint itself. */
beforeEach(() => {
  complaints = vi.spyOn(console, 'error')
})

afterEach(() => {
  const seen = [...complaints.mock.calls]
  complaints.mockRestore()
  expect(seen, 'unexpected console.error').toEqual([])
})
