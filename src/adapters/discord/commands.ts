import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type LocalizationMap,
  type REST,
  Routes,
} from 'discord.js'
import type { CommandName } from '../../core/ports/chat.ts'
import { type CommandWords, INTERVIEW, ROOT, STUDY, TEXT } from './command-words.ts'

export type CommandNames = Readonly<Record<CommandName, string>>

/** Both root commands as Discord wants them. `interview` also works in a direct conversation. */
export function commandList(names: CommandNames): CommandShape[] {
  return [
    root(names.study, ROOT.study, STUDY, [InteractionContextType.Guild]),
    root(names.interview, ROOT.interview, INTERVIEW, [
      InteractionContextType.Guild,
      InteractionContextType.BotDM,
    ]),
  ]
}

function root(
  name: string,
  words: CommandWords,
  subcommands: ReadonlyMap<string, CommandWords>,
  contexts: readonly InteractionContextType[],
): CommandShape {
  return {
    type: ApplicationCommandType.ChatInput,
    name,
    ...shapeOf(words),
    contexts,
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: [...subcommands].map(([sub, its]) => ({
      type: ApplicationCommandOptionType.Subcommand,
      name: sub,
      ...shapeOf(its),
      options: [
        { type: ApplicationCommandOptionType.String, name: 'text', ...shapeOf(TEXT), required: false },
      ],
    })),
  }
}

function shapeOf({ description, localized, names }: CommandWords) {
  return {
    description,
    description_localizations: localized,
    ...(names ? { name_localizations: names } : {}),
  }
}

/** Are the registered commands those of `commandList`? */
export async function commandsCurrent(
  rest: REST,
  application: string,
  names: CommandNames,
): Promise<boolean> {
  // Without being asked Discord leaves the other languages out.
  const query = new URLSearchParams({ with_localizations: 'true' })
  const registered = (await rest.get(Routes.applicationCommands(application), {
    query,
  })) as readonly CommandShape[]
  return fingerprint(registered) === fingerprint(commandList(names))
}

/** Registers the commands if they differ from what is registered. @returns whether they did. */
export async function syncCommands(rest: REST, application: string, names: CommandNames): Promise<boolean> {
  if (await commandsCurrent(rest, application, names)) return false
  await rest.put(Routes.applicationCommands(application), { body: commandList(names) })
  return true
}

/** A command, subcommand or option as it goes over the wire. */
export interface CommandShape {
  readonly name: string
  readonly description: string
  readonly name_localizations?: LocalizationMap | null
  readonly description_localizations?: LocalizationMap | null
  readonly type?: number
  readonly contexts?: readonly number[] | null
  readonly integration_types?: readonly number[]
  readonly required?: boolean
  readonly options?: readonly CommandShape[]
}

/** All that we set: Discord adds ids, versions and more, and leaves out what is empty or not required. */
function fingerprint(commands: readonly CommandShape[]): string {
  const plain = (shape: CommandShape): unknown => [
    shape.type ?? ApplicationCommandType.ChatInput,
    shape.name,
    shape.description,
    sorted(shape.name_localizations),
    sorted(shape.description_localizations),
    [...(shape.contexts ?? [])].sort(),
    [...(shape.integration_types ?? [])].sort(),
    shape.required ?? false,
    (shape.options ?? []).map(plain),
  ]
  return JSON.stringify([...commands].sort((a, b) => a.name.localeCompare(b.name)).map(plain))
}

function sorted(words: LocalizationMap | null | undefined): unknown {
  return Object.entries(words ?? {}).sort(([a], [b]) => a.localeCompare(b))
}
