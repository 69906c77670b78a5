import type { Control, LineLook, LogLine } from '../seat.ts'
import { ComponentType, type Message } from './types.ts'

interface Names {
  user(id: string): string
  channel(id: string): string
}

type Rule = readonly [RegExp, (groups: readonly string[], names: Names) => string]

const inlineRules: readonly Rule[] = [
  [/\\([^0-9A-Za-z\s])/y, ([, char = '']) => char],
  [/https?:\/\/[^\s<]+/y, ([url = '']) => url],
  [/(`+)([\s\S]*?[^`])\1(?!`)/y, ([, , code = '']) => code],
  [/\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/y, ([, inner = ''], names) => inline(inner, names)],
  [/__((?:\\[\s\S]|[^\\])+?)__(?!_)/y, ([, inner = ''], names) => inline(inner, names)],
  [/~~((?:\\[\s\S]|[^\\])+?)~~/y, ([, inner = ''], names) => inline(inner, names)],
  [/\|\|((?:\\[\s\S]|[^\\])+?)\|\|/y, ([, inner = ''], names) => inline(inner, names)],
  [/\*(?=\S)((?:\\[\s\S]|[^\\*])+?)\*/y, ([, inner = ''], names) => inline(inner, names)],
  [/\b_((?:\\[\s\S]|[^\\_])+?)_\b/y, ([, inner = ''], names) => inline(inner, names)],
  [/\[((?:\\[\s\S]|[^\\\]])+)\]\(\S+?\)/y, ([, inner = ''], names) => inline(inner, names)],
  [/<@!?(\d+)>/y, ([, id = ''], names) => `@${names.user(id)}`],
  [/<#(\d+)>/y, ([, id = ''], names) => `#${names.channel(id)}`],
  [/<t:-?\d+(?::\w)?>/y, () => '[time]'],
  [/<a?:(\w+):\d+>/y, ([, name = '']) => `:${name}:`],
]

function inline(text: string, names: Names): string {
  let out = ''
  let at = 0
  outer: while (at < text.length) {
    for (const [rule, show] of inlineRules) {
      rule.lastIndex = at
      const match = rule.exec(text)
      if (match !== null) {
        const end = rule.lastIndex
        out += show(match, names)
        at = end
        continue outer
      }
    }
    out += text[at]
    at += 1
  }
  return out
}

/** The characters a reader sees once a client has drawn the markdown. */
export function drawn(content: string, names: Names): string {
  const lines = content.split('\n').map((line) => {
    const block = /^(?:#{1,3} |-# |> |>>> )(?=\S)/.exec(line)
    const bare = block === null ? line : line.slice(block[0].length)
    const item = /^(\s*)[-*] (?=\S)/.exec(bare)
    return item === null ? bare : `${item[1]}• ${bare.slice(item[0].length)}`
  })
  return inline(lines.join('\n'), names)
}

/** The look of each line of `drawn`; undefined where all are plain. */
export function looksOf(content: string): readonly LineLook[] | undefined {
  const looks = content.split('\n').map((line): LineLook => {
    if (/^#{1,3} \S/.test(line)) return 'heading'
    if (/^>(?:>>)? \S/.test(line)) return 'quote'
    return /^\s*[-*] \S/.test(line) ? 'item' : 'plain'
  })
  return looks.some((look) => look !== 'plain') ? looks : undefined
}

export function controlsOf(message: Message): Control[] {
  const found: Control[] = []
  for (const row of message.components) {
    for (const part of row.components ?? []) {
      const id = part.custom_id ?? ''
      if (part.type === ComponentType.button) {
        found.push({ id, kind: 'button', label: part.label ?? '', options: [] })
      } else if (part.type === ComponentType.select) {
        const options = (part.options ?? []).map(({ value, label }) => ({ value, label }))
        found.push({ id, kind: 'select', label: part.placeholder ?? '', options })
      }
    }
  }
  return found
}

export function filesOf(message: Message): NonNullable<LogLine['files']> {
  return message.attachments.map((file) => ({
    name: file.filename,
    mediaType: file.content_type,
    alt: file.description,
  }))
}
