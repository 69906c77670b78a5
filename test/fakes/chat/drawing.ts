import type { Control } from '../../../sim/seat.ts'
import type { Block, Words } from '../../../src/core/ports/chat.ts'

/** All words of blocks, a line each; controls as `[label]`. */
export function wordsOf(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block) =>
      block.kind === 'choices' ? block.choices.map(({ label }) => `[${label}]`) : textLines(block),
    )
    .join('\n')
}

/** What a reader sees beside the controls. */
export function textOf(blocks: readonly Block[]): string {
  return blocks.flatMap(textLines).join('\n')
}

export function controlsOf(blocks: readonly Block[]): readonly Control[] {
  return blocks.flatMap((block): Control[] => {
    if (block.kind === 'choices')
      return block.choices.map(({ action, label }) => ({ id: action, kind: 'button', label, options: [] }))
    if (block.kind === 'select')
      return [{ id: block.action, kind: 'select', label: block.label, options: block.options }]
    return []
  })
}

/** Blocks as one message each, in order; none has more text than `most`. */
export function partsOf(blocks: readonly Block[], most: number): readonly (readonly Block[])[] {
  const parts: Block[][] = [[]]
  for (const piece of blocks.flatMap((block) => piecesOf(block, most))) {
    const part = parts.at(-1) ?? []
    if (part.length > 0 && textOf([...part, piece]).length > most) parts.push([piece])
    else part.push(piece)
  }
  return parts
}

/** Why a platform would never take this; undefined if it would. */
export function refusalOf(intent: Words, key: string, most: number): string | undefined {
  if (key.length > 36) return 'the key is too long'
  if (intent.kind === 'edit' && textOf(intent.blocks).length > most) return 'the text is too long'
  const files = intent.kind === 'say' ? (intent.files ?? []) : []
  if (intent.blocks.length + files.length === 0) return 'there is nothing to show'
  const controls = controlsOf(intent.blocks)
  if (controls.some(({ id }) => id.length > 90)) return 'an action is too long'
  if (controls.some(({ kind, label }) => kind === 'button' && label.length > 70)) return 'a label is too long'
  if (controls.some(({ options }) => options.length > 25)) return 'a select has too many options'
  const buttons = intent.blocks.map((block) => (block.kind === 'choices' ? block.choices.length : 0))
  return buttons.some((count) => count > 20) ? 'there are too many buttons' : undefined
}

function textLines(block: Block): readonly string[] {
  switch (block.kind) {
    case 'list':
      return block.items
    case 'quote':
      return block.by === undefined ? [block.text] : [block.text, block.by]
    case 'heading':
    case 'paragraph':
      return [block.text]
    default:
      return []
  }
}

function piecesOf(block: Block, most: number): readonly Block[] {
  if (textOf([block]).length <= most) return [block]
  if (block.kind === 'list')
    return block.items.flatMap((item) => cut(item, most)).map((item) => ({ kind: 'list', items: [item] }))
  return textLines(block)
    .flatMap((line) => cut(line, most))
    .map((text) => ({ kind: 'paragraph', text }))
}

/** Cuts at the last space that fits; without one, between two characters. */
function cut(text: string, most: number): readonly string[] {
  if (text.length <= most) return [text]
  const space = text.lastIndexOf(' ', most)
  const end = space > 0 ? space : splitsPair(text, most) ? most - 1 : most
  return [text.slice(0, end), ...cut(text.slice(end).trimStart(), most)]
}

function splitsPair(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text.charAt(at - 1))
}
