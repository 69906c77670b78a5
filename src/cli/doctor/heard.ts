import type { Heard } from '../../adapters/postgres/check.ts'
import type { Config } from '../../config.ts'
import { advice, broken, type Check, fine } from '../../core/ports/check.ts'

const TAB =
  'App Home, "Allow users to send Slash commands and messages from the messages tab" in the app’s settings'

/** What Slack tells no app: whether its commands are there and people can write to it. What came in tells instead. */
export function heardOnSlack(
  { commandAt, directAt, disabledAt }: Heard,
  names: Config['commands'],
): readonly Check[] {
  return [
    commandAt
      ? fine('slack commands', `last heard on ${dayOf(commandAt)}`)
      : advice(
          'slack commands',
          `none heard so far: once the bot runs, type /${names.study} help in the research channel; if Slack knows no such command, its name differs between the app’s manifest and STUDY_COMMAND or INTERVIEW_COMMAND`,
        ),
    messagesTab(directAt, disabledAt),
  ]
}

function messagesTab(directAt: Date | null, disabledAt: Date | null): Check {
  const name = 'slack Messages tab'
  if (disabledAt && !(directAt && directAt > disabledAt))
    return broken(name, `off: Slack refused a direct message on ${dayOf(disabledAt)}; switch on ${TAB}`)
  if (directAt) return fine(name, `people can write there: last heard on ${dayOf(directAt)}`)
  return advice(name, `nobody wrote there so far: see that ${TAB} is on`)
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}
