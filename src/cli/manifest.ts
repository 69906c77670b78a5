import { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { InvalidInputError } from '../core/errors.ts'

export function manifestCommand(): Command {
  return new Command('manifest')
    .description("Print the Slack app's manifest, with the commands as they are set.")
    .option(
      '--http <address>',
      'for HTTP in place of Socket Mode: where Slack reaches the bot, from https://',
    )
    .option('--installs', 'with --http: for several workspaces that install the app, each by itself')
    .addHelpText('after', '\nPrints JSON to paste at api.slack.com/apps. Changes nothing.')
    .action(async ({ http, installs = false }: { http?: string; installs?: boolean }) => {
      if (installs && http === undefined) throw new InvalidInputError('--installs: needs --http as well')
      const address = http === undefined ? undefined : reachable(http)
      const { commands } = loadConfig()
      const { slackManifest } = await import('../adapters/slack/manifest.ts')
      process.stdout.write(`${JSON.stringify(slackManifest(commands, address, installs), null, 2)}\n`)
    })
}

/** Throws InvalidInputError. */
function reachable(address: string): string {
  const url = URL.parse(address)
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '')
    throw new InvalidInputError('--http: must be an address that begins with https:// and has no query')
  return address
}
