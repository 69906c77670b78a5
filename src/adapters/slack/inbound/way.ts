/** One delivery of Slack's, whichever way it came. */
export interface Envelope {
  readonly type: 'events_api' | 'slash_commands' | 'interactive' | (string & {})
  readonly body: Readonly<Record<string, unknown>>
  /** Acknowledges it, with what Slack is to show of it. Rejects if Slack can no longer be told. */
  readonly ack: (response?: Readonly<Record<string, unknown>>) => Promise<void>
  /** It was not stored: Slack is to deliver it again. By a socket that is said by saying nothing. */
  readonly decline: () => void
  readonly retry_num?: number
  readonly retry_reason?: string
}

/** A way by which envelopes come in. */
export interface Way {
  /** Resolves once none comes by it any more; it stays so. */
  readonly ended: Promise<void>
  /** Takes nothing new in, lets `handled` come to its end so that what is in hand is acknowledged, and closes. */
  close(handled: () => Promise<void>): Promise<void>
}
