import { lettersUpTo } from '../letters.ts'
import { CodeDefinition } from '../study/interview-plan.ts'
import type { DraftCodebookOutput } from './prompts.ts'

/** The codes every interview of a study is read against. A version never changes; other codes are a new version. */
export interface Codebook {
  readonly id: string
  readonly number: number
  readonly codes: readonly CodeDefinition[]
  readonly origin: 'plan' | 'model'
  readonly model: string | null
  readonly promptVersion: string | null
}

/** Interviews a codebook is drafted from. */
export const CODEBOOK_SAMPLE = 20
const MOST_DRAFTED_CODES = 12

/** Up to `size` interviews, evenly over the cohorts, oldest first. */
export function sampleForCodebook<T extends { readonly cohort: string }>(
  interviews: readonly T[],
  size = CODEBOOK_SAMPLE,
): readonly T[] {
  const cohorts = [...Map.groupBy(interviews, (interview) => interview.cohort).values()]
  const longest = Math.max(0, ...cohorts.map((cohort) => cohort.length))
  const rounds = Array.from({ length: longest }, (_, round) =>
    cohorts.flatMap((cohort) => cohort[round] ?? []),
  )
  return rounds.flat().slice(0, size)
}

/** The drafted codes that can be used: keys made well-formed and unique, texts cut to what the plan allows. */
export function codesFromDraft(draft: DraftCodebookOutput): readonly CodeDefinition[] {
  const codes = new Map<string, CodeDefinition>()
  for (const drafted of draft.codes) {
    const key = drafted.key
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 31)
      .replace(/^-+|-+$/g, '')
    const code = CodeDefinition.safeParse({ ...drafted, key, label: lettersUpTo(drafted.label.trim(), 60) })
    if (code.success && !codes.has(key)) codes.set(key, code.data)
  }
  return [...codes.values()].slice(0, MOST_DRAFTED_CODES)
}

/** Do two codebooks ask for the same decisions? */
export function sameCodes(a: readonly CodeDefinition[], b: readonly CodeDefinition[]): boolean {
  const lines = (codes: readonly CodeDefinition[]) =>
    JSON.stringify(codes.map((c) => [c.key, c.label, c.definition, c.include, c.exclude, c.polarity]))
  return lines(a) === lines(b)
}
