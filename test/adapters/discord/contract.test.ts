import { chatContract } from '../../contracts/chat.ts'
import { discordSetup } from './setup.ts'

chatContract({ name: 'the Discord adapter', setup: () => discordSetup() })
