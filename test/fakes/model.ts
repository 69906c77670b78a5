import type { Model, ModelFailure, ModelRequest, ModelResult } from '../../src/core/ports/model.ts'

export type Reply = ({ readonly output: unknown } | { readonly failure: ModelFailure }) & {
  /** Happens while the model works. */
  readonly meanwhile?: () => Promise<unknown>
}

/** A model whose answers are given beforehand, in order; each is held to the request's own contract. */
export function scriptedModel(
  replies: readonly Reply[],
): Model & { readonly asked: readonly ModelRequest<unknown>[] } {
  const left = [...replies]
  const asked: ModelRequest<unknown>[] = []
  return {
    id: 'simulated-planner',
    simulated: true,
    asked,
    async complete<T>(request: ModelRequest<T>): Promise<ModelResult<T>> {
      asked.push(request)
      const reply = left.shift()
      if (!reply) throw new Error(`no reply is left for ${request.purpose}`)
      await reply.meanwhile?.()
      if ('failure' in reply) return { ok: false, failure: reply.failure, reason: 'scripted' }
      return {
        ok: true,
        value: request.output.parse(reply.output),
        usage: {
          model: 'simulated-planner',
          inputTokens: 100,
          outputTokens: 50,
          cacheReadTokens: 0,
          cacheWriteTokens: 0,
        },
      }
    },
    async check() {
      return { ok: true, detail: 'scripted' }
    },
  }
}
