import {
  type APIAttachment,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APIModalSubmission,
  ComponentType,
  type ModalSubmitComponent,
  TextInputStyle,
} from 'discord.js'
import type { InboundFile } from '../../core/ports/chat.ts'
import type { FormField, FormSpec } from '../../core/ports/form.ts'
import { literal, shortened } from './outbound/markdown.ts'

const MAX_COMPONENTS = 5
const MAX_FILE_BYTES = 1024 * 1024

/** The form as a modal. Labels and hints beyond Discord's limits are shortened; the intro needs a free place. */
export function modalOf(spec: FormSpec): APIModalInteractionResponseCallbackData {
  const fields = spec.fields.map(labelled)
  const intro =
    spec.intro !== undefined && fields.length < MAX_COMPONENTS
      ? [{ type: ComponentType.TextDisplay as const, content: shortened(literal(spec.intro), 4000) }]
      : []
  return { custom_id: spec.id, title: shortened(spec.title, 45), components: [...intro, ...fields] }
}

function labelled(field: FormField): APILabelComponent {
  return {
    type: ComponentType.Label,
    label: shortened(field.label, 45),
    component: control(field),
    ...(field.hint === undefined ? {} : { description: shortened(field.hint, 100) }),
  }
}

function control(field: FormField): APILabelComponent['component'] {
  const base = { custom_id: field.id, required: field.required }
  switch (field.kind) {
    case 'text':
      return {
        ...base,
        type: ComponentType.TextInput,
        style: field.long ? TextInputStyle.Paragraph : TextInputStyle.Short,
        max_length: Math.min(field.maxLength, 4000),
      }
    case 'file':
      return { ...base, type: ComponentType.FileUpload, min_values: field.required ? 1 : 0, max_values: 1 }
    case 'some-of':
      return {
        ...base,
        type: ComponentType.CheckboxGroup,
        options: optionsOf(field),
        min_values: field.required ? 1 : 0,
        max_values: field.options.length,
      }
    case 'one-of':
      // A radio group has at least two options.
      return field.options.length >= 2
        ? { ...base, type: ComponentType.RadioGroup, options: optionsOf(field) }
        : { ...base, type: ComponentType.StringSelect, options: optionsOf(field) }
    case 'select':
      return { ...base, type: ComponentType.StringSelect, options: optionsOf(field) }
  }
}

function optionsOf(field: Extract<FormField, { options: unknown }>) {
  return field.options.map(({ value, label }) => ({
    value,
    label: shortened(label, 100),
    ...(field.chosen?.includes(value) ? { default: true } : {}),
  }))
}

export interface SentForm {
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly uploads: readonly { readonly field: string; readonly attachment: APIAttachment }[]
}

/** What was filled in. An empty field has no values. */
export function sentForm(submission: APIModalSubmission): SentForm {
  const values: Record<string, readonly string[]> = {}
  const uploads: { field: string; attachment: APIAttachment }[] = []
  for (const part of submission.components) {
    if (part.type !== ComponentType.Label) continue
    const { component } = part
    if (component.type === ComponentType.FileUpload) {
      for (const id of component.values) {
        const attachment = submission.resolved?.attachments?.[id]
        if (attachment !== undefined) uploads.push({ field: component.custom_id, attachment })
      }
    } else {
      values[component.custom_id] = valuesOf(component)
    }
  }
  return { values, uploads }
}

function valuesOf(component: ModalSubmitComponent): readonly string[] {
  if ('values' in component) return component.values
  const { value } = component
  return value === null || value === '' ? [] : [String(value)]
}

/** Fetches an uploaded file at once, since its address expires. Without text if it is too large or not UTF-8. */
export async function fetchUpload(field: string, attachment: APIAttachment): Promise<InboundFile> {
  const named = { field, name: attachment.filename }
  if (attachment.size > MAX_FILE_BYTES) return named
  try {
    const response = await fetch(attachment.url, { signal: AbortSignal.timeout(10_000) })
    if (!response.ok) return named
    const bytes = await response.arrayBuffer()
    if (bytes.byteLength > MAX_FILE_BYTES) return named
    return { ...named, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return named
  }
}
