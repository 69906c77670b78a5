import type { Control, LineLook, LogLine } from '../seat.ts'

/** One thing that stands in a conversation, in its final state. */
export interface Entry {
  readonly at: string
  /** note: what a person did other than write (a press, a form, a command). */
  readonly kind: 'message' | 'note'
  readonly author: string
  readonly fromBot: boolean
  /** Empty once deleted. */
  text: string
  /** Of each line of `text`; none where all are plain. */
  looks: readonly LineLook[]
  controls: readonly Control[]
  files: NonNullable<LogLine['files']>
  /** Names of those who alone see it. */
  readonly onlyFor: readonly string[]
  edited: boolean
  deleted: boolean
}

export interface Conversation {
  readonly id: string
  readonly platform: LogLine['platform']
  /** Of a channel its name, of a direct conversation the person's. */
  readonly name: string
  readonly direct: boolean
  readonly entries: Entry[]
}

const BOT = 'Sounding'

/** The conversations of a stand-in's log in the order they came to be, those without entries left out. */
export function conversations(lines: readonly LogLine[]): readonly Conversation[] {
  const names = new Map<string, string>()
  const bots = new Set<string>()
  const places = new Map<string, { name: string; members: readonly string[]; direct: boolean | undefined }>()
  for (const line of lines) {
    if (line.kind === 'person' && line.author) names.set(line.author, line.name ?? line.author)
    if (line.fromBot && line.author) bots.add(line.author)
    if (line.kind === 'place' && line.conversation)
      places.set(line.conversation, {
        name: line.name ?? '',
        members: line.members ?? [],
        direct: line.direct,
      })
  }
  const nameOf = (user: string | undefined) =>
    user === undefined ? '' : bots.has(user) ? BOT : (names.get(user) ?? user)
  const built = new Map<string, Conversation>()
  const shown = new Map<string, Entry>()
  for (const line of lines) {
    if (!line.conversation) continue
    const place = places.get(line.conversation)
    const conversation = built.get(line.conversation) ?? {
      id: line.conversation,
      platform: line.platform,
      direct: place?.direct ?? line.direct ?? place?.name === '',
      name: place?.name || nameOf(place?.members.find((member) => !bots.has(member))),
      entries: [],
    }
    built.set(line.conversation, conversation)
    const key = `${line.conversation} ${line.message}`
    const known = shown.get(key)
    if (line.kind === 'edited' && known) {
      known.text = line.text ?? ''
      known.looks = line.looks ?? []
      known.controls = line.controls ?? []
      known.files = line.files ?? known.files
      known.edited = true
    } else if (line.kind === 'deleted' && known)
      Object.assign(known, { text: '', looks: [], controls: [], files: [], deleted: true })
    else if (line.kind === 'message' || (line.kind === 'ephemeral' && !known)) {
      const entry = entryOf(line, nameOf, line.text ?? '', 'message')
      shown.set(key, entry)
      conversation.entries.push(entry)
    } else if (line.kind === 'ephemeral' && known)
      Object.assign(known, {
        text: line.text ?? '',
        looks: line.looks ?? [],
        controls: line.controls ?? [],
        edited: true,
      })
    else {
      const done = deed(line, known)
      if (done) conversation.entries.push(entryOf(line, nameOf, done, 'note'))
    }
  }
  return [...built.values()].filter((conversation) => conversation.entries.length > 0)
}

function entryOf(
  line: LogLine,
  nameOf: (user: string | undefined) => string,
  text: string,
  kind: Entry['kind'],
): Entry {
  return {
    at: line.at,
    kind,
    author: nameOf(line.author),
    fromBot: line.fromBot ?? false,
    text,
    looks: kind === 'note' ? [] : (line.looks ?? []),
    controls: line.controls ?? [],
    files: line.files ?? [],
    onlyFor: line.kind === 'ephemeral' ? (line.members ?? []).map(nameOf) : [],
    edited: false,
    deleted: false,
  }
}

/** What a person did, in words; undefined for what leaves no trace in a client. */
function deed(line: LogLine, on: Entry | undefined): string | undefined {
  if (line.kind === 'command') return `typed ${line.name ?? ''} ${line.text ?? ''}`.trimEnd()
  if (line.kind === 'form-sent') return 'sent the form'
  if (line.kind !== 'press') return undefined
  const control = on?.controls.find((one) => one.id === line.name)
  if (control?.kind === 'select') {
    const chosen = control.options.find((option) => option.value === line.text)
    return `chose “${chosen?.label ?? line.text ?? ''}”`
  }
  return `pressed “${control?.label ?? line.name ?? ''}”`
}
