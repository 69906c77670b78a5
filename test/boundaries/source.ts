import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface Import {
  /** A file of this repository as path from its root, or a package's name with what follows it. */
  readonly target: string
  /** Gone when the program runs. */
  readonly typeOnly: boolean
}

export interface Source {
  /** From the repository's root, with forward slashes. */
  readonly file: string
  readonly lines: number
  /** Without comments. */
  readonly code: string
  readonly imports: readonly Import[]
}

const ROOT = path.resolve(import.meta.dirname, '../..')
const ALIASES: Readonly<Record<string, string>> = {
  '#core/': 'src/core/',
  '#adapters/': 'src/adapters/',
  '#jobs/': 'src/jobs/',
}
const STATIC = /^[ \t]*(?:import|export)\s+(type\s+)?((?:[\w$*{}\s,]+?)\s+from\s+)?['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** All TypeScript files of its own below these folders of the repository; a folder that is not there has none. */
export function readSources(folders: readonly string[]): readonly Source[] {
  return folders.flatMap((folder) =>
    typescriptFiles(path.join(ROOT, folder)).map((absolute) => {
      const file = path.relative(ROOT, absolute).split(path.sep).join('/')
      return source(file, readFileSync(absolute, 'utf8'))
    }),
  )
}

export function source(file: string, text: string): Source {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
  const fixed = [...code.matchAll(STATIC)].map(([, type, clause = '', specifier = '']) => ({
    target: resolve(file, specifier),
    typeOnly: type !== undefined || namesOnlyTypes(clause),
  }))
  const dynamic = [...code.matchAll(DYNAMIC)].map(([, specifier = '']) => ({
    target: resolve(file, specifier),
    typeOnly: false,
  }))
  return { file, lines: text.trimEnd().split('\n').length, code, imports: [...fixed, ...dynamic] }
}

function namesOnlyTypes(clause: string): boolean {
  const names = /^\{([^}]*)\}/.exec(clause.trim())?.[1]
  if (names === undefined) return false
  const parts = names.split(',').filter((name) => name.trim() !== '')
  return parts.length > 0 && parts.every((name) => /^\s*type\s/.test(name))
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier)
  const alias = Object.keys(ALIASES).find((prefix) => specifier.startsWith(prefix))
  return alias === undefined ? specifier : `${ALIASES[alias]}${specifier.slice(alias.length)}`
}

function typescriptFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true, encoding: 'utf8' })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${path.sep}node_modules${path.sep}`))
    .sort()
}
