/** What can go wrong in a simulated run beside the death of a process; each with where it lies. */
export const FAULT_KINDS = [
  { kind: 'redelivered', meaning: 'the platform delivers events again that were taken' },
  { kind: 'gesture-doubled', meaning: 'one message reaches the bot as two, under one gesture id' },
  { kind: 'reordered', meaning: 'events arrive late and in another order' },
  {
    kind: 'gap',
    meaning: 'the connection is away for some seconds; what happens meanwhile is in the history only',
  },
  { kind: 'response-lost', meaning: 'the platform takes a message, its response does not come' },
  { kind: 'request-lost', meaning: 'a message does not reach the platform, no response comes' },
  { kind: 'rate-limited', meaning: 'the platform asks to wait before a message is sent' },
  { kind: 'slow-platform', meaning: 'a message reaches the platform seconds later, or its response the bot' },
  { kind: 'history-lags', meaning: 'the history shows a message some seconds after it stands there' },
  { kind: 'history-away', meaning: 'the history cannot be asked for a while' },
  { kind: 'model-away', meaning: 'the model is overloaded or over its limit' },
  { kind: 'model-silent', meaning: 'the model does not answer within its deadline' },
  { kind: 'model-unusable', meaning: 'the model declines, or its answer is cut off or against its contract' },
  { kind: 'wakes-lost', meaning: 'some wakes of the queue get lost' },
  { kind: 'wakes-doubled', meaning: 'wakes come twice and late' },
  { kind: 'queue-emptied', meaning: 'the queue loses everything it holds, more than once' },
  { kind: 'statement-fails', meaning: 'the connection to the database breaks before a statement' },
  { kind: 'outcome-unknown', meaning: 'the connection breaks after a statement or commit was carried out' },
  { kind: 'database-away', meaning: 'the database is away for some seconds' },
  { kind: 'suspended', meaning: 'a process stands still for longer than its leases last' },
  { kind: 'clock-jumps', meaning: 'the clock of a process jumps forth and back' },
  {
    kind: 'stands-still',
    meaning: 'a process does not die at the point but stands still for longer than its leases last',
  },
  { kind: 'dies-again', meaning: 'the next process dies at the same point' },
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]['kind']

export const KINDS: readonly FaultKind[] = FAULT_KINDS.map(({ kind }) => kind)
