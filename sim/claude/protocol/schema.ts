import type { JsonSchema } from './body.ts'

const UNSUPPORTED =
  'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength maxItems uniqueItems minProperties maxProperties patternProperties oneOf not if then else'.split(
    ' ',
  )

/** Why the API's grammar refuses a JSON schema, if it does. */
export function schemaProblem(schema: unknown): string | undefined {
  if (!isSchema(schema)) return 'a schema must be an object'
  const unsupported = UNSUPPORTED.find((keyword) => keyword in schema)
  if (unsupported) return `property '${unsupported}' is not supported`
  if (typeof schema.minItems === 'number' && schema.minItems > 1)
    return "For 'array' type, 'minItems' values other than 0 or 1 are not supported"
  if (schema.type === 'object' && schema.additionalProperties !== false)
    return "For 'object' type, 'additionalProperties' must be explicitly set to false"
  for (const part of partsOf(schema)) {
    const problem = schemaProblem(part)
    if (problem) return problem
  }
  return undefined
}

function partsOf(schema: JsonSchema): unknown[] {
  const lists = [schema.anyOf, schema.allOf].flatMap((list) => (Array.isArray(list) ? list : []))
  const maps = [schema.properties, schema.$defs].flatMap((map) => (isSchema(map) ? Object.values(map) : []))
  return [...lists, ...maps, ...(schema.items === undefined ? [] : [schema.items])]
}

/** The plainest value that fits a schema: empty texts and lists, the first of several choices. */
export function plainestValue(schema: JsonSchema, root: JsonSchema = schema): unknown {
  if (typeof schema.$ref === 'string') {
    const defs = isSchema(root.$defs) ? root.$defs : {}
    const target = defs[schema.$ref.replace('#/$defs/', '')]
    return isSchema(target) ? plainestValue(target, root) : null
  }
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const choices = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isSchema) : []
  if (choices.length > 0) {
    if (choices.some((choice) => choice.type === 'null')) return null
    return choices[0] ? plainestValue(choices[0], root) : null
  }
  switch (
    Array.isArray(schema.type) ? (schema.type.includes('null') ? 'null' : schema.type[0]) : schema.type
  ) {
    case 'object': {
      const properties = isSchema(schema.properties) ? schema.properties : {}
      return Object.fromEntries(
        Object.entries(properties).map(([key, part]) => [
          key,
          isSchema(part) ? plainestValue(part, root) : null,
        ]),
      )
    }
    case 'array':
      return []
    case 'string':
      return ''
    case 'number':
    case 'integer':
      return 0
    case 'boolean':
      return false
    default:
      return null
  }
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
