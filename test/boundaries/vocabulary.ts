import type { Source } from './source.ts'

const PORT = 'src/core/ports/chat.ts'
const MOST_METHODS = 10
/** What each platform's folder has, whatever else stands in it. */
const SAME_FILES = ['index.ts', 'parse.ts', 'receive.ts', 'render.ts', 'send.ts']

/** The only places that may know which platforms there are, beside the list in the port. */
const NAMES_PLATFORMS = /^src\/(config\.ts|config\/|cli\/)/

/** Everything by which a platform leaks past its adapter: one line a finding, `file: what`. */
export function vocabularyFindings(
  sources: readonly Source[],
  platforms: readonly string[],
): readonly string[] {
  return [
    ...sources.flatMap((source) => namedPlatform(source, platforms)),
    ...sources.flatMap(tooManyMethods),
    ...platforms.flatMap((platform) => missingFiles(sources, platform)),
  ]
}

/** A platform's name in code, written as it may be; what the settings of a platform are called by is no name. */
function namedPlatform({ file, code }: Source, platforms: readonly string[]): readonly string[] {
  if (!file.startsWith('src/') || file === PORT || NAMES_PLATFORMS.test(file)) return []
  const others = platforms.filter((platform) => !file.startsWith(`src/adapters/${platform}/`))
  const withoutImports = code.replace(/\bfrom\s+['"][^'"]+['"]|\bimport\(\s*['"][^'"]+['"]\s*\)/g, '')
  const found = new RegExp(`(?<!\\w\\.)\\b(${others.join('|')})\\b`, 'i').exec(withoutImports)
  return found === null ? [] : [`${file}: names a platform: ${found[0]}`]
}

function tooManyMethods({ file, code }: Source): readonly string[] {
  if (file !== PORT) return []
  const [, body = ''] = /\bexport interface Chat \{\n([\s\S]*?)\n\}/.exec(code) ?? []
  const methods = [...body.matchAll(/^ {2}(\w+)\??\(/gm)].map(([, name]) => name)
  if (methods.length === 0) return [`${file}: has no interface Chat with methods`]
  if (methods.length <= MOST_METHODS) return []
  return [`${file}: has ${methods.length} methods, more than ${MOST_METHODS}: ${methods.join(', ')}`]
}

function missingFiles(sources: readonly Source[], platform: string): readonly string[] {
  const folder = `src/adapters/${platform}/`
  const files = new Set(sources.map(({ file }) => file))
  return SAME_FILES.filter((name) => !files.has(`${folder}${name}`)).map(
    (name) => `${folder}: has no ${name}`,
  )
}
