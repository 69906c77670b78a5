import type { CrashPoint } from '../../../src/core/ports/crash-points.ts'
import { type Case, happensOn } from './case.ts'

/** Counts the passes of the point a process dies at. */
export function deathOf({ death, kinds, platform }: Case) {
  let counting = false
  let passed = 0
  let left = death && happensOn(death.point, platform) ? (kinds.includes('dies-again') ? 2 : 1) : 0
  return {
    count: () => {
      counting = true
    },
    passes: (point: CrashPoint): boolean => {
      if (!counting || left === 0 || point !== death?.point) return false
      passed++
      if (passed < death.pass) return false
      left--
      return true
    },
  }
}
