import { isRecord, type Loose, type Message, text } from './types.ts'
import type { World } from './world.ts'

const MENTION =
  /<@([UW]\w+)(?:\|[^>]*)?>|<!(channel|here|everyone)(?:\|[^>]*)?>|<!subteam\^(S\w+)(?:\|[^>]*)?>/g
const RANGES = ['channel', 'here', 'everyone']

/** Whom a message notifies: people by their ids, groups by theirs, `channel`, `here` and `everyone`. */
export function pingsOf(message: Pick<Message, 'text' | 'blocks'>): readonly string[] {
  return [...new Set([...inMrkdwn(message.text), ...message.blocks.flatMap(inBlock)])]
}

/** What `link_names` and `parse: full` make of names that are merely written. */
export function withNamesLinked(words: string, world: World): string {
  return words.replaceAll(/(?<![\w<])@([\w.-]+)/g, (typed, name: string) => {
    if (RANGES.includes(name)) return `<!${name}>`
    const person = [...world.people.values()].find((each) => each.name.toLowerCase() === name.toLowerCase())
    return person === undefined ? typed : `<@${person.id}>`
  })
}

function inMrkdwn(words: string): readonly string[] {
  return [...words.matchAll(MENTION)].flatMap(([, user, range, group]) => user ?? range ?? group ?? [])
}

/** Text objects of the kind mrkdwn, markdown blocks, and the mentions of rich text, however deep they stand. */
function inBlock(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(inBlock)
  if (!isRecord(value)) return []
  if (value.type === 'mrkdwn' || value.type === 'markdown') return inMrkdwn(text(value.text))
  return [...leaf(value), ...Object.values(value).flatMap(inBlock)]
}

function leaf(element: Loose): readonly string[] {
  if (element.type === 'user') return [text(element.user_id)]
  if (element.type === 'usergroup') return [text(element.usergroup_id)]
  return element.type === 'broadcast' ? [text(element.range)] : []
}
