import type { SlackStandIn } from '../../../sim/slack/index.ts'
import type { InstallationStore } from '../../../src/core/ports/installation-store.ts'

/** The app is installed in this workspace alone, for good, by a token that is never renewed. */
export function oneInstallation(
  { workspace, botUser }: Pick<SlackStandIn, 'workspace' | 'botUser'>,
  token: string,
): InstallationStore {
  const installation = { workspace, name: undefined, botUser, botId: undefined, token, renewal: undefined }
  return {
    known: async () => [workspace],
    find: async (id) => (id === workspace ? installation : undefined),
    renew: async () => installation,
    keep: async () => {},
    forget: async () => {},
  }
}
