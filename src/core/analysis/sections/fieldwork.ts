import { isUnderWay } from '../../interview/interview.ts'
import type { StudyInterview } from '../../ports/analysis-store.ts'
import { K } from '../disclosure.ts'

/** How far the study is. Operational counts are exact; who declined or withdrew shows only from k people. */
export interface Fieldwork {
  readonly invited: number
  /** Gave consent and did not withdraw it. */
  readonly consented: number
  readonly completed: number
  readonly partial: number
  readonly underWay: number
  readonly declined: number | null
  readonly withdrawn: number | null
  /** Everyone else; holds whoever `declined` and `withdrawn` do not show, so that nothing is left to subtract. */
  readonly others: number
  readonly cohorts: readonly {
    readonly key: string
    readonly label: string
    readonly invited: number
    readonly completed: number
    readonly partial: number
    readonly underWay: number
  }[]
}

export function fieldworkOf(
  interviews: readonly StudyInterview[],
  cohorts: readonly { readonly key: string; readonly name: string }[],
): Fieldwork {
  const counts = countsOf(interviews)
  const [declined, withdrawn] = (['declined', 'withdrawn'] as const).map((state) => {
    const n = interviews.filter((interview) => interview.state === state).length
    return n >= K ? n : null
  }) as [number | null, number | null]
  return {
    ...counts,
    consented: interviews.filter((interview) => interview.consented).length,
    declined,
    withdrawn,
    others:
      counts.invited -
      counts.completed -
      counts.partial -
      counts.underWay -
      (declined ?? 0) -
      (withdrawn ?? 0),
    cohorts: cohorts.map(({ key, name }) => ({
      key,
      label: name,
      ...countsOf(interviews.filter((interview) => interview.cohort === key)),
    })),
  }
}

function countsOf(interviews: readonly StudyInterview[]) {
  const inState = (state: string) => interviews.filter((interview) => interview.state === state).length
  return {
    invited: interviews.length,
    completed: inState('completed'),
    partial: inState('partial'),
    underWay: interviews.filter((interview) => isUnderWay(interview.state)).length,
  }
}
