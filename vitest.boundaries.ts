import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { include: ['test/boundaries.test.ts'] } })
