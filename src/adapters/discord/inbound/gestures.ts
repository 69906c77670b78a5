import { type APIInteraction, InteractionType } from 'discord.js'
import type { Block, CommandName, InboundEvent } from '../../../core/ports/chat.ts'
import type { FormChooser, FormSpec } from '../../../core/ports/form.ts'
import type { Log } from '../../../core/ports/log.ts'
import { type Answering, acknowledge, answer, handleOf, modeOf } from '../answer.ts'
import { fetchUpload, modalOf, sentForm } from '../form.ts'
import { apiCode } from '../outbound/rest.ts'
import { commandText, parseInteraction } from '../parse.ts'
import type { Intake } from './intake.ts'

/** Of the three seconds Discord gives, what storing may take. */
const STORE_WITHIN_MS = 2000
const INVALID_FORM = 50035

export interface Gestures extends Answering {
  readonly log: Log
  readonly intake: Intake
  readonly formFor: FormChooser
  readonly commandOf: (name: string) => CommandName | undefined
  /** What the person is told when the gesture could not be stored. */
  readonly tryAgain: (locale: string) => string
}

/**
 * One command, press or form: stored first, acknowledged then. What could not be stored is not redelivered by
 * Discord, so the person is told to try again. Never throws.
 */
export async function receiveGesture(gestures: Gestures, interaction: APIInteraction): Promise<void> {
  const { byToken, clock, log, intake } = gestures
  const form = chosenForm(gestures, interaction)
  const mode = modeOf(interaction, form !== undefined)
  const handle = handleOf(interaction, mode)
  const apology: readonly Block[] = [
    { kind: 'paragraph', text: gestures.tryAgain('locale' in interaction ? interaction.locale : 'en-US') },
  ]
  const storing = parsed(gestures, interaction, handle).then((event) =>
    event === undefined ? undefined : intake.once(event),
  )
  const settled = new AbortController()
  const stored = await Promise.race([
    storing,
    clock.sleep(STORE_WITHIN_MS, settled.signal).then(() => 'late' as const),
  ])
  settled.abort()
  if (stored === undefined) return
  try {
    if (stored === false || (form !== undefined && stored === 'late')) {
      await acknowledge(byToken, interaction, { kind: 'private', blocks: apology })
    } else if (form !== undefined) {
      await open(gestures, interaction, form, apology)
    } else {
      await acknowledge(byToken, interaction, { kind: 'wait', mode })
    }
  } catch (error) {
    // The event is stored: what follows from it reaches the person by `send`.
    log.warn('discord.acknowledgement-refused', { interaction: interaction.id, code: apiCode(error) })
  }
  if (stored === 'late' && (await storing) === false && form === undefined) {
    await answer(gestures, handle, { kind: 'private', blocks: apology })
  }
}

/** A form that Discord refuses leaves the gesture unanswered, so the person can still be told. */
async function open(
  { byToken, log }: Gestures,
  interaction: APIInteraction,
  form: FormSpec,
  apology: readonly Block[],
): Promise<void> {
  try {
    await acknowledge(byToken, interaction, { kind: 'form', modal: modalOf(form) })
  } catch (error) {
    const code = apiCode(error)
    if (code !== INVALID_FORM) throw error
    log.error('discord.form-refused', error, { form: form.id })
    await acknowledge(byToken, interaction, { kind: 'private', blocks: apology })
  }
}

function chosenForm({ formFor, commandOf }: Gestures, interaction: APIInteraction): FormSpec | undefined {
  if (interaction.type === InteractionType.ApplicationCommand) {
    const command = commandOf(interaction.data.name)
    if (command === undefined) return undefined
    const text = commandText(interaction)
    return formFor({ kind: 'command', command, text, locale: interaction.locale })
  }
  if (interaction.type !== InteractionType.MessageComponent) return undefined
  return formFor({ kind: 'button', action: interaction.data.custom_id, locale: interaction.locale })
}

async function parsed(
  { commandOf }: Gestures,
  interaction: APIInteraction,
  handle: ReturnType<typeof handleOf>,
): Promise<InboundEvent | undefined> {
  const uploads = interaction.type === InteractionType.ModalSubmit ? sentForm(interaction.data).uploads : []
  const files = await Promise.all(uploads.map(({ field, attachment }) => fetchUpload(field, attachment)))
  return parseInteraction(interaction, commandOf, handle, files)
}
