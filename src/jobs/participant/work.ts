import type { Joining } from '../../core/fieldwork/join.ts'
import type { Conducting } from '../../core/interview/moves/conducting.ts'
import type { WaitingEvent } from '../../core/interview/portion.ts'
import { type Speaker, speakerOf } from '../../core/interview/words/messages.ts'
import { platformName } from '../../core/platform-name.ts'
import type { PersonRef } from '../../core/ports/chat.ts'
import type { InterviewStore } from '../../core/ports/interview-store.ts'
import type { LaneStore, Lease } from '../../core/ports/lane-store.ts'
import type { Model } from '../../core/ports/model.ts'
import type { Delivering } from '../deliver.ts'

export interface ParticipantWork extends Delivering, Joining {
  readonly lanes: LaneStore
  readonly interviews: InterviewStore
  readonly model: Model
  readonly conducting: Pick<Conducting, 'idle' | 'contact' | 'modelDeadlineMs'> & {
    readonly invitation: Omit<Conducting['invitation'], 'most'>
  }
  /** Since when this process works on lanes: what people waited before that is no reason to hurry. */
  readonly startedAt: Date
  /** Whoever waits for a reply for so long is told that it takes a moment. */
  readonly holdingAfterMs: number
  /** Whoever waits for a reply for so long sees that it is being written, where the platform shows that. */
  readonly typingAfterMs: number
}

export function speakerFor({ platform }: PersonRef, { model, chats }: ParticipantWork): Speaker {
  return speakerOf(model, platformName(chats, platform))
}

/** Marks rows, and timers, done without a step of an interview. */
export async function settle(
  lease: Lease,
  rows: readonly string[],
  outcome: string,
  work: ParticipantWork,
  timers: readonly string[] = [],
): Promise<void> {
  await work.lanes.settle(
    lease,
    rows.map((id) => ({ id, outcome })),
    timers,
    work.clock.now(),
  )
}

export function localeOf(events: readonly WaitingEvent[], inbox: string | undefined): string | undefined {
  return events.find((row) => row.id === inbox)?.event.locale
}
