import type { Seat, SeenForm, SeenMessage, Sight } from '../../../sim/seat.ts'
import { de } from '../../../src/core/interview/words/de.ts'
import { en } from '../../../src/core/interview/words/en.ts'
import { es } from '../../../src/core/interview/words/es.ts'
import { fr } from '../../../src/core/interview/words/fr.ts'

export interface Watch {
  readonly sights: readonly Sight[]
  /** The next sight that `fits`, of those not looked at yet. Rejects when the patience is over: after 15 s unless told. */
  next<T>(fits: (sight: Sight) => T | undefined, what: string): Promise<T>
  end(): void
}

const PATIENCE_MS = 15_000

/** Everything one person sees, with a way to wait for what they are to see next. */
export function watching(seat: Seat, patienceMs = PATIENCE_MS): Watch {
  const sights: Sight[] = []
  const waiting = new Set<() => void>()
  const end = seat.watch((sight) => {
    sights.push(sight)
    for (const wake of waiting) wake()
  })
  let read = 0
  return {
    end,
    sights,
    async next<T>(fits: (sight: Sight) => T | undefined, what: string): Promise<T> {
      const deadline = AbortSignal.timeout(patienceMs)
      const from = read
      for (;;) {
        while (read < sights.length) {
          const sight = sights[read++]
          const found = sight ? fits(sight) : undefined
          if (found !== undefined) return found
        }
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        waiting.add(resolve)
        const giveUp = () => reject(new Error(`did not see ${what}, but: ${shown(sights.slice(from))}`))
        deadline.addEventListener('abort', giveUp, { once: true })
        await promise.finally(() => {
          waiting.delete(resolve)
          deadline.removeEventListener('abort', giveUp)
        })
      }
    },
  }
}

function shown(sights: readonly Sight[]): string {
  return JSON.stringify(sights.map((sight) => ('text' in sight ? sight.text.slice(0, 200) : sight.kind)))
}

/** One of the fixed texts of an interview, in any language, whatever stands for the names in it. */
export function fixed(key: keyof typeof en): RegExp {
  const one = (text: string) =>
    text
      .replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
      .replaceAll(/\{\{\w+\}\}/g, '[^]*?')
      .replaceAll(/\s+/g, '\\s+')
  return new RegExp([en, de, es, fr].map((words) => one(words[key])).join('|'))
}

/** A new message of the bot that holds these words; they may come with a button. */
export function saying(words: string | RegExp) {
  return (sight: Sight): SeenMessage | undefined =>
    sight.kind === 'message' && sight.fromBot && holds(sight.text, words) ? sight : undefined
}

/** Only this person sees it. */
export function privately(words: string | RegExp) {
  return (sight: Sight): SeenMessage | undefined => {
    const seen = saying(words)(sight)
    return seen?.ephemeral ? seen : undefined
  }
}

/** A message changed so that it now holds these words. */
export function changedTo(words: string | RegExp) {
  return (sight: Sight): SeenMessage | undefined =>
    sight.kind === 'edited' && sight.fromBot && holds(sight.text, words) ? sight : undefined
}

export function form(sight: Sight): SeenForm | undefined {
  return sight.kind === 'form' ? sight : undefined
}

/** An open question of the interview: words in the direct conversation, without anything to tap. */
export function question(sight: Sight): SeenMessage | undefined {
  return sight.kind === 'message' &&
    sight.fromBot &&
    sight.direct &&
    sight.controls.length === 0 &&
    sight.text.includes('?')
    ? sight
    : undefined
}

/** A new message with a control whose id begins with `action`. */
export function offering(action: string) {
  return (sight: Sight): { readonly message: SeenMessage; readonly control: string } | undefined => {
    if (sight.kind !== 'message') return undefined
    const control = sight.controls.find((each) => each.id.startsWith(action))
    return control ? { message: sight, control: control.id } : undefined
  }
}

function holds(text: string, words: string | RegExp): boolean {
  return typeof words === 'string' ? text.includes(words) : words.test(text)
}
