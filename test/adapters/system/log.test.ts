import { beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../src/adapters/system/log.ts'
import { PlatformError, StoreError } from '../../../src/core/errors.ts'

let written: string[] = []
const lines = () => written.map((line) => JSON.parse(line))
const log = createLog({ level: 'info', to: { write: (line) => void written.push(line) } })

beforeEach(() => {
  written = []
})

describe('the log', () => {
  it('writes a JSON line an event, with its fields and those of its parents', () => {
    log.child({ interview: 'i1' }).child({ lane: 'l1' }).warn('lane.slow', { ms: 12 })
    expect(lines()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/Z$/),
        interview: 'i1',
        lane: 'l1',
        ms: 12,
        event: 'lane.slow',
      },
    ])
  })

  it('leaves out what is below its level', () => {
    log.debug('noise')
    expect(written).toEqual([])
  })

  it('tells name, code and message of the project’s own errors, and never their stack', () => {
    log.error('send.failed', new PlatformError('slack', 'Socket Mode did not connect'))
    expect(lines()[0].error).toEqual({
      name: 'PlatformError',
      code: 'platform',
      message: 'Socket Mode did not connect',
    })
  })

  it('tells only name and code of any other error, however deep', () => {
    const vendor = Object.assign(new TypeError('body was: I said canary-17'), { code: 'ECONNRESET' })
    log.error('store.failed', new StoreError('could not store turn t1', { cause: vendor }))
    log.error('odd', 'canary-17')
    expect(lines()[0].error).toMatchObject({
      code: 'store',
      cause: { name: 'TypeError', code: 'ECONNRESET' },
    })
    expect(lines()[1].error).toEqual({ name: 'string' })
    expect(written.join()).not.toContain('canary-17')
  })

  it('blanks fields that must never leave', () => {
    log.info('oops', { token: 'xoxb-1', text: 'my words', url: 'postgres://u:p@h/d', ok: true })
    expect(lines()[0]).toMatchObject({ token: '[redacted]', text: '[redacted]', url: '[redacted]', ok: true })
  })

  it('survives an error that is its own cause', () => {
    const error = new Error('round')
    error.cause = error
    log.error('round', error)
    expect(lines()).toHaveLength(1)
  })
})
