import { text } from '../types.ts'
import { type MethodHandler, structured } from './call.ts'

const viewsOpen: MethodHandler = (args, { gestures, world }) => {
  const opened = gestures.openView(text(args.trigger_id), structured(args, 'view', 'invalid_arguments'))
  return {
    view: {
      ...opened.view,
      id: opened.id,
      hash: opened.hash,
      team_id: world.workspace.id,
      app_id: world.appId,
    },
  }
}

export const viewMethods: Readonly<Record<string, MethodHandler>> = { 'views.open': viewsOpen }
