import type { Control, LineLook, LogLine } from '../seat.ts'
import { isRecord, type Loose, type Message, records, text } from './types.ts'

export interface Names {
  user(id: string): string
  channel(id: string): string
}

/** Undoes the three entities Slack knows. */
export function unescapeEntities(escaped: string): string {
  return escaped.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

export function escapeEntities(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** What a reader sees of mrkdwn: references resolved, styles and entities gone. */
export function shownMrkdwn(mrkdwn: string, names: Names): string {
  const shown = mrkdwn
    .replace(/<@([UW]\w+)(?:\|[^>]*)?>/g, (_all, id: string) => `@${names.user(id)}`)
    .replace(/<#(C\w+)(?:\|[^>]*)?>/g, (_all, id: string) => `#${names.channel(id)}`)
    .replace(/<!(?:subteam\^)?(\w+)(?:\|([^>]*))?>/g, (_all, id: string, label?: string) => label ?? `@${id}`)
    .replace(/<([^>|]+)\|([^>]+)>/g, (_all, _url: string, label: string) => label)
    .replace(/<([^>]+)>/g, (_all, url: string) => url)
    .replace(/(^|[\s(])([*_~`])(\S(?:[^\n]*?\S)?)\2(?=$|[\s).,!?:;])/g, '$1$3')
  return unescapeEntities(shown)
}

function shownText(object: unknown, names: Names): string {
  if (!isRecord(object)) return ''
  return object.type === 'mrkdwn' ? shownMrkdwn(text(object.text), names) : text(object.text)
}

function richLeaf(element: Loose, names: Names): string {
  switch (element.type) {
    case 'text':
      return text(element.text)
    case 'link':
      return text(element.text) || text(element.url)
    case 'user':
      return `@${names.user(text(element.user_id))}`
    case 'channel':
      return `#${names.channel(text(element.channel_id))}`
    case 'broadcast':
      return `@${text(element.range)}`
    default:
      return ''
  }
}

function richText(block: Loose, names: Names): string {
  const lines = records(block.elements).map((element) =>
    element.type === 'rich_text_list'
      ? records(element.elements)
          .map((item) => `• ${richSection(item, names)}`)
          .join('\n')
      : richSection(element, names),
  )
  return lines.join('\n')
}

function richSection(section: Loose, names: Names): string {
  return records(section.elements)
    .map((leaf) => richLeaf(leaf, names))
    .join('')
}

function blockText(block: Loose, names: Names): string {
  switch (block.type) {
    case 'header':
    case 'section': {
      const fields = records(block.fields).map((field) => shownText(field, names))
      return [shownText(block.text, names), ...fields].filter((line) => line !== '').join('\n')
    }
    case 'context':
      return records(block.elements)
        .map((element) => shownText(element, names))
        .join(' ')
    case 'rich_text':
      return richText(block, names)
    case 'image':
      return shownText(block.title, names)
    default:
      return ''
  }
}

/** All text a reader sees, one line a block; without blocks the message's `text`. */
export function visibleText(
  message: Pick<Message, 'text' | 'blocks'> & { readonly literal?: boolean },
  names: Names,
): string {
  if (message.blocks.length === 0)
    return message.literal ? unescapeEntities(message.text) : shownMrkdwn(message.text, names)
  return message.blocks
    .map((block) => blockText(block, names))
    .filter((line) => line !== '')
    .join('\n')
}

/** The look of each line of `visibleText`; undefined where all are plain. */
export function looksOf(message: Pick<Message, 'blocks'>, names: Names): readonly LineLook[] | undefined {
  const looks = message.blocks.flatMap((block): readonly LineLook[] => {
    if (block.type === 'rich_text')
      return records(block.elements).flatMap((element) =>
        linesOf(richText({ elements: [element] }, names), RICH_LOOKS[text(element.type)] ?? 'plain'),
      )
    return linesOf(blockText(block, names), block.type === 'header' ? 'heading' : 'plain')
  })
  return looks.some((look) => look !== 'plain') ? looks : undefined
}

const RICH_LOOKS: Readonly<Record<string, LineLook>> = { rich_text_list: 'item', rich_text_quote: 'quote' }

function linesOf(shown: string, look: LineLook): readonly LineLook[] {
  return shown === '' ? [] : shown.split('\n').map(() => look)
}

/** Interactive elements of a message, with the block each stands in. */
export function elementsOf(
  blocks: readonly Loose[],
): readonly { readonly block: Loose; readonly element: Loose }[] {
  return blocks.flatMap((block) => {
    const inside = block.type === 'actions' ? records(block.elements) : []
    const accessory = block.type === 'section' && isRecord(block.accessory) ? [block.accessory] : []
    return [...inside, ...accessory].map((element) => ({ block, element }))
  })
}

export function optionsOf(element: Loose): Control['options'] {
  return records(element.options).map((option) => ({
    value: text(option.value),
    label: isRecord(option.text) ? text(option.text.text) : '',
  }))
}

export function controlsOf(message: Pick<Message, 'blocks'>): readonly Control[] {
  return elementsOf(message.blocks)
    .filter(({ element }) => element.type === 'button' || element.type === 'static_select')
    .map(({ element }) => {
      const label = element.type === 'button' ? element.text : element.placeholder
      return {
        id: text(element.action_id),
        kind: element.type === 'button' ? 'button' : 'select',
        label: isRecord(label) ? text(label.text) : '',
        options: optionsOf(element),
      }
    })
}

export function filesOf(message: Pick<Message, 'files'>): NonNullable<LogLine['files']> {
  return message.files.map((file) => ({ name: file.name, mediaType: file.mediaType, alt: file.alt }))
}

export function keyOf(message: Pick<Message, 'metadata'>): string | undefined {
  const payload = message.metadata?.event_payload
  return isRecord(payload) && typeof payload.key === 'string' ? payload.key : undefined
}
