import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import { openSync } from 'node:fs'
import path from 'node:path'
import type { CrashPoint, CrashPoints } from '../../../src/core/ports/crash-points.ts'

/** Where a process is to die. */
export interface Doom {
  readonly point: CrashPoint
  /** Dies at this pass of the point, counted from when it is told to count. */
  readonly pass: number
  /** Processes of the run that may die in all; they share the folder `deaths`. */
  readonly atMost: number
  readonly deaths: string
}

export interface Death extends CrashPoints {
  /** From now on passes count. */
  count(): void
}

/** After an acknowledgement was handed to the socket it takes a moment until it is sent. */
const ACKNOWLEDGED_MS = 20

/** Undici's own events: https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md */
interface Exchange {
  readonly request: { readonly path: string; readonly method: string }
}

/**
 * Ends this process by SIGKILL at the point it is doomed to. Points inside a call to the outside are taken from what
 * undici, through which all three SDKs speak, tells of the exchange: the response has begun.
 */
export function deathAt(doom: Doom | undefined): Death {
  let counting = false
  let passes = 0
  const at = (point: CrashPoint) => {
    if (point !== doom?.point || !counting) return
    passes++
    if (passes >= doom.pass && mayDie(doom)) process.kill(process.pid, 'SIGKILL')
  }
  const inside = new AsyncLocalStorage<readonly CrashPoint[]>()
  if (doom) watchExchanges(inside, at)
  return {
    count: () => {
      counting = true
    },
    at: (point) => (point === 'T3' && doom?.point === 'T3' ? later(() => at('T3')) : at(point)),
    inside: (points, call) => inside.run(points, call),
  }
}

function watchExchanges(inside: AsyncLocalStorage<readonly CrashPoint[]>, at: (point: CrashPoint) => void) {
  const points = new WeakMap<object, readonly CrashPoint[]>()
  const on = (name: string, then: (exchange: Exchange) => void) =>
    channel(`undici:request:${name}`).subscribe((message) => then(message as Exchange))
  on('create', ({ request }) => {
    const within = inside.getStore()
    if (within) points.set(request, within)
  })
  on('headers', ({ request }) => {
    const within = points.get(request)
    if (!within) return
    // The head of a stream comes with its first event. The undici of discord.js, once loaded, tells of no body.
    if (/\/v1\/messages$/.test(request.path) && within.includes('T7')) at('T7')
    if (/conversations\.open$|\/users\/@me\/channels$/.test(request.path) && within.includes('I3')) at('I3')
    if (!/chat\.postMessage$|\/channels\/\d+\/messages$/.test(request.path)) return
    for (const point of ['I4', 'T11'] as const) if (within.includes(point)) at(point)
  })
}

/** Each death is a file that only one process can make. */
function mayDie({ atMost, deaths }: Doom): boolean {
  for (let death = 1; death <= atMost; death++)
    try {
      openSync(path.join(deaths, `death-${death}`), 'wx')
      return true
    } catch {
      // Somebody died this death already.
    }
  return false
}

function later(then: () => void): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => {
      then()
      resolve()
    }, ACKNOWLEDGED_MS)
  })
}
