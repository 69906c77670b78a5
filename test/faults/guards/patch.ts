/** One place of the source where a guard stands, and what stands there without it. */
export interface Patch {
  /** From the root of the project. */
  readonly file: string
  /** Stands exactly once in the file. */
  readonly find: string
  readonly replace: string
}

/** The source with the guard taken out. Throws RangeError if it does not stand there exactly once any more. */
export function patched(source: string, { file, find, replace }: Patch): string {
  const places = source.split(find).length - 1
  if (places !== 1) throw new RangeError(`${file}: a guard's place is found ${places} times: ${find}`)
  return source.replace(find, () => replace)
}
