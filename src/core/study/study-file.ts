import { type Document, isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import { InvalidInputError } from '../errors.ts'
import { InterviewPlan } from './interview-plan.ts'

type Path = readonly (string | number)[]

/**
 * Reads a study file (YAML or JSON) into a plan.
 * Throws InvalidInputError with every problem, a line each: `name:line: place: what is wrong`.
 */
export function parseStudyFile(name: string, text: string): InterviewPlan {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [first] = document.errors
  if (first) {
    const line = first.linePos?.[0].line ?? 1
    throw new InvalidInputError(`${name}:${line}: not valid YAML: ${first.message.split(/ at line|\n/)[0]}`, {
      cause: first,
    })
  }
  const read = document.toJS()
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new InvalidInputError(
      `${name}:1: not a study file: it begins with \`title:\`, see examples/working-with-ai.yaml`,
    )
  const result = InterviewPlan.safeParse(read)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined]
    return keys.map((key) => {
      const at = key === undefined ? path : [...path, key]
      return `${name}:${lineOf(document, at, lines)}: ${placeOf(at)}: ${complaint(issue, document, path)}`
    })
  })
  throw new InvalidInputError(problems.join('\n'))
}

/** `cohorts[0].sections[2].title`, counted from 1 for people. */
function placeOf(path: Path): string {
  const place = path
    .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
  return place === '' ? 'file' : place
}

function complaint(issue: z.core.$ZodIssue, document: Document, path: Path): string {
  if (issue.code === 'unrecognized_keys') return 'no such setting; a misspelling?'
  if (path.length > 0 && !document.hasIn(path)) return 'is missing'
  if (issue.code === 'invalid_union') return 'must be a text, or a text a language, such as {en: …, de: …}'
  if (issue.code === 'invalid_type')
    return `must be ${issue.expected === 'array' ? 'a list' : `a ${issue.expected}`}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`
  return issue.message
}

/** The line of the key or item on the path, or of the deepest part of the path that exists. */
function lineOf(document: Document, path: Path, lines: LineCounter): number {
  for (let length = path.length; length > 0; length--) {
    const node = keyOrItem(document, path.slice(0, length))
    if (node?.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

function keyOrItem(document: Document, path: Path): Node | undefined {
  const last = path.at(-1)
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last)
    return pair && isNode(pair.key) ? pair.key : undefined
  }
  const node = document.getIn(path, true)
  return isNode(node) ? node : undefined
}
