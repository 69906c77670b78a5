import { WebClient, type WebClientOptions } from '@slack/web-api'
import { z } from 'zod'
import type { Platform } from '../../../core/ports/chat.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { InstallationStore } from '../../../core/ports/installation-store.ts'
import type { Log } from '../../../core/ports/log.ts'
import type { Identity } from '../parse.ts'
import { Access, type Exchange } from './access.ts'
import { type Workspace, type Workspaces, workspaceBy } from './workspace.ts'

export interface OAuthApp {
  readonly clientId: string
  readonly clientSecret: string
  readonly installations: (platform: Platform) => InstallationStore
}

export interface InstalledOptions {
  readonly app: OAuthApp
  readonly optionsFor: (timeoutMs?: number) => WebClientOptions
  readonly commands: Identity['commands']
  readonly clock: Clock
  readonly log: Log
}

const renewedSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
})

interface Opened {
  readonly access: Access
  readonly workspace: Workspace
}

/** The workspaces that installed the app, each with a token of its own. */
export class InstalledWorkspaces implements Workspaces {
  readonly #options: InstalledOptions
  readonly store: InstallationStore
  readonly #opened = new Map<string, Opened>()
  #ids: readonly string[] = []

  constructor(options: InstalledOptions) {
    this.#options = options
    this.store = options.app.installations('slack')
  }

  get ids(): readonly string[] {
    return this.#ids
  }

  async identify(): Promise<void> {
    this.#ids = await this.store.known()
  }

  async of(id: string): Promise<Workspace | undefined> {
    const { access, workspace } = this.#open(id)
    const installation = await access.installation()
    if (installation === undefined) this.#ids = this.#ids.filter((each) => each !== id)
    else if (!this.#ids.includes(id)) this.#ids = [...this.#ids, id]
    return installation && workspace
  }

  async toldBy(body: Readonly<Record<string, unknown>>): Promise<Workspace | undefined> {
    const id = workspaceIn(body)
    return id === undefined ? undefined : this.of(id)
  }

  hasNewToken(id: string): Promise<boolean> {
    return this.#open(id).access.hasChanged()
  }

  /** Installed, or installed again. */
  added(id: string): Promise<Workspace | undefined> {
    this.#open(id).access.forget()
    return this.of(id)
  }

  async removed(id: string, at: Date): Promise<void> {
    await this.store.forget(id, at)
    await this.added(id)
  }

  #open(id: string): Opened {
    const known = this.#opened.get(id)
    if (known !== undefined) return known
    const { app, optionsFor, commands, clock, log } = this.#options
    const exchange = exchangeBy(new WebClient(undefined, optionsFor()), app, clock)
    const access = new Access({ workspace: id, store: this.store, exchange, clock, log })
    const who = async (): Promise<Identity> => {
      const { botUser = '', botId } = (await access.installation()) ?? {}
      return { workspace: id, botUser, botId, commands }
    }
    const token = () => access.token()
    const opened = { access, workspace: workspaceBy({ who, token }, optionsFor, { clock, log }) }
    this.#opened.set(id, opened)
    return opened
  }
}

/** Slack's way: the refresh token is good for one use and is answered with the next pair. */
function exchangeBy(web: WebClient, { clientId, clientSecret }: OAuthApp, clock: Clock): Exchange {
  return async ({ renewal }) => {
    const now = clock.now().getTime()
    const answer = await web.oauth.v2.access({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'refresh_token',
      refresh_token: renewal?.by ?? '',
    })
    const { access_token: token, refresh_token: by, expires_in: seconds } = renewedSchema.parse(answer)
    return { token, renewal: { by, expiresAt: new Date(now + seconds * 1000) } }
  }
}

const id = z.string().optional().catch(undefined)
const bodySchema = z.object({
  authorizations: z
    .array(z.object({ team_id: id }))
    .optional()
    .catch(undefined),
  view: z.object({ app_installed_team_id: id }).optional().catch(undefined),
  context_team_id: id,
  team_id: id,
  team: z.object({ id }).nullish().catch(undefined),
})

/** In a shared channel a body names the team of whoever acted as well: what counts is where the app is installed. */
function workspaceIn(body: unknown): string | undefined {
  const found = bodySchema.safeParse(body).data
  return (
    found?.authorizations?.[0]?.team_id ??
    found?.view?.app_installed_team_id ??
    found?.context_team_id ??
    found?.team_id ??
    found?.team?.id
  )
}
