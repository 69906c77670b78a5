/** First line of what went wrong; never an address with its password. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const inner =
    error instanceof AggregateError ? error.errors.find((each) => each instanceof Error) : undefined
  const [line = ''] = (error.message || inner?.message || error.name).split('\n')
  return line.replaceAll(/\/\/[^@\s]*@/g, '//…@')
}
