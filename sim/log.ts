import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LogLine, LogSink } from './seat.ts'

export interface JsonlLog extends LogSink {
  /** Keeps what was shown as a file beside the log, the same bytes once; returns the path relative to the log's folder. */
  keep(name: string, bytes: Uint8Array): string
  close(): void
}

/**
 * A stand-in's log: one JSON line each, numbered, with its time. Written at once, so that whoever reads it after a
 * killed process finds every line that was acted on.
 */
export function createLog(path: string, platform: LogLine['platform']): JsonlLog {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'a')
  let seq = 0
  let count = 0
  const kept = new WeakMap<Uint8Array, string>()
  return {
    write(line) {
      seq++
      const whole: LogLine = { seq, at: new Date().toISOString(), ...line }
      writeSync(file, `${JSON.stringify(whole)}\n`)
    },
    keep(name, bytes) {
      const known = kept.get(bytes)
      if (known !== undefined) return known
      count++
      const relative = join('files', platform, `${count}-${name.replaceAll(/[^\w.-]/g, '_')}`)
      const target = join(dirname(path), relative)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, bytes)
      kept.set(bytes, relative)
      return relative
    },
    close: () => closeSync(file),
  }
}
