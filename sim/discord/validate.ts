import { FormErrors, refusal } from './errors.ts'
import { type AllowedMentions, checkMentions } from './mentions.ts'
import { type Component, ComponentType, type Modal } from './types.ts'

type Path = readonly (string | number)[]

export interface MessageBody {
  readonly content?: string
  readonly components?: readonly Component[]
  readonly nonce?: string | number
  readonly flags?: number
  readonly allowed_mentions?: AllowedMentions
  readonly attachments?: readonly { readonly description?: string }[]
}

export const COMPONENTS_V2 = 1 << 15
const MOST_V2_COMPONENTS = 40

/** The flags of an edit: a message of the newer components stays one. */
export function stillV2(edit: MessageBody, { flags }: { readonly flags: number }): number {
  return (edit.flags ?? 0) | (flags & COMPONENTS_V2)
}

/** Refuses what Discord refuses in a message's body. @param files attachments the message will have. */
export function checkMessage(body: MessageBody, files: number, editing: boolean): void {
  const errors = new FormErrors()
  if (body.content !== undefined) errors.length(['content'], body.content, 0, 2000)
  if (body.nonce !== undefined) errors.length(['nonce'], String(body.nonce), 0, 25)
  if (files > 10) errors.count(['attachments'], Array.from({ length: files }), 0, 10)
  for (const [at, { description }] of (body.attachments ?? []).entries())
    errors.length(['attachments', at, 'description'], description, 0, 1024)
  checkMentions(body.allowed_mentions, errors)
  const v2 = ((body.flags ?? 0) & COMPONENTS_V2) !== 0
  if (v2) checkV2(body, errors)
  else checkRows(body.components ?? [], errors)
  errors.throwIfAny()
  const nothing = (body.content ?? '').trim() === '' && files === 0 && !(v2 && body.components?.length)
  if (!editing && nothing) throw refusal('emptyMessage')
}

/** With this flag all is components: https://docs.discord.com/developers/components/reference */
function checkV2(body: MessageBody, errors: FormErrors): void {
  if ((body.content ?? '') !== '')
    errors.add(
      ['content'],
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      'The content field cannot be used when using MessageFlags.IS_COMPONENTS_V2',
    )
  const inside = (part: Component): readonly Component[] => [
    part,
    ...(part.components ?? []).flatMap(inside),
    ...(part.component === undefined ? [] : inside(part.component)),
  ]
  const parts = (body.components ?? []).flatMap(inside)
  errors.count(['components'], parts, 1, MOST_V2_COMPONENTS)
  for (const [at, part] of (body.components ?? []).entries())
    if (part.type === ComponentType.textDisplay)
      errors.length(['components', at, 'content'], part.content, 1, 4000)
}

function checkRows(rows: readonly Component[], errors: FormErrors): void {
  errors.count(['components'], rows, 0, 5)
  const ids = new Set<string>()
  rows.forEach((row, r) => {
    if (row.type !== ComponentType.row) {
      errors.add(['components', r, 'type'], 'UNION_TYPE_CHOICES', 'Value of field "type" must be 1.')
      return
    }
    const parts = row.components ?? []
    const selects = parts.some((part) => part.type === ComponentType.select)
    errors.count(['components', r, 'components'], parts, 1, selects ? 1 : 5)
    parts.forEach((part, p) => {
      const path: Path = ['components', r, 'components', p]
      checkId(part, path, ids, errors)
      if (part.type === ComponentType.button) {
        errors.length([...path, 'label'], part.label, 1, 80)
        if (![1, 2, 3, 4].includes(part.style ?? 0)) {
          errors.add([...path, 'style'], 'BASE_TYPE_CHOICES', 'Value must be one of {1, 2, 3, 4}.')
        }
      } else if (part.type === ComponentType.select) {
        checkSelect(part, path, errors)
      } else {
        errors.add([...path, 'type'], 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (2, 3).')
      }
    })
  })
}

function checkId(part: Component, path: Path, ids: Set<string>, errors: FormErrors): void {
  errors.length([...path, 'custom_id'], part.custom_id, 1, 100)
  if (part.custom_id !== undefined && ids.has(part.custom_id)) {
    errors.add(
      [...path, 'custom_id'],
      'COMPONENT_CUSTOM_ID_DUPLICATED',
      'Component custom id cannot be duplicated',
    )
  }
  if (part.custom_id !== undefined) ids.add(part.custom_id)
}

function checkSelect(part: Component, path: Path, errors: FormErrors, most = 25, least = 1): void {
  const options = part.options ?? []
  errors.count([...path, 'options'], options, least, most)
  if (part.placeholder !== undefined) errors.length([...path, 'placeholder'], part.placeholder, 0, 150)
  const values = new Set<string>()
  options.forEach((option, o) => {
    errors.length([...path, 'options', o, 'label'], option.label, 1, 100)
    errors.length([...path, 'options', o, 'value'], option.value, 1, 100)
    if (option.description !== undefined) {
      errors.length([...path, 'options', o, 'description'], option.description, 0, 100)
    }
    if (values.has(option.value)) {
      errors.add(
        [...path, 'options', o, 'value'],
        'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        'The specified option value is already used',
      )
    }
    values.add(option.value)
  })
  if ((part.max_values ?? 1) > options.length || (part.min_values ?? 1) > (part.max_values ?? 1)) {
    errors.add([...path, 'max_values'], 'BASE_TYPE_BAD_RANGE', 'max_values does not fit the options')
  }
}

/** Refuses what Discord refuses in a modal. */
export function checkModal(modal: Modal): void {
  const errors = new FormErrors()
  errors.length(['data', 'title'], modal.title, 1, 45)
  errors.length(['data', 'custom_id'], modal.custom_id, 1, 100)
  errors.count(['data', 'components'], modal.components ?? [], 1, 5)
  const ids = new Set<string>()
  for (const [i, part] of (modal.components ?? []).entries()) {
    const path: Path = ['data', 'components', i]
    if (part.type === ComponentType.textDisplay) {
      errors.length([...path, 'content'], part.content, 1, 4000)
    } else if (part.type === ComponentType.label && part.component !== undefined) {
      errors.length([...path, 'label'], part.label, 1, 45)
      if (part.description !== undefined) errors.length([...path, 'description'], part.description, 0, 100)
      checkId(part.component, [...path, 'component'], ids, errors)
      checkField(part.component, [...path, 'component'], errors)
    } else {
      errors.add([...path, 'type'], 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (10, 18).')
    }
  }
  errors.throwIfAny()
}

function checkField(field: Component, path: Path, errors: FormErrors): void {
  switch (field.type) {
    case ComponentType.text: {
      const max = field.max_length ?? 4000
      if (max < 1 || max > 4000) {
        errors.add([...path, 'max_length'], 'NUMBER_TYPE_MAX', 'int value should be between 1 and 4000.')
      }
      if (field.placeholder !== undefined) errors.length([...path, 'placeholder'], field.placeholder, 0, 100)
      if (field.value !== undefined) errors.length([...path, 'value'], field.value, 0, max)
      return
    }
    case ComponentType.select:
      checkSelect(field, path, errors)
      return
    case ComponentType.radio:
      checkSelect(field, path, errors, 10, 2)
      return
    case ComponentType.checkboxes:
      checkSelect(field, path, errors, 10, 1)
      return
    case ComponentType.file: {
      const { min_values: least = 1, max_values: most = 1 } = field
      if (least < 0 || most < 1 || most > 10 || least > most)
        errors.add([...path, 'max_values'], 'NUMBER_TYPE_MAX', 'int value should be between 1 and 10.')
      if (field.file_types !== undefined)
        errors.add([...path, 'file_types'], 'UNKNOWN_FIELD', 'the stand-in filters no files')
      return
    }
    default:
      errors.add(
        [...path, 'type'],
        'UNION_TYPE_CHOICES',
        'Value of field "type" must be one of (3, 4, 19, 21, 22).',
      )
  }
}

interface CommandLevel {
  readonly type?: unknown
  readonly name?: unknown
  readonly description?: unknown
  readonly name_localizations?: unknown
  readonly description_localizations?: unknown
  readonly options?: unknown
  readonly choices?: unknown
  readonly contexts?: unknown
  readonly integration_types?: unknown
}

/** https://docs.discord.com/developers/reference#locales */
const LOCALES: ReadonlySet<string> = new Set(
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(
    ' ',
  ),
)

/** What stands in a dictionary of languages; a null takes a language away. */
function localized(value: unknown, path: Path, errors: FormErrors): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null) return []
  const entries = Object.entries(value)
  for (const [locale] of entries) {
    if (!LOCALES.has(locale)) {
      errors.add([...path, locale], 'ENUM_TYPE_COERCE', `Value "${locale}" is not a valid enum value.`)
    }
  }
  return entries.filter(([, words]) => words !== null)
}

/** Of commands that are typed, and of those in the menus of people and of messages. */
const MOST_OF_TYPE: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15 }

/** Refuses a command list as Discord does. */
export function checkCommands(commands: readonly CommandLevel[]): void {
  const errors = new FormErrors()
  for (const [type, most] of Object.entries(MOST_OF_TYPE)) {
    const those = commands.filter((command) => String(command.type ?? 1) === type)
    errors.count([], those, 0, most)
  }
  const names = new Set<unknown>()
  commands.forEach((command, c) => {
    checkCommandLevel(command, [c], errors)
    checkWhere(command.contexts, [0, 1, 2], [c, 'contexts'], errors)
    checkWhere(command.integration_types, [0, 1], [c, 'integration_types'], errors)
    if (names.has(command.name)) {
      errors.add(
        [c, 'name'],
        'APPLICATION_COMMANDS_DUPLICATE_NAME',
        'Application command names must be unique',
      )
    }
    names.add(command.name)
  })
  errors.throwIfAny()
}

function checkWhere(given: unknown, known: readonly number[], path: Path, errors: FormErrors): void {
  if (given === undefined || given === null) return
  if (!Array.isArray(given) || given.some((each) => !known.includes(each)))
    errors.add(path, 'BASE_TYPE_CHOICES', `Value must be one of {${known.join(', ')}}.`)
}

function checkCommandName(name: unknown, path: Path, errors: FormErrors): void {
  if (typeof name === 'string' && /^[-_'\p{L}\p{N}]{1,32}$/u.test(name) && name === name.toLowerCase()) return
  errors.add(
    path,
    'APPLICATION_COMMAND_INVALID_NAME',
    'Command name is invalid: 1-32 lower-case letters, digits, - or _',
  )
}

function checkCommandLevel(level: CommandLevel, path: Path, errors: FormErrors): void {
  checkCommandName(level.name, [...path, 'name'], errors)
  const inMenu = path.length === 1 && (level.type === 2 || level.type === 3)
  if (!inMenu) errors.length([...path, 'description'], level.description, 1, 100)
  for (const [locale, name] of localized(level.name_localizations, [...path, 'name_localizations'], errors)) {
    checkCommandName(name, [...path, 'name_localizations', locale], errors)
  }
  const descriptions = [...path, 'description_localizations']
  for (const [locale, words] of localized(level.description_localizations, descriptions, errors)) {
    errors.length([...descriptions, locale], words, 1, 100)
  }
  const choices = Array.isArray(level.choices) ? level.choices : []
  errors.count([...path, 'choices'], choices, 0, 25)
  choices.forEach((choice, c) => {
    errors.length([...path, 'choices', c, 'name'], choice.name, 1, 100)
    errors.length([...path, 'choices', c, 'value'], String(choice.value ?? ''), 1, 100)
  })
  const options = Array.isArray(level.options) ? level.options : []
  errors.count([...path, 'options'], options, 0, 25)
  options.forEach((option, o) => {
    checkCommandLevel(option, [...path, 'options', o], errors)
  })
}
