/** What happened, of one platform or of all; all values are counts but `reportPosted`. */
export interface DemoCounts {
  /** Simulated persons. */
  readonly people: number
  /** Persons sent an invitation; on Discord those who pressed the button. */
  readonly invited: number
  readonly consented: number
  readonly completed: number
  readonly partial: number
  readonly declined: number
  readonly withdrawn: number
  readonly unreachable: number
  readonly open: number
  readonly participantTurns: number
  readonly interviewerTurns: number
  /** Lines of a file left when the interview ended. */
  readonly unsaid: number
  readonly lost: number
  readonly doubled: number
  readonly quotes: { readonly offered: number; readonly verified: number; readonly rejected: number }
  readonly reportPosted: boolean
  readonly charts: number
}

export interface DemoResult extends DemoCounts {
  readonly model: string
  readonly seconds: number
  readonly platforms: Readonly<Record<string, DemoCounts>>
}

/** The one object that `--json` prints. The order of its keys is part of the promise. */
export function resultObject({ model, seconds, platforms, ...all }: DemoResult): object {
  const whole = (counts: DemoCounts) => ({ model, ...ordered(counts), seconds })
  return {
    ...whole(all),
    platforms: Object.fromEntries(Object.entries(platforms).map(([name, counts]) => [name, whole(counts)])),
  }
}

/** Nothing lost, nothing doubled, nobody left hanging, and the summary stands in every research channel. */
export function succeeded({ lost, doubled, reportPosted }: DemoCounts): boolean {
  return lost === 0 && doubled === 0 && reportPosted
}

const ROWS: readonly (readonly [label: string, of: (counts: DemoCounts) => number | string])[] = [
  ['people', (c) => c.people],
  ['invited', (c) => c.invited],
  ['consented', (c) => c.consented],
  ['completed', (c) => c.completed],
  ['partial', (c) => c.partial],
  ['declined', (c) => c.declined],
  ['withdrawn', (c) => c.withdrawn],
  ['unreachable', (c) => c.unreachable],
  ['still open', (c) => c.open],
  ['turns of participants', (c) => c.participantTurns],
  ['turns of the interviewer', (c) => c.interviewerTurns],
  ['lines left unsaid', (c) => c.unsaid],
  ['messages lost', (c) => c.lost],
  ['messages doubled', (c) => c.doubled],
  ['quotes offered', (c) => c.quotes.offered],
  ['  found in the answers', (c) => c.quotes.verified],
  ['  rejected', (c) => c.quotes.rejected],
  ['summary posted', (c) => (c.reportPosted ? 'yes' : 'NO')],
  ['charts', (c) => c.charts],
]

/** The same as a table for people, a column a platform and one for all. */
export function resultTable(result: DemoResult): string {
  const columns: readonly (readonly [string, DemoCounts])[] = [
    ...Object.entries(result.platforms),
    ['all', result],
  ]
  const width = Math.max(...ROWS.map(([label]) => label.length)) + 2
  const line = (label: string, cells: readonly (number | string)[]) =>
    `${label.padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join('')}`
  return [
    line(
      '',
      columns.map(([name]) => name),
    ),
    ...ROWS.map(([label, of]) =>
      line(
        label,
        columns.map(([, counts]) => of(counts)),
      ),
    ),
  ].join('\n')
}

function ordered(counts: DemoCounts): DemoCounts {
  const { people, invited, consented, completed, partial, declined, withdrawn, unreachable, open } = counts
  const { participantTurns, interviewerTurns, unsaid, lost, doubled, quotes, reportPosted, charts } = counts
  const { offered, verified, rejected } = quotes
  return {
    people,
    invited,
    consented,
    completed,
    partial,
    declined,
    withdrawn,
    unreachable,
    open,
    participantTurns,
    interviewerTurns,
    unsaid,
    lost,
    doubled,
    quotes: { offered, verified, rejected },
    reportPosted,
    charts,
  }
}
