import type { InboundEvent, SendResult } from '../core/ports/chat.ts'
import type { WorkspaceRef } from '../core/ports/workspace-store.ts'
import { frozenNotice } from '../core/study/standing-notice.ts'
import type { Delivering } from './deliver.ts'

/** A platform may refuse a token once by mistake; so often in a row it does not. */
const BROKEN_SENDS = 3

type Standing = Pick<Delivering, 'workspaces' | 'clock' | 'log'>

/** Freezes a workspace whose sends find it broken. */
export async function noteBroken(
  of: WorkspaceRef,
  result: SendResult,
  delivering: Delivering,
): Promise<void> {
  const { workspaces, clock, chats } = delivering
  if (result.outcome !== 'workspace-broken' || !chats.has(of.platform)) return
  if ((await workspaces.brokenSend(of)) < BROKEN_SENDS) return
  const reason = `it refuses what I send (${result.reason})`
  await freeze(of, { reason, at: clock.now(), tellsItself: true }, delivering)
}

/** The bot was added somewhere, or removed: of what is under way there nothing is lost, and nothing goes on by itself. */
export async function noteInstallation(
  event: Extract<InboundEvent, { kind: 'installation' }>,
  standing: Standing,
): Promise<void> {
  if (event.change === 'added') return noteReturn(event, standing)
  // Its research places cannot be told: the bot is gone from there.
  const at = new Date(event.platformAt)
  await freeze(event, { reason: 'I was removed', at, tellsItself: false }, standing)
}

/** The bot can work in a workspace again. */
export async function noteReturn(of: WorkspaceRef, { workspaces, clock }: Standing): Promise<void> {
  const now = clock.now()
  await workspaces.returned(of, (frozen) => frozenNotice(of, frozen, now), now)
}

async function freeze(
  { platform, workspace }: WorkspaceRef,
  frozen: { readonly reason: string; readonly at: Date; readonly tellsItself: boolean },
  { workspaces, clock, log }: Standing,
): Promise<void> {
  const now = clock.now()
  const of = { platform, workspace }
  const notice = frozenNotice(of, { since: now, reason: frozen.reason }, now)
  if (await workspaces.freeze(of, frozen, notice, now))
    log.error('workspace.frozen', undefined, { platform, workspace, reason: frozen.reason })
}
