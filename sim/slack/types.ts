import type { ConversationKind } from '../../src/adapters/slack/scopes.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }
/** Anything JSON may hold, as the bot sent it and before it was checked. */
export type Loose = Readonly<Record<string, unknown>>

export interface Person {
  readonly id: string
  readonly name: string
  zone: string | undefined
  readonly locale: string
  readonly bot: boolean
  deactivated: boolean
  readonly guest: boolean
  /** Team id of who belongs to another workspace. */
  readonly team: string | undefined
  /** Of another workspace, and in no channel the bot sees. */
  stranger: boolean
  /** Of this workspace, and whom the app is not shown. */
  readonly hidden: boolean
  /** When the person is not to be disturbed, seconds since 1970. */
  quiet: { readonly from: number; readonly until: number } | undefined
}

export interface StoredFile {
  readonly id: string
  readonly name: string
  title: string
  readonly mediaType: string
  readonly alt: string
  readonly length: number
  readonly owner: string
  bytes: Uint8Array | undefined
  shared: boolean
}

export interface Message {
  readonly channel: string
  readonly ts: string
  readonly author: string
  text: string
  blocks: readonly Loose[]
  /** No markup is read in `text`. */
  readonly literal: boolean
  metadata: Loose | undefined
  files: readonly StoredFile[]
  editedTs: string | undefined
  readonly clientMsgId: string | undefined
  readonly threadTs: string | undefined
  /** It was deleted while its thread had replies: its mark stays as long as one does. */
  tombstone: boolean
  /** Stands only for this person and is not in the history. */
  readonly onlyFor: string | undefined
  readonly fields: Loose
  /** On the clock of `performance.now()`. */
  readonly inHistoryFrom: number
}

export type Restriction =
  | 'restricted_action'
  | 'restricted_action_read_only_channel'
  | 'restricted_action_thread_only_channel'
  | 'restricted_action_non_threadable_channel'
  | 'posting_to_channel_denied'
  | 'app_access_restricted'

export interface Place {
  readonly id: string
  readonly kind: ConversationKind
  name: string
  readonly members: Set<string>
  archived: boolean
  /** Slack's word for why nobody but administrators, or no app, may post there. */
  restriction: Restriction | undefined
  /** Shared with another organisation by Slack Connect. */
  readonly shared: boolean
  readonly messages: Map<string, Message>
}

export interface View {
  readonly id: string
  readonly user: string
  readonly view: Loose
  readonly hash: string
}

/** A refusal in Slack's own words: `ok: false`, an HTTP status of 200 (429 for `ratelimited`). */
export class SlackRefusal extends Error {
  readonly error: string
  readonly detail: Loose
  constructor(error: string, detail: Loose = {}) {
    super(error)
    this.error = error
    this.detail = detail
  }
}

export function isRecord(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function records(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
