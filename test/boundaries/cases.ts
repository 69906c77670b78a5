import type { Platform } from '../../src/core/ports/chat.ts'
import type { Source } from './source.ts'

const BOTH: readonly Platform[] = ['slack', 'discord']

/** Cases that one of the platforms does not have. */
const ONLY: Readonly<Record<number, { readonly on: readonly Platform[]; readonly because: string }>> = {
  1: { on: ['slack'], because: 'the gateway repeats no event under the same session' },
  2: { on: ['slack'], because: 'the gateway repeats no event under the same session' },
  3: { on: ['slack'], because: 'on Discord a message has one id, whatever it went through' },
  22: {
    on: ['discord'],
    because: 'nobody on Slack can close their direct conversation to an app of their workspace',
  },
  23: { on: ['discord'], because: 'Slack counts no direct conversations opened' },
  34: { on: ['discord'], because: 'who is in a workspace on Slack is not asked their age' },
}

const LAST_CASE = 34
const TITLE = /['"`]case (\d+): /g
const BLOCK = /^( *)(?:describe|it)\b/gm

/** The edge cases that no title names as `case 7: …` on a platform they apply to: one line each. */
export function casesWithoutTest(files: readonly Pick<Source, 'file' | 'code'>[]): readonly string[] {
  const named = new Set(files.flatMap(casesIn))
  return Array.from({ length: LAST_CASE }, (_, index) => index + 1).flatMap((number) =>
    (ONLY[number]?.on ?? BOTH)
      .filter((platform) => !named.has(`${number} ${platform}`))
      .map((platform) => `case ${number} on ${platform}`),
  )
}

/** Each as `7 slack`. A title is about the platform its file is about, or that it or a `describe` around it names; one that is skipped, about none. */
function casesIn({ file, code }: Pick<Source, 'file' | 'code'>): readonly string[] {
  return [...code.matchAll(TITLE)].flatMap(({ index, 1: number }) =>
    platformsAt(file, code, index).map((platform) => `${number} ${platform}`),
  )
}

function platformsAt(file: string, text: string, at: number): readonly Platform[] {
  const ofFolder = BOTH.filter((platform) => file.startsWith(`test/adapters/${platform}/`))
  if (ofFolder.length > 0) return ofFolder
  let indent = Number.POSITIVE_INFINITY
  for (const { index, 1: space = '' } of [...text.slice(0, at).matchAll(BLOCK)].reverse()) {
    // What is around a line is less indented than it.
    if (space.length >= indent) continue
    indent = space.length
    const head = headOf(text, index, at)
    if (/^ *\w+\.(skip|todo)\b/.test(head)) return []
    const named = BOTH.filter((platform) => new RegExp(`\\b${platform}\\b`, 'i').test(head))
    if (named.length > 0) return named
  }
  return []
}

/** What stands before the function that is its body, its title at least. */
function headOf(text: string, start: number, title: number): string {
  const body = text.indexOf('=>', start)
  const endOfTitle = text.indexOf('\n', title)
  return text.slice(start, body < 0 || (body > title && body > endOfTitle) ? endOfTitle : body)
}
