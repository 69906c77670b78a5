import type { SeenForm, SeenMessage } from '../../sim/seat.ts'
import { type RunningBot, type watching } from './running-bot.ts'

type Watch = ReturnType<typeof watching>

/** From the invitation to the first question, as a person on this platform gets there. */
export async function takePart(bot: RunningBot, watch: Watch): Promise<void> {
  const { seat } = bot
  if (bot.platform === 'discord') {
    const post = await watch.next((sight) => withControl(sight, 'join:'), 'the post')
    await seat.press(post.message, post.control)
    const form = await watch.next((sight) => (sight.kind === 'form' ? sight : undefined), 'the form to join')
    await seat.submit(form, { zone: ['Europe/Berlin'], adult: ['yes'] })
  }
  const card = await watch.next((sight) => withControl(sight, 'consent:choose'), 'the card')
  await seat.press(card.message, card.control)
  const form = await watch.next((sight): SeenForm | undefined => (sight.kind === 'form' ? sight : undefined), 'the form')
  await seat.submit(form, { allow: ['quotes'] })
  const item = await watch.next((sight) => withControl(sight, 'survey:'), 'the survey')
  await seat.press(item.message, item.control)
  await watch.next((sight) => question(sight), 'the first question')
}

export function question(sight: Watch['sights'][number]): SeenMessage | undefined {
  return sight.kind === 'message' && sight.fromBot && sight.direct && sight.controls.length === 0 && sight.text.includes('?')
    ? sight
    : undefined
}

export function withControl(sight: Watch['sights'][number], action: string) {
  if (sight.kind !== 'message') return undefined
  const control = sight.controls.find((each) => each.id.startsWith(action))
  return control ? { message: sight, control: control.id } : undefined
}
