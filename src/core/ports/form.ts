import type { CommandName } from './chat.ts'

export type FormField =
  | {
      readonly kind: 'text'
      readonly id: string
      readonly label: string
      readonly hint?: string
      readonly long: boolean
      readonly required: boolean
      readonly maxLength: number
    }
  | {
      readonly kind: 'one-of' | 'some-of'
      readonly id: string
      readonly label: string
      readonly hint?: string
      readonly required: boolean
      /** 1 to 10 options. */
      readonly options: readonly { readonly value: string; readonly label: string }[]
      readonly chosen?: readonly string[]
    }
  /** One of up to 25 from a drop-down. */
  | {
      readonly kind: 'select'
      readonly id: string
      readonly label: string
      readonly hint?: string
      readonly required: boolean
      readonly options: readonly { readonly value: string; readonly label: string }[]
      readonly chosen?: readonly string[]
    }
  | {
      readonly kind: 'file'
      readonly id: string
      readonly label: string
      readonly hint?: string
      readonly required: boolean
    }

/** A form of one to five fields (Discord's limit). `id` comes back as `form` when it is sent in; at most 90 characters. */
export interface FormSpec {
  readonly id: string
  readonly title: string
  readonly submit: string
  readonly intro?: string
  readonly fields: readonly FormField[]
}

/**
 * Which form, if any, a command or a press opens at once. Pure: both platforms allow about three seconds and want
 * the form as the very first answer, so it is decided without database or model.
 */
export type FormChooser = (
  gesture:
    | {
        readonly kind: 'command'
        readonly command: CommandName
        readonly text: string
        readonly locale: string
      }
    | { readonly kind: 'button'; readonly action: string; readonly locale: string },
) => FormSpec | undefined
