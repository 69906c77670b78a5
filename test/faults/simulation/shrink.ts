import { type Case, smaller } from './case.ts'

/** Runs that looking for a smaller case may take. */
const RUNS_AT_MOST = 60

/** The smallest case found that still breaks: what is not needed for it is left out, one thing after another. */
export async function shrink(one: Case, breaks: (smaller: Case) => Promise<boolean>): Promise<Case> {
  let smallest = one
  let left = RUNS_AT_MOST
  for (;;) {
    let found: Case | undefined
    for (const each of smaller(smallest)) {
      if (left-- <= 0) return smallest
      if (!(await breaks(each))) continue
      found = each
      break
    }
    if (!found) return smallest
    smallest = found
  }
}
