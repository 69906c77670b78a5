import type { Clock, Ids } from '../../ports/clock.ts'
import type { Model } from '../../ports/model.ts'
import type { Move } from '../decide.ts'
import type { SilenceRules } from '../silence.ts'
import type { Speaker } from '../words/messages.ts'
import type { StepDraft } from './step-draft.ts'

export interface Conducting extends SilenceRules {
  readonly model: Model
  readonly ids: Ids
  readonly speaker: Speaker
  /** For how long the model was waited for. */
  readonly clock: Pick<Clock, 'now'>
  /** All calls of the model for one portion are over after so long; the plan's own words go out instead. */
  readonly modelDeadlineMs: number
  /** So much of that is gone: the person waited before their turn came. */
  readonly waitedMs: number
  /** Until when the person does not want to be disturbed, asked where it is told; undefined if they may be. */
  readonly quietUntil: () => Promise<Date | undefined>
}

/** How one kind of move is carried out: it writes into the draft, and may ask the model for words, or whether the person may be disturbed. */
export type Carry<M extends Move['move']> = (
  draft: StepDraft,
  move: Extract<Move, { move: M }>,
  conducting: Conducting,
) => void | Promise<void>
