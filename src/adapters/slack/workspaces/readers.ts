import { PlatformError } from '../../../core/errors.ts'
import { Reader, type ReaderOptions } from '../inbound/reader.ts'
import type { Workspaces } from './workspace.ts'

type Shared = Omit<ReaderOptions, 'who' | 'token' | 'people' | 'answerer'>

/** Reads what comes in as the workspace has it that it came from. */
export class Readers {
  readonly #workspaces: Workspaces
  readonly #shared: Shared

  constructor(workspaces: Workspaces, shared: Shared) {
    this.#workspaces = workspaces
    this.#shared = shared
  }

  /** Throws PlatformError if the app is not installed there. */
  async of(body: Readonly<Record<string, unknown>>): Promise<Reader> {
    const there = await this.#workspaces.toldBy(body)
    if (there === undefined) throw new PlatformError('slack', 'the app is not installed there any more')
    const { people, answerer, token } = there
    return new Reader({ ...this.#shared, who: await there.who(), token, people, answerer })
  }
}
