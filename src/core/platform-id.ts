/** Platform ids grow with time and compare as numbers: by length, then digit by digit. */
export function comparePlatformIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
