import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type REST,
  Routes,
} from 'discord.js'
import type { CommandName } from '../../core/ports/chat.ts'

export type CommandNames = Readonly<Record<CommandName, string>>

type Subcommands = readonly (readonly [name: string, description: string])[]

/** Every subcommand takes one optional text, so that what follows the command reads the same as on Slack. */
const study: Subcommands = [
  ['new', 'Start a study: what do you want to learn?'],
  ['load', 'Start a study from a file'],
  ['plan', 'Show or change the interview plan'],
  ['approve', 'Approve the plan as it stands'],
  ['launch', 'Invite people'],
  ['status', 'How far the study is'],
  ['pause', 'Pause invitations and interviews'],
  ['resume', 'Go on after a pause'],
  ['report', 'What was learned so far'],
  ['close', 'End the study'],
  ['help', 'What the commands do'],
]

const interview: Subcommands = [
  ['start', 'Begin an interview'],
  ['pause', 'Pause your interview'],
  ['resume', 'Go on with your interview'],
  ['skip', 'Skip this question'],
  ['stop', 'End your interview'],
  ['why', 'Why you are asked, and who reads it'],
  ['mydata', 'See what is kept about you'],
  ['delete', 'Delete what is kept about you'],
  ['optout', 'Never be invited again'],
  ['help', 'What the commands do'],
]

/** Both root commands as Discord wants them. `interview` also works in a direct conversation. */
export function commandList(names: CommandNames): CommandShape[] {
  return [
    root(names.study, 'Plan, run and read a study', study, [InteractionContextType.Guild]),
    root(names.interview, 'Your interview', interview, [
      InteractionContextType.Guild,
      InteractionContextType.BotDM,
    ]),
  ]
}

function root(
  name: string,
  description: string,
  subcommands: Subcommands,
  contexts: readonly InteractionContextType[],
): CommandShape {
  return {
    type: ApplicationCommandType.ChatInput,
    name,
    description,
    contexts,
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: subcommands.map(subcommand),
  }
}

function subcommand([name, description]: readonly [string, string]): CommandShape {
  const text = {
    type: ApplicationCommandOptionType.String as const,
    name: 'text',
    description: 'Anything more',
    required: false,
  }
  return { type: ApplicationCommandOptionType.Subcommand, name, description, options: [text] }
}

/** Are the registered commands those of `commandList`? */
export async function commandsCurrent(
  rest: REST,
  application: string,
  names: CommandNames,
): Promise<boolean> {
  const registered = (await rest.get(Routes.applicationCommands(application))) as readonly CommandShape[]
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
  readonly type?: number
  readonly contexts?: readonly number[] | null
  readonly integration_types?: readonly number[]
  readonly required?: boolean
  readonly options?: readonly CommandShape[]
}

/** Only what we set: Discord adds ids, versions and defaults. */
function fingerprint(commands: readonly CommandShape[]): string {
  const plain = ({ name, description, contexts, options }: CommandShape): unknown => [
    name,
    description,
    [...(contexts ?? [])].sort(),
    (options ?? []).map(plain),
  ]
  return JSON.stringify([...commands].sort((a, b) => a.name.localeCompare(b.name)).map(plain))
}
