/** What a layer found out; null for what it does not have. */
export interface Figures {
  readonly layer: string
  readonly runs: number | null
  readonly crashPoints: number | null
  readonly faultKinds: number | null
  readonly seeds: number | null
  readonly lost: number | null
  readonly doubled: number | null
  /** Sends whose outcome the platform did not tell, and those of them that a look-up settled. */
  readonly ambiguous: number | null
  readonly reconciled: number | null
  readonly invariantsBroken: number | null
  readonly guards: { readonly tried: number | null; readonly caught: number | null }
  readonly seconds: number
}

/** The sums of several layers. */
export function total(layers: readonly Figures[]): Figures {
  const sum = (of: (figures: Figures) => number | null) =>
    layers.reduce<number | null>((before, each) => {
      const figure = of(each)
      return figure === null ? before : (before ?? 0) + figure
    }, null)
  return {
    layer: 'all',
    runs: sum(({ runs }) => runs),
    crashPoints: sum(({ crashPoints }) => crashPoints),
    faultKinds: sum(({ faultKinds }) => faultKinds),
    seeds: sum(({ seeds }) => seeds),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    ambiguous: sum(({ ambiguous }) => ambiguous),
    reconciled: sum(({ reconciled }) => reconciled),
    invariantsBroken: sum(({ invariantsBroken }) => invariantsBroken),
    guards: { tried: sum(({ guards }) => guards.tried), caught: sum(({ guards }) => guards.caught) },
    seconds: Math.round(layers.reduce((before, { seconds }) => before + seconds, 0) * 10) / 10,
  }
}

/** Did everything hold? */
export function held({ invariantsBroken, guards }: Figures): boolean {
  return (invariantsBroken ?? 0) === 0 && guards.tried === guards.caught
}
