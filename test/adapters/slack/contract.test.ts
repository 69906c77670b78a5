import { chatContract } from '../../contracts/chat.ts'
import { slackSetup } from './setup.ts'

chatContract({ name: 'the Slack adapter by Socket Mode', setup: () => slackSetup('sockets') })
chatContract({ name: 'the Slack adapter over HTTP', setup: () => slackSetup('http') })
