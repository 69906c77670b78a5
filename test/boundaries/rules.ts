import type { Import, Source } from './source.ts'

/** What an import or a file breaks, as a sentence; undefined if nothing. */
type Finding = string | undefined

const MOST_LINES = 400

/** Pure libraries the core may use. */
const CORE_PACKAGES = ['zod', 'luxon', 'i18next', 'simple-statistics', 'diff', 'eld', 'yaml', 'node:crypto']

/** Pure modules of the core whose values an adapter may use, beside the ports and the errors. */
const SHARED_WITH_ADAPTERS = [
  'src/core/lane.ts',
  'src/core/sending.ts',
  'src/core/analysis/sections/notes.ts',
  'src/core/analysis/sections/wording.ts',
  'src/core/interview/interview.ts',
  'src/core/study/interview-plan.ts',
]

/** What the bot asks of a platform, as a table: a stand-in refuses by it. */
const SHARED_WITH_STAND_INS = ['src/adapters/slack/scopes.ts']

/** Packages, and the only folders that may know them. The composition (main, cli) builds and so may know some. */
const OWNED_PACKAGES: readonly { readonly name: RegExp; readonly owners: readonly string[] }[] = [
  { name: /^@slack\//, owners: ['src/adapters/slack/'] },
  { name: /^(discord\.js|@discordjs\/.*|discord-api-types)(\/|$)/, owners: ['src/adapters/discord/'] },
  { name: /^@anthropic-ai\//, owners: ['src/adapters/claude/'] },
  { name: /^(pg|kysely)(\/|$)/, owners: ['src/adapters/postgres/', 'migrations/'] },
  { name: /^(bullmq|ioredis)(\/|$)/, owners: ['src/jobs/', 'src/main', 'src/cli/'] },
  { name: /^(echarts|@resvg\/resvg-js|eta)(\/|$)/, owners: ['src/adapters/report/'] },
]

const TIME_AND_CHANCE =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\b(setTimeout|setInterval|setImmediate)\b|\brandomUUID\b/

/** Words by which a database reads its own clock or draws by chance. A method of ours may be called `now`. */
const DATABASE_TIME_AND_CHANCE =
  /(?<![.\w])(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|gen_random_uuid|uuid_generate_v\w+|uuidv[47])\s*\(|\b(current_(timestamp|date|time)|localtime(stamp)?)\b|'(now|today|tomorrow|yesterday)'/i

/** A lease is compared with the clock of the one database that all its holders share, and with nothing else. */
const LEASE = {
  files: [
    'src/adapters/postgres/conversations/lane-store.ts',
    'src/adapters/postgres/conversations/connection-store.ts',
  ] as readonly string[],
  comparisons: /\blease_until\s*(<|>=|=)\s*(greatest\(lease_until, )?now\(\)/g,
} as const

/** Everything the sources break: one line a finding, `file: what`. */
export function findings(sources: readonly Source[]): readonly string[] {
  const found = sources.flatMap((from) =>
    [
      ...from.imports.flatMap((to) => importRules.map((rule) => rule(from.file, to))),
      ...fileRules.map((rule) => rule(from)),
    ].map((finding) => (finding === undefined ? undefined : `${from.file}: ${finding}`)),
  )
  return [...found.filter((finding) => finding !== undefined), ...cycles(sources)]
}

const importRules: readonly ((file: string, to: Import) => Finding)[] = [
  function nothingImportsTheComposition(file, { target }) {
    if (isComposition(target) && !isComposition(file) && isProduct(file)) return `imports ${target}`
  },
  function coreKnowsOnlyItself(file, { target }) {
    if (!file.startsWith('src/core/') || target.startsWith('src/core/')) return
    if (!CORE_PACKAGES.includes(packageOf(target))) return `the core imports ${target}`
  },
  function jobsKnowTheCore(file, { target }) {
    if (!file.startsWith('src/jobs/') || !isFile(target)) return
    if (!/^src\/(jobs|core)\//.test(target)) return `a job imports ${target}`
  },
  function settingsKnowTheCore(file, { target }) {
    if (!isSettings(file) || !isFile(target)) return
    if (!isSettings(target) && !target.startsWith('src/core/')) return `the settings import ${target}`
  },
  function adaptersKnowThemselvesAndThePorts(file, { target, typeOnly }) {
    const own = /^src\/adapters\/[^/]+\//.exec(file)?.[0]
    if (own === undefined || !isFile(target) || target.startsWith(own)) return
    if (target.startsWith('src/adapters/')) return `an adapter imports another: ${target}`
    if (!target.startsWith('src/core/')) return `an adapter imports ${target}`
    if (typeOnly || target.startsWith('src/core/ports/') || target === 'src/core/errors.ts') return
    if (!SHARED_WITH_ADAPTERS.includes(target)) return `an adapter imports values of ${target}`
  },
  function packagesHaveOwners(file, { target }) {
    if (!isProduct(file)) return
    const rule = OWNED_PACKAGES.find(({ name }) => name.test(target))
    if (rule !== undefined && !rule.owners.some((owner) => file.startsWith(owner))) return `imports ${target}`
  },
  function standInsKnowNothingOfTheBot(file, { target, typeOnly }) {
    if (!file.startsWith('sim/') || !target.startsWith('src/')) return
    if (/^sim\/check/.test(file)) return `the checker imports ${target}`
    if (SHARED_WITH_STAND_INS.includes(target)) return
    if (!target.startsWith('src/core/') || !typeOnly) return `a stand-in imports ${target}`
  },
  function theProductKnowsNoTest(file, { target }) {
    if (isProduct(file) && /^(test|bench)\//.test(target)) return `imports ${target}`
    if (isProduct(file) && target.startsWith('sim/') && !isComposition(file)) return `imports ${target}`
  },
]

const fileRules: readonly ((source: Source) => Finding)[] = [
  function isShort({ lines }) {
    if (lines > MOST_LINES) return `has ${lines} lines, more than ${MOST_LINES}`
  },
  function readsNoEnvironment({ file, code }) {
    if (isProduct(file) && file !== 'src/config.ts' && /\bprocess\.env\b|['"]node:process['"]/.test(code))
      return 'reads the environment'
  },
  function isHandedTimeAndChance({ file, code }) {
    if (!file.startsWith('src/') || file.startsWith('src/adapters/system/')) return
    const found = TIME_AND_CHANCE.exec(code)
    if (found !== null) return `uses ${found[0]}`
  },
  function handsTimeAndChanceToTheDatabase({ file, code }) {
    if (!file.startsWith('src/adapters/postgres/') && !file.startsWith('migrations/')) return
    const judged = LEASE.files.includes(file) ? code.replaceAll(LEASE.comparisons, '') : code
    const found = DATABASE_TIME_AND_CHANCE.exec(judged)
    if (found !== null) return `has the database use ${found[0]}`
  },
]

/** Files that import one another in a circle, types aside: each circle once, from its first file in the alphabet. */
function cycles(sources: readonly Source[]): readonly string[] {
  const known = new Map(
    sources.map(({ file, imports }) => [file, imports.filter((to) => !to.typeOnly).map((to) => to.target)]),
  )
  const found = new Set<string>()
  const cleared = new Set<string>()
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file)
    if (at >= 0) {
      const circle = trail.slice(at)
      const first = circle.indexOf(circle.toSorted()[0] ?? '')
      found.add([...circle.slice(first), ...circle.slice(0, first)].join(' → '))
      return
    }
    if (cleared.has(file)) return
    for (const next of known.get(file) ?? []) visit(next, [...trail, file])
    cleared.add(file)
  }
  for (const file of known.keys()) visit(file, [])
  return [...found].map((circle) => `${circle.split(' → ')[0]}: imports in a circle: ${circle}`)
}

function isComposition(file: string): boolean {
  return file === 'src/main.ts' || /^src\/(main|cli)\//.test(file)
}

function isSettings(file: string): boolean {
  return file === 'src/config.ts' || file.startsWith('src/config/')
}

function isProduct(file: string): boolean {
  return file.startsWith('src/') || file.startsWith('migrations/')
}

function isFile(target: string): boolean {
  return target.endsWith('.ts') || target.startsWith('src/')
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
}
