import type { HeldUp } from '../../adapters/postgres/check.ts'
import { advice, broken, type Check } from '../../core/ports/check.ts'

/** Workspaces in which the running bot found that it cannot go on; none, where all is well. */
export function heldUpChecks(found: readonly HeldUp[]): readonly Check[] {
  return found.map((each) => {
    const name = `${each.platform} workspace ${each.workspace}`
    if (each.frozenAt)
      return broken(
        name,
        `stands still since ${minuteOf(each.frozenAt)} (${each.frozenReason}): mend what the lines above name or add the bot again, then resume the study in its research channel`,
      )
    return advice(
      name,
      `opens no new direct conversations before ${minuteOf(each.directsHeldUntil)} (${each.directsHeldReason}): interviews under way go on; invite fewer people at a time`,
    )
  })
}

function minuteOf(at: Date | null): string {
  return at ? `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'now'
}
