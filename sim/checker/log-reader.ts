import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { LogLine } from '../seat.ts'

/** The lines of a stand-in's log, in order. A line cut off by a killed process, which can only be the last, is left out. */
export async function readLog(path: string): Promise<readonly LogLine[]> {
  const lines: LogLine[] = []
  let broken = 0
  for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
    if (broken > 0) throw new Error(`${path}:${broken}: not a line of JSON`)
    try {
      lines.push(JSON.parse(line) as LogLine)
    } catch {
      broken = lines.length + 1
    }
  }
  return lines
}

/** A message as it stood at the end of the log. */
export interface ShownMessage {
  readonly platform: LogLine['platform']
  readonly conversation: string
  readonly message: string
  readonly author: string
  readonly fromBot: boolean
  readonly direct: boolean
  readonly at: Date
  readonly key: string | undefined
  readonly firstText: string
  lastText: string
  files: NonNullable<LogLine['files']>
  deleted: boolean
}

/** Every message that was posted for all to see, in the order posted. */
export function shownMessages(lines: readonly LogLine[]): readonly ShownMessage[] {
  const messages = new Map<string, ShownMessage>()
  for (const line of lines) {
    const id = `${line.platform} ${line.conversation} ${line.message}`
    const known = messages.get(id)
    if (line.kind === 'message')
      messages.set(id, {
        platform: line.platform,
        conversation: line.conversation ?? '',
        message: line.message ?? '',
        author: line.author ?? '',
        fromBot: line.fromBot ?? false,
        direct: line.direct ?? false,
        at: new Date(line.at),
        key: line.key,
        firstText: line.text ?? '',
        lastText: line.text ?? '',
        files: line.files ?? [],
        deleted: false,
      })
    else if (line.kind === 'edited' && known) {
      known.lastText = line.text ?? ''
      known.files = line.files ?? known.files
    } else if (line.kind === 'deleted' && known) known.deleted = true
  }
  return [...messages.values()]
}
