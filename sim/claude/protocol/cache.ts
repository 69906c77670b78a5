import { tokensOf } from './message.ts'
import { knownModel } from './models.ts'

export interface PromptCache {
  /** Tokens of a prefix that were read from the cache or written to it; none if it is too short to be cached. */
  visit(model: string, prefix: string): { readonly read: number; readonly written: number }
}

const REMEMBERED_PREFIXES = 1_000

/** Remembers prefixes by model. They do not expire; the oldest goes when there are too many. */
export function promptCache(): PromptCache {
  const seen = new Set<string>()
  return {
    visit(model, prefix) {
      const tokens = prefix === '' ? 0 : tokensOf(prefix)
      if (tokens === 0 || tokens < (knownModel(model)?.cacheMinimum ?? 0)) return { read: 0, written: 0 }
      const key = `${model}\n${prefix}`
      if (seen.has(key)) return { read: tokens, written: 0 }
      seen.add(key)
      const [oldest] = seen
      if (seen.size > REMEMBERED_PREFIXES && oldest !== undefined) seen.delete(oldest)
      return { read: 0, written: tokens }
    },
  }
}
