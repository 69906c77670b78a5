import { text, type View } from '../types.ts'
import { type Backstage, type MethodHandler, required, structured } from './call.ts'

const viewsOpen: MethodHandler = (args, backstage) => {
  const view = structured(args, 'view', 'invalid_arguments')
  return answerOf(backstage.gestures.openView(text(args.trigger_id), view), backstage)
}

const viewsPublish: MethodHandler = (args, backstage) => {
  const view = structured(args, 'view', 'invalid_arguments')
  const hash = args.hash === undefined ? undefined : text(args.hash)
  return answerOf(backstage.homes.publish(required(args, 'user_id'), view, hash), backstage)
}

function answerOf({ id, hash, view }: View, { world }: Backstage) {
  return { view: { ...view, id, hash, team_id: world.workspace.id, app_id: world.appId } }
}

export const viewMethods: Readonly<Record<string, MethodHandler>> = {
  'views.open': viewsOpen,
  'views.publish': viewsPublish,
}
