import type Anthropic from '@anthropic-ai/sdk'
import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema'
import { z } from 'zod'

export interface OutputFormats {
  /** The vendor's output format for a contract. The same object each time, so equal requests have equal bytes. */
  of(output: z.ZodType): Anthropic.JSONOutputFormat
}

/**
 * Built from the contract's JSON schema. Limits the vendor's grammar does not know (lengths, ranges) go into the
 * descriptions and are checked on the answer.
 */
export function outputFormats(): OutputFormats {
  const known = new WeakMap<z.ZodType, Anthropic.JSONOutputFormat>()
  return {
    of(output) {
      const existing = known.get(output)
      if (existing) return existing
      const format: Anthropic.JSONOutputFormat = {
        type: 'json_schema',
        schema: transformJSONSchema(z.toJSONSchema(output)),
      }
      known.set(output, format)
      return format
    },
  }
}
