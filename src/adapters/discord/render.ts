import {
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from 'discord.js'
import type { Block, Choice, Words } from '../../core/ports/chat.ts'
import { type Line, linesOf, literal, pack, shortened } from './outbound/markdown.ts'

/** Discord's limit for a message's content. */
export const MAX_CONTENT = 2000
const BUTTONS_A_ROW = 5

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>

export interface Part {
  readonly content: string
  readonly components: readonly Row[]
}

/**
 * Blocks as one or more messages; all controls stand on the last. Always at least one part, whose content is empty
 * only if there was nothing to say.
 */
export function renderParts(blocks: readonly Block[]): Part[] {
  const contents = pack(textOf(blocks), MAX_CONTENT)
  if (contents.length === 0) contents.push('')
  const components = blocks.flatMap(rowsOf)
  return contents.map((content, index) => ({
    content,
    components: index === contents.length - 1 ? components : [],
  }))
}

/** Of a plain `say` the controls are only named. */
export function partsOf({ blocks, ...how }: Words): Part[] {
  const plain = how.kind === 'say' && how.plain === true
  return renderParts(plain ? blocks.map(named) : blocks)
}

function named(block: Block): Block {
  if (block.kind !== 'choices' && block.kind !== 'select') return block
  const choices = block.kind === 'choices' ? block.choices : block.options
  const labels = choices.map((choice) => choice.label)
  const asked = block.label === '' || labels.includes(block.label) ? '' : `${block.label} `
  return { kind: 'paragraph', text: `[${asked}${labels.join(' · ')}]` }
}

function textOf(blocks: readonly Block[]): Line[] {
  const shown = blocks.map((block) => linesOfBlock(block, blocks)).filter((lines) => lines.length > 0)
  if (shown.length === 0) {
    // Discord refuses controls without text.
    const control = blocks.find((block) => block.kind === 'choices' || block.kind === 'select')
    return control === undefined ? [] : linesOf(control.label)
  }
  return shown.flatMap((lines, index) => (index === 0 ? lines : [{ mark: '', body: '' }, ...lines]))
}

function linesOfBlock(block: Block, among: readonly Block[]): Line[] {
  switch (block.kind) {
    case 'paragraph':
      return linesOf(block.text)
    case 'heading':
      return linesOf(block.text, '### ')
    case 'list':
      return block.items.flatMap((item) =>
        linesOf(item).map(({ body }, index) => ({ mark: index === 0 ? '- ' : '  ', body })),
      )
    case 'quote': {
      const by = block.by === undefined ? [] : linesOf(`— ${block.by}`, '> ')
      return [...linesOf(block.text, '> '), ...by]
    }
    case 'divider':
      return [{ mark: '', body: literal('─'.repeat(12)) }]
    case 'choices':
      return saysMore(block, among) ? linesOf(block.label) : []
    case 'select':
      return []
  }
}

/** Buttons cannot carry their label on Discord: it is shown above them unless a button or the text before says it. */
function saysMore({ label, choices }: Extract<Block, { kind: 'choices' }>, among: readonly Block[]): boolean {
  const said = among.some((each) => 'text' in each && each.text.includes(label))
  return label !== '' && !said && choices.every((choice) => choice.label !== label)
}

function rowsOf(block: Block): Row[] {
  if (block.kind === 'choices') {
    const rows: Row[] = []
    for (let at = 0; at < block.choices.length; at += BUTTONS_A_ROW) {
      const components = block.choices.slice(at, at + BUTTONS_A_ROW).map(button)
      rows.push({ type: ComponentType.ActionRow, components })
    }
    return rows
  }
  if (block.kind !== 'select') return []
  return [
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.StringSelect,
          custom_id: block.action,
          placeholder: shortened(block.label, 150),
          options: block.options.map(({ value, label }) => ({ value, label: shortened(label, 100) })),
        },
      ],
    },
  ]
}

const styles = { primary: ButtonStyle.Primary, danger: ButtonStyle.Danger } as const

function button({ action, label, style }: Choice): APIComponentInMessageActionRow {
  return {
    type: ComponentType.Button,
    custom_id: action,
    label: shortened(label, 80),
    style: style === undefined ? ButtonStyle.Secondary : styles[style],
  }
}
