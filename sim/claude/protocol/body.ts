/** What a Messages request looks like once `refuse` has let it through. */
export interface TextBlock {
  readonly type: 'text'
  readonly text: string
  readonly cache_control?: { readonly type: 'ephemeral'; readonly ttl?: '5m' | '1h' } | null
}

export interface MessagesBody {
  readonly model: string
  readonly max_tokens: number
  readonly messages: readonly {
    readonly role: 'user' | 'assistant' | 'system'
    readonly content: string | readonly { readonly type: string; readonly text?: string }[]
  }[]
  readonly system?: string | readonly TextBlock[]
  readonly stream?: boolean
  readonly thinking?: { readonly type: string }
  readonly output_config?: {
    readonly effort?: string | null
    readonly format?: { readonly type: string; readonly schema: JsonSchema } | null
  }
}

export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** The system prompt's text. */
export function systemText(body: MessagesBody): string {
  if (body.system === undefined) return ''
  return typeof body.system === 'string' ? body.system : body.system.map((block) => block.text).join('\n')
}

/** The text of the last message. */
export function inputText(body: MessagesBody): string {
  const content = body.messages.at(-1)?.content ?? ''
  return typeof content === 'string' ? content : content.map((block) => block.text ?? '').join('\n')
}

/** Words of the whole request that count as input. */
export function promptText(body: MessagesBody): string {
  const said = body.messages.map(({ content }) =>
    typeof content === 'string' ? content : content.map((block) => block.text ?? '').join('\n'),
  )
  return [systemText(body), ...said].join('\n')
}
