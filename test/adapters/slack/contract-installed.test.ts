import { chatContract } from '../../contracts/chat.ts'
import { installedSetup } from './installed-setup.ts'

chatContract({
  name: 'the Slack adapter in one of two workspaces that installed the app',
  setup: installedSetup,
})
