import { appendFile } from 'node:fs/promises'
import { App } from '@slack/bolt'
import { GREETING, QUESTIONS, QUIET_MS, THANKS, worded } from './questions.ts'

/** An interviewer on Bolt: state in memory, answers appended to a file as they come. */
interface Interview {
  asked: number
  timer?: NodeJS.Timeout
}

const answers = process.env.ANSWERS_FILE ?? 'answers.jsonl'
const slackApiUrl = process.env.SLACK_API_URL
const interviews = new Map<string, Interview>()

const app = new App({
  token: process.env.SLACK_BOT_TOKEN ?? '',
  appToken: process.env.SLACK_APP_TOKEN ?? '',
  socketMode: true,
  ...(slackApiUrl && { clientOptions: { slackApiUrl } }),
})

app.message(async ({ message, say }) => {
  // Not edits, deletions and messages of bots, and nothing said in channels.
  if (message.subtype !== undefined || message.channel_type !== 'im') return
  const interview = interviews.get(message.user)
  if (!interview) {
    interviews.set(message.user, { asked: 0 })
    await say(`${GREETING} ${QUESTIONS[0]}`)
    return
  }
  if (interview.asked >= QUESTIONS.length) return
  const { user, ts, text } = message
  await appendFile(answers, `${JSON.stringify({ user, question: interview.asked, ts, text })}\n`)
  // Whoever sends several short messages is answered once.
  clearTimeout(interview.timer)
  interview.timer = setTimeout(() => {
    goOn(interview, say).catch((error) => app.logger.error(error))
  }, QUIET_MS)
})

async function goOn(interview: Interview, say: (text: string) => Promise<unknown>): Promise<void> {
  const words = await worded(QUESTIONS[interview.asked + 1] ?? THANKS)
  interview.asked += 1
  await say(words)
}

await app.start()
app.logger.info('The interviewer is running.')
