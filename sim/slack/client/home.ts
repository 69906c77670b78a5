import type { Control } from '../../seat.ts'
import { controlsOf, elementsOf, visibleText } from '../text.ts'
import { isRecord, type JsonObject, text, type View } from '../types.ts'
import { actorOf, json, type Surroundings, teamOf } from './interactions.ts'
import type { SeatFloor } from './seats.ts'

/** The app's Home tab as one person has it before them. */
export interface HomeTab {
  /** The app hears of it, and may publish something. */
  open(): void
  /** All text on the page, one line a block; empty while nothing was published. */
  readonly text: string
  readonly controls: readonly Control[]
  /** Throws if there is no such control on the page. */
  press(controlId: string): Promise<void>
}

export function homeTab(user: string, floor: SeatFloor): HomeTab {
  const { world, homes, events, gestures, deliveries, sights, log, baseUrl } = floor
  const names = {
    user: (id: string) => world.people.get(id)?.name ?? id,
    channel: (id: string) => world.places.get(id)?.name ?? id,
  }
  const shown = () => ({ text: '', blocks: blocksOf(homes.page(user)) })
  return {
    open() {
      const page = homes.page(user)
      events.homeTabOpened(user, page === undefined ? undefined : viewOf(page, world))
    },
    get text() {
      return visibleText(shown(), names)
    },
    get controls() {
      return controlsOf(shown())
    },
    async press(controlId) {
      const page = homes.page(user)
      const at = { world, gestures, baseUrl: baseUrl() }
      const payload = page && homeActions(at, user, page, controlId)
      if (payload === undefined) throw new Error(`No control ${controlId} on the page`)
      log.write({ platform: 'slack', kind: 'press', author: user, name: controlId })
      const ack = await deliveries.deliverGesture('interactive', payload)
      if (ack === undefined) sights.complain(user, 'We had some trouble connecting. Try again?')
    },
  }
}

function blocksOf(page: View | undefined) {
  return Array.isArray(page?.view.blocks) ? page.view.blocks.filter(isRecord) : []
}

function viewOf(page: View, world: Surroundings['world']): JsonObject {
  return {
    ...json(page.view),
    id: page.id,
    team_id: world.workspace.id,
    app_id: world.appId,
    bot_id: world.botId,
    hash: page.hash,
    root_view_id: page.id,
    previous_view_id: null,
    external_id: '',
    state: { values: {} },
  }
}

/** Payload of `block_actions` from the Home tab: it names the view, and neither channel, message nor response address. */
function homeActions(at: Surroundings, user: string, page: View, controlId: string): JsonObject | undefined {
  const found = elementsOf(blocksOf(page)).find(({ element }) => element.action_id === controlId)
  if (found === undefined) return undefined
  const { world, gestures } = at
  return {
    type: 'block_actions',
    user: actorOf(world.person(user), world),
    api_app_id: world.appId,
    token: 'legacy',
    container: { type: 'view', view_id: page.id },
    trigger_id: gestures.trigger(user),
    team: teamOf(world),
    enterprise: null,
    is_enterprise_install: false,
    view: viewOf(page, world),
    actions: [
      {
        action_id: controlId,
        block_id: text(found.block.block_id),
        type: text(found.element.type),
        action_ts: world.stamp(),
        text: isRecord(found.element.text) ? json(found.element.text) : {},
        value: text(found.element.value),
      },
    ],
  }
}
