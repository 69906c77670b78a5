#!/usr/bin/env node
/** The command-line entry. Everything else is loaded after the check: an older Node could not even read it. */
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `Sounding needs Node 24 and this is ${process.versions.node}. Run it through npm, which uses the Node that ` +
      'npm ci installed: npm run --silent sounding -- COMMAND\n',
  )
  process.exit(1)
}
const { runCommandLine } = await import('./program.ts')
process.exit(await runCommandLine(process.argv.slice(2)))
