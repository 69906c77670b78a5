import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeal } from '../../../src/adapters/system/seal.ts'
import { ConfigError } from '../../../src/core/errors.ts'

const key = () => randomBytes(32).toString('base64')
const [first, second] = [key(), key()]
const seal = createSeal([first])
const REFUSED = /none of these keys opens the tokens of slack\/T1/

describe('the seal', () => {
  it('gives back what was sealed, and never seals the same way twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (secret) => {
        const sealed = seal.seal(secret, 'slack/T1')
        expect(seal.open(sealed, 'slack/T1')).toBe(secret)
        expect(Buffer.from(seal.seal(secret, 'slack/T1')).equals(sealed)).toBe(false)
      }),
    )
  })

  it('shows nothing of the secret or of the key', () => {
    const sealed = Buffer.from(seal.seal('xoxb-a-secret', 'slack/T1'))
    expect(sealed.includes('xoxb-a-secret')).toBe(false)
    expect(sealed.includes(Buffer.from(first, 'base64').subarray(0, 8))).toBe(false)
  })

  it('refuses what another key sealed', () => {
    const sealed = createSeal([second]).seal('secret', 'slack/T1')
    expect(() => seal.open(sealed, 'slack/T1')).toThrow(ConfigError)
    expect(() => seal.open(sealed, 'slack/T1')).toThrow(REFUSED)
  })

  it("refuses one workspace's secret in the row of another", () => {
    const sealed = seal.seal('secret', 'slack/T2')
    expect(() => seal.open(sealed, 'slack/T1')).toThrow(REFUSED)
  })

  it('refuses what was cut or changed, whichever byte it is', () => {
    const sealed = Buffer.from(seal.seal('secret', 'slack/T1'))
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => seal.open(changed, 'slack/T1'), `byte ${at} changed`).toThrow(REFUSED)
      expect(() => seal.open(sealed.subarray(0, at), 'slack/T1'), `cut at ${at}`).toThrow(REFUSED)
    }
  })

  it('opens with an older key, seals with the first, and tells which was used', () => {
    const old = seal.seal('secret', 'slack/T1')
    const rotated = createSeal([second, first])
    expect(rotated.open(old, 'slack/T1')).toBe('secret')
    expect(rotated.isOld(old)).toBe(true)
    const anew = rotated.seal('secret', 'slack/T1')
    expect(rotated.isOld(anew)).toBe(false)
    expect(() => seal.open(anew, 'slack/T1')).toThrow(REFUSED)
  })
})
