import type { FormField, FormSpec } from '../../../core/ports/form.ts'
import { plain, renderMessages, renderOption, type SlackBlock } from '../render.ts'
import type { ReplyRoute } from '../reply.ts'
import { shorten } from '../text.ts'

const TITLE = 24
const LABEL = 2_000
const MAX_INPUT = 3_000

export interface SlackModal {
  readonly type: 'modal'
  readonly callback_id: string
  readonly private_metadata: string
  readonly title: ReturnType<typeof plain>
  readonly submit: ReturnType<typeof plain>
  readonly blocks: readonly SlackBlock[]
}

/** The form as a modal. `route` comes back with the submission, which has no response address of its own. */
export function formView(form: FormSpec, route: ReplyRoute): SlackModal {
  const intro = form.intro === undefined ? [] : [{ kind: 'paragraph' as const, text: form.intro }]
  return {
    type: 'modal',
    callback_id: form.id,
    private_metadata: JSON.stringify(route),
    title: plain(shorten(form.title, TITLE)),
    submit: plain(shorten(form.submit, TITLE)),
    blocks: [...renderMessages(intro).flatMap((message) => message.blocks), ...form.fields.map(input)],
  }
}

function input(field: FormField): SlackBlock {
  return {
    type: 'input',
    block_id: field.id,
    optional: !field.required,
    label: plain(shorten(field.label, LABEL)),
    ...(field.hint === undefined ? {} : { hint: plain(shorten(field.hint, LABEL)) }),
    element: { action_id: field.id, ...element(field) },
  }
}

function element(field: FormField): SlackBlock {
  switch (field.kind) {
    case 'text':
      return {
        type: 'plain_text_input',
        multiline: field.long,
        max_length: Math.min(field.maxLength, MAX_INPUT),
      }
    case 'some-of': {
      const options = field.options.map(renderOption)
      const chosen = options.filter((option) => field.chosen?.includes(option.value))
      return { type: 'checkboxes', options, ...(chosen.length === 0 ? {} : { initial_options: chosen }) }
    }
    case 'one-of':
    case 'select': {
      const options = field.options.map(renderOption)
      const chosen = options.find((option) => field.chosen?.includes(option.value))
      return {
        type: field.kind === 'select' ? 'static_select' : 'radio_buttons',
        options,
        ...(chosen === undefined ? {} : { initial_option: chosen }),
      }
    }
    case 'file':
      return { type: 'file_input', max_files: 1 }
  }
}
