/**
 * The instants at which a process may die that matter for the promise: nothing lost, nothing doubled. A letter stands
 * for the way it lies on: T a turn, I an invitation, A an analysis, E an erasure.
 *
 * What this version does not have has no point: analysis sends no batches; derived work is invalidated in the
 * transaction of E2. A reminder is counted in the transaction that stores it, so what lies between its sending and its
 * record is T11 to T13.
 */
export const CRASH_POINTS = [
  { id: 'T1', meaning: 'an event was received and is not stored' },
  { id: 'T2', meaning: 'the event is stored, its platform has no acknowledgement' },
  { id: 'T3', meaning: 'the event was acknowledged' },
  { id: 'T4', meaning: 'the lane was woken' },
  { id: 'T5', meaning: 'the lane was taken' },
  { id: 'T6', meaning: 'the model is about to be asked' },
  { id: 'T7', meaning: "the model's answer has begun and not ended" },
  { id: 'T8', meaning: 'the model answered, nothing of it is stored' },
  { id: 'T9', meaning: 'turn, state, timer and outgoing message are stored' },
  { id: 'T10', meaning: 'the outgoing message is stamped as attempted' },
  { id: 'T11', meaning: 'the platform took the message, its response was not read' },
  { id: 'T12', meaning: 'what came of the send is in memory only' },
  { id: 'T13', meaning: 'what came of the send is stored' },
  { id: 'T14', meaning: 'the lane was given back' },
  { id: 'I1', meaning: 'the launch is stored, nobody is invited' },
  { id: 'I2', meaning: 'people are enrolled, how far inviting got is not stored' },
  { id: 'I3', meaning: 'a direct conversation was opened, nothing was sent' },
  { id: 'I4', meaning: 'the platform took the invitation, its response was not read' },
  { id: 'I5', meaning: 'the invitation is recorded as sent' },
  { id: 'I6', meaning: 'how far inviting got is stored' },
  { id: 'I7', meaning: 'the consent is stored' },
  { id: 'I8', meaning: 'a reminder of the invitation is stored and counted, its sending is not recorded' },
  { id: 'A1', meaning: 'what a report is made of was read' },
  { id: 'A2', meaning: 'the coding model answered, nothing of it is stored' },
  { id: 'A4', meaning: 'one reading is stored, others are not' },
  { id: 'A6', meaning: 'the report is written and not stored' },
  { id: 'A7', meaning: 'the report is stored and not posted' },
  { id: 'E1', meaning: 'the wish to be deleted is stored' },
  { id: 'E2', meaning: 'everything of the person is erased' },
  { id: 'E5', meaning: 'the word that all is deleted is recorded as sent' },
] as const

export type CrashPoint = (typeof CRASH_POINTS)[number]['id']

/** Told of every pass of a crash point. What is handed in may end the process there; nothing else comes of it. */
export interface CrashPoints {
  at(point: CrashPoint): void | Promise<void>
  /** Makes a call within which `points` lie, where no code of ours runs. */
  inside<T>(points: readonly CrashPoint[], call: () => Promise<T>): Promise<T>
}
