import type { LogSink } from '../../seat.ts'
import type { Gestures } from '../gestures.ts'
import type { Homes } from '../home.ts'
import type { RateLimits } from '../rates.ts'
import type { Sockets } from '../sockets.ts'
import { type Loose, records, SlackRefusal, text } from '../types.ts'
import type { World } from '../world.ts'
import type { Statuses } from './status.ts'

/** What the workspace's administrators let nobody upload. */
export interface FileRules {
  readonly imagesOnly?: boolean
  /** Endings of names, such as `.csv`. */
  readonly forbidden?: readonly string[]
}

/** The tab of the app in which its direct conversation stands. */
export type MessagesTab = 'on' | 'read-only' | 'off'

/** What a method may use. */
export interface Backstage {
  readonly world: World
  readonly gestures: Gestures
  readonly homes: Homes
  readonly rates: RateLimits
  readonly statuses: Statuses
  readonly sockets: Sockets
  /** Ends with a slash. */
  readonly baseUrl: string
  readonly log: LogSink
  /** Where it is off, direct messages are refused. */
  readonly messagesTab: MessagesTab
  readonly fileRules: FileRules
}

/** Answers one call with what stands beside `ok: true`; throws `SlackRefusal`. */
export type MethodHandler = (args: Loose, backstage: Backstage) => Loose

/** Slack takes a form or JSON; structured arguments come as JSON text inside a form. */
export function structured(args: Loose, name: string, error: string): unknown {
  const value = args[name]
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    throw new SlackRefusal(error)
  }
}

export function flag(args: Loose, name: string): boolean {
  return args[name] === true || args[name] === 'true' || args[name] === '1'
}

export function number(args: Loose, name: string, otherwise: number): number {
  const value = Number(args[name] ?? otherwise)
  if (!Number.isFinite(value)) throw new SlackRefusal('invalid_arguments')
  return value
}

export function listOf(args: Loose, name: string): readonly Loose[] {
  return records(structured(args, name, 'invalid_arguments'))
}

export function required(args: Loose, name: string): string {
  const value = text(args[name])
  if (value === '') throw new SlackRefusal('invalid_arguments')
  return value
}
