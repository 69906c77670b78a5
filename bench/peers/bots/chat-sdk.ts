import { createSlackAdapter } from '@chat-adapter/slack'
import { createPostgresState } from '@chat-adapter/state-pg'
import { Chat } from 'chat'
import { GREETING, QUESTIONS, QUIET_MS, THANKS, worded } from './questions.ts'

/** An interviewer on the Chat SDK: state in PostgreSQL, one turn for several short messages ("burst"). */
interface Interview {
  asked: number
  answers: { question: number; id: string; text: string }[]
}

// Tokens, the address of Slack and that of PostgreSQL are read from the environment.
const adapters = { slack: createSlackAdapter({ mode: 'socket' }) }

const bot = new Chat<typeof adapters, Interview>({
  userName: 'interviewer',
  adapters,
  state: createPostgresState(),
  concurrency: { strategy: 'burst', debounceMs: QUIET_MS },
})

bot.onDirectMessage(async (thread, message, _channel, context) => {
  const interview = await thread.state
  if (!interview) {
    await thread.subscribe()
    await thread.setState({ asked: 0, answers: [] })
    await thread.post(`${GREETING} ${QUESTIONS[0]}`)
    return
  }
  const { asked } = interview
  if (asked >= QUESTIONS.length) return
  const said = [...(context?.skipped ?? []), message].map(({ id, text }) => ({ question: asked, id, text }))
  await thread.setState({ asked: asked + 1, answers: [...interview.answers, ...said] })
  await thread.post(await worded(QUESTIONS[asked + 1] ?? THANKS))
})

await bot.initialize()
