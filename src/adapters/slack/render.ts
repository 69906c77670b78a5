import type { Block, Choice } from '../../core/ports/chat.ts'
import { escapeText, shorten, splitText } from './text.ts'

/** One block of Block Kit. Only the kinds below are produced. */
export type SlackBlock = { readonly type: string } & Readonly<Record<string, unknown>>

export interface SlackMessage {
  /** Fallback for notifications and screen readers; escaped. */
  readonly text: string
  readonly blocks: readonly SlackBlock[]
}

/** Text alone, without blocks; shown literally, since `mrkdwn` is off. */
export interface PlainMessage {
  readonly text: string
  readonly mrkdwn: false
}

/** Slack refuses a message near 13,200 characters of block text (bolt-js#2509); stay well below. */
export const MAX_MESSAGE_TEXT = 10_000
const MAX_BLOCK_TEXT = 3_000
const MAX_BLOCKS = 50
/** chat.update refuses more than 4,000 characters of `text`, escapes included. */
const MAX_FALLBACK = 3_000
const HEADER = 150
const LABEL = 75
const PLACEHOLDER = 150
const BUTTONS_A_BLOCK = 20

interface Piece {
  readonly block: SlackBlock
  /** What a reader sees of it. */
  readonly text: string
  /** What stands for it in the fallback, where that is more: notifications and screen readers have no controls. */
  readonly fallback?: string
}

/**
 * Renders to as many messages as Slack's limits ask for. Running text becomes `rich_text`, whose text is literal by
 * construction: no mrkdwn is parsed in it, so neither markup nor a mention in a quote can take effect.
 */
export function renderMessages(blocks: readonly Block[]): readonly SlackMessage[] {
  const messages: SlackMessage[] = []
  let open: Piece[] = []
  let length = 0
  const close = () => {
    if (open.length > 0) messages.push(messageOf(open))
    open = []
    length = 0
  }
  for (const piece of blocks.flatMap(renderBlock)) {
    if (open.length === MAX_BLOCKS || length + piece.text.length > MAX_MESSAGE_TEXT) close()
    open.push(piece)
    length += piece.text.length
  }
  close()
  return messages
}

/** The same words as bare text, controls by their labels: for what Slack refuses as blocks. */
export function renderPlainly(blocks: readonly Block[]): readonly PlainMessage[] {
  const text = blocks
    .flatMap(renderBlock)
    .map((piece) => piece.fallback ?? piece.text)
    .filter((each) => each !== '')
    .join('\n\n')
  return splitText(text, MAX_FALLBACK)
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: escapeText(piece), mrkdwn: false }))
}

function messageOf(pieces: readonly Piece[]): SlackMessage {
  const text = pieces
    .map((piece) => piece.fallback ?? piece.text)
    .filter((each) => each !== '')
    .join('\n')
  return { text: fallback(text), blocks: pieces.map((piece) => piece.block) }
}

function fallback(text: string): string {
  const escaped = escapeText(text)
  if (escaped === '') return '…'
  // Cut before escaping, so that no entity is cut in two.
  return escaped.length <= MAX_FALLBACK ? escaped : escapeText(shorten(text, MAX_FALLBACK / 5))
}

function renderBlock(block: Block): readonly Piece[] {
  switch (block.kind) {
    case 'paragraph':
      return renderParagraph(block.text)
    case 'heading':
      return block.text.length > HEADER
        ? renderParagraph(block.text)
        : [{ block: { type: 'header', text: plain(block.text) }, text: block.text }]
    case 'list':
      return renderList(block.items)
    case 'quote':
      return splitText(block.text, MAX_BLOCK_TEXT - 200).map((text, index, all) => {
        const by = index === all.length - 1 && block.by !== undefined ? `\n— ${shorten(block.by, 150)}` : ''
        return {
          block: richText([{ type: 'rich_text_quote', elements: inline(text + by) }]),
          text: text + by,
        }
      })
    case 'divider':
      return [{ block: { type: 'divider' }, text: '' }]
    case 'choices':
      return renderChoices(block.label, block.choices)
    case 'select':
      return [
        {
          // In a section the select has its label beside it, which screen readers read with it.
          block: {
            type: 'section',
            text: plain(shorten(block.label, PLACEHOLDER)),
            accessory: {
              type: 'static_select',
              action_id: block.action,
              placeholder: plain(shorten(block.label, PLACEHOLDER)),
              options: block.options.map(renderOption),
            },
          },
          text: shorten(block.label, PLACEHOLDER),
          fallback: offered(block.label, block.options),
        },
      ]
  }
}

function renderParagraph(text: string): readonly Piece[] {
  return splitText(text, MAX_BLOCK_TEXT)
    .filter((piece) => piece !== '')
    .map((piece) => ({ block: richText([section(piece)]), text: piece }))
}

export function renderOption(option: { readonly value: string; readonly label: string }): SlackOption {
  return { text: plain(shorten(option.label, LABEL)), value: option.value }
}

export interface SlackOption {
  readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: boolean }
  readonly value: string
}

function renderList(items: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = []
  let open: string[] = []
  const close = () => {
    if (open.length === 0) return
    pieces.push({
      block: richText([{ type: 'rich_text_list', style: 'bullet', elements: open.map(section) }]),
      text: open.map((item) => `• ${item}`).join('\n'),
    })
    open = []
  }
  for (const item of items.flatMap((each) => splitText(each, MAX_BLOCK_TEXT - 100))) {
    if (item === '') continue
    const length = open.reduce((sum, each) => sum + each.length + 3, 0)
    if (length + item.length > MAX_BLOCK_TEXT) close()
    open.push(item)
  }
  close()
  return pieces
}

function renderChoices(label: string, choices: readonly Choice[]): readonly Piece[] {
  const rows: Choice[][] = []
  for (let at = 0; at < choices.length; at += BUTTONS_A_BLOCK) {
    rows.push(choices.slice(at, at + BUTTONS_A_BLOCK))
  }
  return rows.map((row) => ({
    block: {
      type: 'actions',
      elements: row.map((choice) => ({
        type: 'button',
        action_id: choice.action,
        value: choice.action,
        text: plain(shorten(choice.label, LABEL)),
        accessibility_label: shorten(label === '' ? choice.label : `${choice.label}: ${label}`, LABEL),
        ...(choice.style === undefined ? {} : { style: choice.style }),
      })),
    },
    text: '',
    fallback: offered(label, row),
  }))
}

/** The controls in words: `[Take part? Yes · No]`. */
function offered(label: string, choices: readonly { readonly label: string }[]): string {
  const labels = choices.map((choice) => choice.label)
  const asked = label === '' || labels.includes(label) ? '' : `${label} `
  return `[${asked}${labels.join(' · ')}]`
}

export function plain(text: string): SlackOption['text'] {
  return { type: 'plain_text', text, emoji: false }
}

function richText(elements: readonly SlackBlock[]): SlackBlock {
  return { type: 'rich_text', elements }
}

function section(text: string): SlackBlock {
  return { type: 'rich_text_section', elements: inline(text) }
}

/** Text with its web addresses as links: `rich_text` links nothing by itself. */
function inline(text: string): readonly SlackBlock[] {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'])/)
    .map((part, index) => (index % 2 === 1 ? { type: 'link', url: part } : { type: 'text', text: part }))
    .filter((element) => !('text' in element) || element.text !== '')
}
