import type { JsonObject, Loose } from './types.ts'

export interface DeliveryTiming {
  /** Slack waits three seconds for an acknowledgement. */
  readonly ackDeadlineMs: number
  /** Pauses before the three redeliveries of an event. */
  readonly retryDelaysMs: readonly number[]
}

export type GestureType = 'slash_commands' | 'interactive'

/** How the app is told: by its sockets, or by requests to it. */
export interface Deliveries {
  /** Events so far: how often one was offered, repeats included, and how many were acknowledged as far as Slack knows. */
  readonly events: { readonly offered: number; readonly acknowledged: number }
  /** Delivers, and redelivers up to three times until acknowledged; lost for good after that. */
  deliverEvent(payload: JsonObject): Promise<void>
  /** Commands and interactions are offered once. Returns the acknowledgement, undefined if none came in time. */
  deliverGesture(type: GestureType, payload: JsonObject): Promise<Loose | undefined>
  /** The next acknowledgements get lost on their way. */
  dropAcks(count: number): void
  /** The next deliveries get lost on their way. */
  loseDeliveries(count: number): void
  close(): void
}
