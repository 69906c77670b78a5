import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { GUARDS } from './guards.ts'
import { patched } from './patch.ts'

/** Loaded before a worker: the sources of its guards are read without them. Names are separated by commas. */
const names = process.env.SOUNDING_WITHOUT_GUARDS?.split(',') ?? []
const patches = GUARDS.filter(({ name }) => names.includes(name)).flatMap(({ patches = [] }) => patches)

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:')) return next(url, context)
    const file = fileURLToPath(url)
    const own = patches.filter((patch) => file.endsWith(`/${patch.file}`))
    if (own.length === 0) return next(url, context)
    const source = own.reduce(patched, readFileSync(file, 'utf8'))
    return { format: 'module-typescript', source, shortCircuit: true }
  },
})
