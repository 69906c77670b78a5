/** What the bot was given when it was installed in a workspace. */
export interface Installation {
  readonly workspace: string
  readonly name: string | undefined
  readonly botUser: string
  readonly botId: string | undefined
  readonly token: string
  /** Where the platform wants tokens renewed: by what, and until when `token` works. */
  readonly renewal: { readonly by: string; readonly expiresAt: Date } | undefined
}

/** The installations of one platform. Their tokens are sealed where they are stored. */
export interface InstallationStore {
  /** Ids of the workspaces in which the bot is installed. */
  known(): Promise<readonly string[]>
  /** Throws ConfigError if no key opens its tokens. */
  find(workspace: string): Promise<Installation | undefined>
  /** Installed, or installed again: what was there before is replaced. */
  keep(installation: Installation, now: Date): Promise<void>
  /**
   * Has `exchange` get new tokens for those that expire before `dueBefore`, and stores them. Of all processes one at a
   * time does it for a workspace; who comes after it finds what it stored. Undefined if it is installed there no longer.
   * Rejects with what `exchange` rejects with, and then nothing is changed.
   */
  renew(
    workspace: string,
    dueBefore: Date,
    exchange: (due: Installation) => Promise<Pick<Installation, 'token' | 'renewal'>>,
  ): Promise<Installation | undefined>
  /** The bot was removed there at that time: its tokens are deleted, unless they are of a later installation. */
  forget(workspace: string, removedAt: Date): Promise<void>
}
