import { isRecord, type Loose, records, SlackRefusal, text } from './types.ts'

type Surface = 'message' | 'modal' | 'home'
type Problem = (where: string, what: string) => void

const LIMITS = {
  blocks: 50,
  modalBlocks: 100,
  section: 3000,
  field: 2000,
  header: 150,
  buttonText: 75,
  buttonValue: 2000,
  actionId: 255,
  blockId: 255,
  option: 75,
  optionValue: 150,
  options: 100,
  choiceOptions: 10,
  elements: 25,
  placeholder: 150,
  label: 2000,
  accessibility: 75,
  alt: 2000,
  /** Of all markdown blocks together. */
  markdown: 12_000,
  tableRows: 100,
  tableCells: 20,
  /** Undocumented: bolt-js#2509 reports msg_blocks_too_long near this many characters of text. */
  messageText: 13_200,
} as const

/** Refuses blocks the way Slack does: `invalid_blocks` with a pointer for each problem, or a whole-message limit. */
export function checkBlocks(value: unknown, surface: Surface): readonly Loose[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new SlackRefusal('invalid_blocks_format')
  const most = surface === 'message' ? LIMITS.blocks : LIMITS.modalBlocks
  if (value.length > most) {
    throw new SlackRefusal(surface === 'message' ? 'msg_blocks_too_many' : 'invalid_arguments')
  }
  const problems: string[] = []
  const blockIds = new Set<string>()
  const actionIds = new Set<string>()
  for (const [index, block] of value.entries()) {
    const note: Problem = (where, what) =>
      problems.push(`[ERROR] ${what} [json-pointer:/blocks/${index}${where}]`)
    if (!isRecord(block)) {
      note('', 'must be an object')
      continue
    }
    if (block.block_id !== undefined) {
      const id = text(block.block_id)
      if (id === '' || id.length > LIMITS.blockId) note('/block_id', 'must be 1 to 255 characters')
      if (blockIds.has(id)) note('/block_id', `\`block_id\`: "${id}" already exists`)
      blockIds.add(id)
    }
    checkBlock(block, surface, actionIds, note)
  }
  if (problems.length > 0) {
    throw new SlackRefusal(surface === 'message' ? 'invalid_blocks' : 'invalid_arguments', {
      response_metadata: { messages: problems },
    })
  }
  const blocks = records(value)
  const markdown = blocks.filter((block) => block.type === 'markdown')
  if (markdown.reduce((sum, block) => sum + text(block.text).length, 0) > LIMITS.markdown)
    throw new SlackRefusal('msg_too_long')
  if (blocks.filter((block) => block.type === 'table').length > 1)
    throw new SlackRefusal('invalid_attachments', {
      response_metadata: { messages: ['[ERROR] only_one_table_allowed'] },
    })
  const total = blocks.reduce((sum, block) => sum + lengthOfText(block), 0)
  if (surface === 'message' && total > LIMITS.messageText) throw new SlackRefusal('msg_blocks_too_long')
  return blocks
}

function lengthOfText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + lengthOfText(each), 0)
  if (!isRecord(value)) return 0
  return Object.entries(value).reduce(
    (sum, [name, each]) =>
      sum + (name === 'text' && typeof each === 'string' ? each.length : lengthOfText(each)),
    0,
  )
}

function checkText(
  value: unknown,
  types: readonly string[],
  max: number,
  where: string,
  note: Problem,
): void {
  if (!isRecord(value)) {
    note(where, 'missing required field: text')
    return
  }
  if (!types.includes(text(value.type))) note(`${where}/type`, `must be one of ${types.join(', ')}`)
  if (typeof value.text !== 'string' || value.text.length === 0) {
    note(`${where}/text`, 'must be more than 0 characters')
  } else if (value.text.length > max) note(`${where}/text`, `must be less than ${max + 1} characters`)
}

function checkBlock(block: Loose, surface: Surface, actionIds: Set<string>, note: Problem): void {
  switch (block.type) {
    case 'section': {
      const fields = records(block.fields)
      if (block.text === undefined && fields.length === 0) note('', 'missing required field: text or fields')
      if (block.text !== undefined) {
        checkText(block.text, ['plain_text', 'mrkdwn'], LIMITS.section, '/text', note)
      }
      if (fields.length > 10) note('/fields', 'no more than 10 items allowed')
      for (const field of fields) checkText(field, ['plain_text', 'mrkdwn'], LIMITS.field, '/fields', note)
      if (block.accessory !== undefined) checkElement(block.accessory, actionIds, '/accessory', note)
      return
    }
    case 'header':
      checkText(block.text, ['plain_text'], LIMITS.header, '/text', note)
      return
    case 'divider':
      return
    case 'context': {
      const elements = records(block.elements)
      if (elements.length === 0 || elements.length > 10) note('/elements', 'must have 1 to 10 items')
      for (const element of elements) {
        checkText(element, ['plain_text', 'mrkdwn'], LIMITS.section, '/elements', note)
      }
      return
    }
    case 'rich_text':
      checkRichText(block, note)
      return
    case 'image': {
      if (text(block.alt_text) === '') note('/alt_text', 'missing required field: alt_text')
      if (text(block.alt_text).length > LIMITS.alt) note('/alt_text', 'must be less than 2001 characters')
      if (text(block.image_url) === '' && !isRecord(block.slack_file))
        note('', 'missing image_url or slack_file')
      return
    }
    case 'markdown':
      if (surface === 'modal') note('/type', 'unsupported type: markdown')
      if (text(block.text) === '') note('/text', 'must be more than 0 characters')
      return
    case 'table':
      if (surface === 'modal') note('/type', 'unsupported type: table')
      checkTable(block, note)
      return
    case 'actions': {
      const elements = Array.isArray(block.elements) ? block.elements : []
      if (elements.length === 0) note('/elements', 'no less than 1 items required')
      if (elements.length > LIMITS.elements) note('/elements', 'no more than 25 items allowed')
      for (const [at, element] of elements.entries()) {
        checkElement(element, actionIds, `/elements/${at}`, note)
      }
      return
    }
    case 'input': {
      if (surface === 'message') note('/type', 'unsupported type: input')
      checkText(block.label, ['plain_text'], LIMITS.label, '/label', note)
      if (block.hint !== undefined) checkText(block.hint, ['plain_text'], LIMITS.label, '/hint', note)
      checkElement(block.element, actionIds, '/element', note)
      return
    }
    default:
      note('/type', `unsupported type: ${text(block.type)}`)
  }
}

function checkTable(block: Loose, note: Problem): void {
  const rows = Array.isArray(block.rows) ? block.rows : []
  if (rows.length === 0) note('/rows', 'no less than 1 items required')
  if (rows.length > LIMITS.tableRows) note('/rows', `no more than ${LIMITS.tableRows} items allowed`)
  for (const [at, row] of rows.entries()) {
    const where = `/rows/${at}`
    const cells = Array.isArray(row) ? row : []
    if (cells.length === 0) note(where, 'no less than 1 items required')
    if (cells.length > LIMITS.tableCells) note(where, `no more than ${LIMITS.tableCells} items allowed`)
    for (const cell of records(cells)) {
      if (cell.type === 'rich_text') checkRichText(cell, note)
      else if (cell.type !== 'raw_text' && cell.type !== 'raw_number')
        note(where, `unsupported type: ${text(cell.type)}`)
    }
  }
}

function checkRichText(block: Loose, note: Problem): void {
  const sections = records(block.elements)
  if (sections.length === 0) note('/elements', 'no less than 1 items required')
  for (const [at, section] of sections.entries()) {
    const where = `/elements/${at}`
    if (section.type === 'rich_text_list') {
      if (section.style !== 'bullet' && section.style !== 'ordered')
        note(`${where}/style`, 'must be bullet or ordered')
      for (const item of records(section.elements)) checkRichLeaves(item, where, note)
    } else if (
      ['rich_text_section', 'rich_text_quote', 'rich_text_preformatted'].includes(text(section.type))
    ) {
      checkRichLeaves(section, where, note)
    } else note(`${where}/type`, `unsupported type: ${text(section.type)}`)
  }
}

function checkRichLeaves(section: Loose, where: string, note: Problem): void {
  const leaves = records(section.elements)
  if (leaves.length === 0) note(`${where}/elements`, 'no less than 1 items required')
  for (const leaf of leaves) {
    if (leaf.type === 'text') {
      if (text(leaf.text) === '') note(`${where}/elements`, 'must be more than 0 characters')
    } else if (leaf.type === 'link') {
      if (text(leaf.url) === '') note(`${where}/elements`, 'missing required field: url')
    } else if (!['user', 'channel', 'broadcast', 'emoji'].includes(text(leaf.type))) {
      note(`${where}/elements`, `unsupported type: ${text(leaf.type)}`)
    }
  }
}

function checkOptions(element: Loose, most: number, where: string, note: Problem): void {
  const options = records(element.options)
  if (options.length === 0) note(`${where}/options`, 'no less than 1 items required')
  if (options.length > most) note(`${where}/options`, `no more than ${most} items allowed`)
  const values = new Set<string>()
  for (const option of options) {
    checkText(option.text, ['plain_text', 'mrkdwn'], LIMITS.option, `${where}/options`, note)
    const value = text(option.value)
    if (value === '' || value.length > LIMITS.optionValue)
      note(`${where}/options/value`, 'must be 1 to 150 characters')
    if (values.has(value)) note(`${where}/options/value`, 'duplicate value')
    values.add(value)
  }
  const initial = [...records(element.initial_options)]
  if (isRecord(element.initial_option)) initial.push(element.initial_option)
  for (const each of initial) {
    if (!options.some((option) => JSON.stringify(option) === JSON.stringify(each))) {
      note(`${where}/initial_options`, 'must match one of the options')
    }
  }
}

function checkElement(element: unknown, actionIds: Set<string>, where: string, note: Problem): void {
  if (!isRecord(element)) {
    note(where, 'must be an object')
    return
  }
  const id = text(element.action_id)
  if (id !== '') {
    if (id.length > LIMITS.actionId) note(`${where}/action_id`, 'must be less than 256 characters')
    if (actionIds.has(id)) note(`${where}/action_id`, `\`action_id\` "${id}" already exists`)
    actionIds.add(id)
  }
  if (text(element.accessibility_label).length > LIMITS.accessibility) {
    note(`${where}/accessibility_label`, 'must be less than 76 characters')
  }
  if (element.placeholder !== undefined) {
    checkText(element.placeholder, ['plain_text'], LIMITS.placeholder, `${where}/placeholder`, note)
  }
  switch (element.type) {
    case 'button':
      checkText(element.text, ['plain_text'], LIMITS.buttonText, `${where}/text`, note)
      if (text(element.value).length > LIMITS.buttonValue)
        note(`${where}/value`, 'must be less than 2001 characters')
      if (element.style !== undefined && element.style !== 'primary' && element.style !== 'danger') {
        note(`${where}/style`, 'must be primary or danger')
      }
      return
    case 'static_select':
      checkOptions(element, LIMITS.options, where, note)
      return
    case 'radio_buttons':
    case 'checkboxes':
      checkOptions(element, LIMITS.choiceOptions, where, note)
      return
    case 'plain_text_input': {
      const max = element.max_length
      if (max !== undefined && (typeof max !== 'number' || max < 1 || max > 3000)) {
        note(`${where}/max_length`, 'must be between 1 and 3000')
      }
      return
    }
    case 'file_input':
      return
    default:
      note(`${where}/type`, `unsupported type: ${text(element.type)}`)
  }
}
