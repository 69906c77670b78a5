import { readFileSync } from 'node:fs'

/** Prints what vitest's JSON report counted. Fails if there is no report, or one that contradicts the runner's status. */
const [file, status] = process.argv.slice(2)
const report = JSON.parse(readFileSync(file, 'utf8'))
// A file that could not be loaded has no tests, and is still a failure.
const unloaded = report.testResults.filter(
  (one) => one.status === 'failed' && one.assertionResults.length === 0,
)
const failed = report.numFailedTests + unloaded.length
process.stdout.write(`${report.numPassedTests} passed, ${failed} failed\n`)
const fine = report.success && failed === 0 && report.numPassedTests > 0
process.exitCode = fine || status !== '0' ? 0 : 1
