/** What a model accepts; API of 2026-10-21. */
export interface KnownModel {
  readonly id: string
  readonly lifecycle: 'active' | 'deprecated'
  readonly effort: boolean
  readonly thinking: readonly ('adaptive' | 'enabled' | 'disabled' | 'between_tools')[]
  /** It thinks when a request does not say. */
  readonly thinksByDefault: boolean
  readonly forcedTools: boolean
  readonly prefill: boolean
  /** A shorter prefix is silently not cached. */
  readonly cacheMinimum: number
}

/** The stand-in's own model. */
export const SIMULATED_MODEL = 'simulated-interviewer'

const MODERN: Omit<KnownModel, 'id'> = {
  lifecycle: 'active',
  effort: true,
  thinking: ['adaptive', 'disabled'],
  thinksByDefault: true,
  forcedTools: true,
  prefill: false,
  cacheMinimum: 512,
}
const ALWAYS_THINKING: Omit<KnownModel, 'id'> = { ...MODERN, thinking: ['adaptive'], forcedTools: false }
const OLD: Omit<KnownModel, 'id'> = {
  ...MODERN,
  effort: false,
  thinking: ['enabled', 'disabled'],
  thinksByDefault: false,
  prefill: true,
  cacheMinimum: 4_096,
}
const OPUS_4_6: Omit<KnownModel, 'id'> = { ...MODERN, thinking: ['adaptive', 'enabled', 'disabled'] }

const of = (kind: Omit<KnownModel, 'id'>, ...ids: string[]): KnownModel[] =>
  ids.map((id) => ({ ...kind, id }))

export const MODELS: readonly KnownModel[] = [
  ...of({ ...MODERN, thinksByDefault: false }, SIMULATED_MODEL),
  ...of({ ...MODERN, forcedTools: false }, 'claude-haiku-5-5'),
  ...of({ ...MODERN, forcedTools: false, thinking: ['adaptive', 'between_tools'] }, 'claude-sonnet-5-5'),
  ...of(ALWAYS_THINKING, 'claude-opus-5-5', 'claude-fable-5-2', 'claude-fable-5-1', 'claude-fable-5'),
  ...of(
    ALWAYS_THINKING,
    'claude-mythos-5-2',
    'claude-mythos-5-1',
    'claude-mythos-5',
    'claude-mythos-preview',
  ),
  ...of(MODERN, 'claude-opus-5', 'claude-sonnet-5'),
  ...of({ ...MODERN, thinksByDefault: false }, 'claude-opus-4-8', 'claude-opus-4-7'),
  ...of({ ...OPUS_4_6, thinksByDefault: false }, 'claude-opus-4-6', 'claude-sonnet-4-6'),
  ...of({ ...OLD, effort: true }, 'claude-opus-4-5', 'claude-opus-4-5-20251101'),
  ...of(OLD, 'claude-haiku-4-5', 'claude-haiku-4-5-20251001'),
  ...of({ ...OLD, lifecycle: 'deprecated' }, 'claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'),
]

export function knownModel(id: string): KnownModel | undefined {
  return MODELS.find((model) => model.id === id)
}

export function modelInfo(model: KnownModel) {
  return {
    type: 'model',
    id: model.id,
    display_name: model.id,
    created_at: '2026-10-21T00:00:00Z',
    capabilities: null,
    deprecated_at: null,
    retires_at: null,
    lifecycle: model.lifecycle,
    line: null,
    max_input_tokens: 1_000_000,
    max_tokens: MAX_OUTPUT_TOKENS,
  }
}

export const MAX_OUTPUT_TOKENS = 128_000
