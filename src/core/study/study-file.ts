import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml'
import { InvalidInputError } from '../errors.ts'
import { InterviewPlan } from './interview-plan.ts'

/**
 * Reads a study file (YAML or JSON) into a plan.
 * Throws InvalidInputError with every problem, a line each: `name:line: place: what is wrong`.
 */
export function parseStudyFile(name: string, text: string): InterviewPlan {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    const [first] = document.errors
    const line = first?.linePos?.[0].line ?? 1
    throw new InvalidInputError(`${name}:${line}: not valid YAML: ${first?.message.split('\n')[0] ?? ''}`, {
      cause: first,
    })
  }
  const result = InterviewPlan.safeParse(document.toJS())
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
    return `${name}:${lineOf(document, path, lines)}: ${path.join('.') || 'file'}: ${issue.message}`
  })
  throw new InvalidInputError(problems.join('\n'))
}

/** The line of the deepest node on the path that exists. */
function lineOf(document: Document, path: readonly (string | number)[], lines: LineCounter): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    if (isMap(node) || isSeq(node)) continue
  }
  return 1
}
