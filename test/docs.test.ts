import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { SETTINGS, type Setting } from '../src/config/settings.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')

const DOCS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join('docs', file)),
]

/** Targets of Markdown links and pictures, without anchors; addresses on the web are left out. */
function linksIn(text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((found) => (found[1] ?? '').replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
}

/** Paths written as code: those that begin with one of the project's folders or are a file of its top. */
function filesNamedIn(text: string): readonly string[] {
  return [...text.matchAll(/`([\w./-]+)`/g)]
    .map((found) => found[1] ?? '')
    .filter(
      (name) =>
        /^(src|sim|test|docs|examples|migrations)\//.test(name) || /^[\w.-]+\.(yaml|json)$/.test(name),
    )
}

describe('the README', () => {
  it('has at most 120 lines', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120)
  })

  it('says that the demo’s model is simulated', () => {
    expect(read('README.md')).toMatch(/model is simulated/i)
  })
})

describe.each(DOCS)('%s', (file) => {
  const text = read(file)

  it('links to files that exist', () => {
    const broken = linksIn(text).filter((target) => !existsSync(path.join(ROOT, path.dirname(file), target)))
    expect(broken).toEqual([])
  })

  it('names files that exist', () => {
    expect(filesNamedIn(text).filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([])
  })

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = [...text.matchAll(/(?:^|`)npm run (?:--silent )?([\w:]+)/gm)].map((found) => found[1] ?? '')
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})

describe('the settings', () => {
  it('stand in .env.example as the schema has them', async () => {
    await expect(envExample()).toMatchFileSnapshot(path.join(ROOT, '.env.example'))
  })

  it('stand in docs/operating.md as the schema has them', () => {
    const found = /<!-- settings -->\n([\s\S]*?)<!-- \/settings -->/.exec(read('docs/operating.md'))?.[1]
    expect(found).toBe(settingsTable())
  })
})

function envExample(): string {
  const groups = [...new Set(SETTINGS.map(({ group }) => group))]
  const about = ({ name, purpose, example, default: value, secret }: Setting) =>
    `# ${purpose}.${secret ? ' Secret.' : ''}${value ? ` Default: ${value}` : ''}\n#${name}=${value ?? example}\n`
  return [
    '# Copy to .env and remove the # before what you set. docs/operating.md says more.\n',
    ...groups.map((group) => {
      const settings = SETTINGS.filter((setting) => setting.group === group)
      return `\n# ${group}\n\n${settings.map(about).join('\n')}`
    }),
  ].join('')
}

function settingsTable(): string {
  const row = ({ name, purpose, example, default: value, secret }: Setting) =>
    `| \`${name}\` | ${purpose}${secret ? ' (secret)' : ''} | ${value ? `\`${value}\`` : ''} | \`${example}\` |`
  return `| setting | what for | default | example |\n|---|---|---|---|\n${SETTINGS.map(row).join('\n')}\n`
}
