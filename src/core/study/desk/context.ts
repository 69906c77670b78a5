import { createHash } from 'node:crypto'
import { placeLane } from '../../lane.ts'
import type {
  Answer,
  Block,
  Chat,
  ConversationRef,
  PersonRef,
  Platform,
  ReplyHandle,
} from '../../ports/chat.ts'
import type { Clock, Ids } from '../../ports/clock.ts'
import type { OutboxDraft } from '../../ports/lane-store.ts'
import type { Log } from '../../ports/log.ts'
import type { Model } from '../../ports/model.ts'
import type { AuditEntry, Study, StudyStore, StudyWrite } from '../../ports/study-store.ts'
import type { PlannerUsage } from '../planner.ts'
import type { DeskSay } from '../words/catalogue.ts'

export interface DeskSettings {
  /** With its workspace where that is named. */
  readonly researchPlaces: readonly {
    readonly platform: Platform
    readonly conversation: string
    readonly workspace?: string
  }[]
  /** Of a platform nobody named: everyone in its research places. */
  readonly researchers: ReadonlyMap<Platform, readonly string[]>
  /** As people type it, for example `/study`. */
  readonly commandName: string
  readonly modelDeadlineMs: number
  /** `HH:MM` in `zone`. */
  readonly nightlyAt: string
  readonly zone: string
}

export interface DeskDeps {
  readonly store: StudyStore
  readonly model: Model
  readonly chats: ReadonlyMap<Platform, Chat>
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly settings: DeskSettings
}

/** One thing a researcher did in a research place. */
export interface Doing {
  readonly inbox: string
  readonly place: ConversationRef
  readonly person: PersonRef
  /** In the caller's language. */
  readonly say: DeskSay
  /** Absent for a mention, which can only be answered in the place. */
  readonly reply: ReplyHandle | undefined
}

/** What is to be seen in a place; `edit` names the message that is to show it. */
export interface Post {
  readonly place: ConversationRef
  readonly blocks: readonly Block[]
  readonly key?: string
  readonly edit?: string
}

/** What comes of one thing a researcher did. */
export interface Handled {
  /** For the inbox row and the log: no words of anyone. */
  readonly outcome: string
  readonly answer: Answer
  readonly study?: Study
  readonly write?: StudyWrite
  readonly posts?: readonly Post[]
  readonly usage?: readonly PlannerUsage[]
  readonly audit?: Pick<AuditEntry, 'action' | 'subject'>
  /** Lanes beside those of the posts. */
  readonly wake?: readonly string[]
}

/** Only the caller sees it. */
export function privately(...paragraphs: readonly string[]): Answer {
  return { kind: 'private', blocks: paragraphs.map((text) => ({ kind: 'paragraph', text })) }
}

export function told(outcome: string, ...paragraphs: readonly string[]): Handled {
  return { outcome, answer: privately(...paragraphs) }
}

export function actorOf({ platform, workspace, person }: PersonRef): string {
  return `${platform}:${workspace}:${person}`
}

/** An id that is the same whenever the same inbox row is handled again. */
export function derivedId(inbox: string, what: string): string {
  const bytes = createHash('sha256').update(`${inbox}:${what}`).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Outbox rows whose ids and keys follow from `source`, so that nothing is posted twice. */
export function draftsOf(source: string, posts: readonly Post[], now: Date): readonly OutboxDraft[] {
  return posts.map(({ place, blocks, key, edit }, index) => ({
    id: derivedId(source, `post-${index}`),
    lane: placeLane(place),
    target: { to: 'conversation', ...place },
    intent:
      edit === undefined
        ? { kind: 'say', blocks }
        : { kind: 'edit', message: { ...place, message: edit }, blocks },
    interviewId: null,
    dedupeKey: key ?? `desk:${source}:${index}`,
    notBefore: now,
  }))
}

/** The same words in every research place of a study. */
export function everywhere(study: Study, text: string): readonly Post[] {
  return study.sites.map(({ place }) => ({ place, blocks: [{ kind: 'paragraph', text }] }))
}

/** The person's display name, for messages to their own team. */
export async function nameOf(person: PersonRef, deps: DeskDeps): Promise<string> {
  const profile = await deps.chats
    .get(person.platform)
    ?.profile(person)
    .catch(() => undefined)
  return profile?.displayName ?? 'a researcher'
}

/** Tells the caller that the model is at work. Best effort: the answer proper comes later. */
export async function sayWorking(doing: Doing, deps: DeskDeps, text: string): Promise<void> {
  const chat = deps.chats.get(doing.place.platform)
  if (doing.reply) await chat?.answer(doing.reply, privately(text)).catch(() => undefined)
}
