import type { Chance } from '../../../../sim/people/random.ts'
import type { FaultKind } from './kinds.ts'

/** How often each kind of fault befalls what it can befall, while faults last. */
const SHARE: Readonly<Record<FaultKind, number>> = {
  redelivered: 0.4,
  'gesture-doubled': 0.3,
  reordered: 0.5,
  gap: 1,
  'response-lost': 0.3,
  'request-lost': 0.3,
  'rate-limited': 0.3,
  'slow-platform': 0.4,
  'history-lags': 1,
  'history-away': 0.5,
  'model-away': 0.5,
  'model-silent': 0.4,
  'model-unusable': 0.5,
  'wakes-lost': 0.5,
  'wakes-doubled': 0.5,
  'queue-emptied': 1,
  'statement-fails': 0.02,
  'outcome-unknown': 0.02,
  'database-away': 1,
  suspended: 1,
  'clock-jumps': 1,
  'stands-still': 1,
  'dies-again': 1,
}

/** The faults of one run: which kinds there are, and whether one befalls something now. */
export class Weather {
  readonly #kinds: ReadonlySet<FaultKind>
  readonly #source: Chance
  #calm = false
  /** Faults that befell something. */
  count = 0

  constructor(kinds: readonly FaultKind[], source: Chance) {
    this.#kinds = new Set(kinds)
    this.#source = source
  }

  has(kind: FaultKind): boolean {
    return !this.#calm && this.#kinds.has(kind)
  }

  /** Does a fault of this kind befall what is about to happen? */
  befalls(kind: FaultKind): boolean {
    if (!this.has(kind) || !this.#source.happens(SHARE[kind])) return false
    this.count++
    return true
  }

  /** From now on nothing goes wrong any more. */
  clear(): void {
    this.#calm = true
  }

  between(low: number, high: number): number {
    return this.#source.integer(low, high)
  }
}
