import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { run } from '../cli/run-command.ts'
import { runBot } from './stage/running-bot.ts'
import { offering, watching } from './stage/watching.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/working-with-ai.yaml', import.meta.url))

describe.each(['slack', 'discord'] as const)('`sounding study load` on %s', (platform) => {
  it('puts the draft into the research channel, to be approved there', async () => {
    const bot = await runBot(platform)
    onTestFinished(() => bot.close())
    const watch = watching(bot.robin)
    const ran = await run(['study', 'load', EXAMPLE, '--json'], bot.settings)
    expect(ran.code, ran.err).toBe(0)
    expect(JSON.parse(ran.out)).toMatchObject({
      title: 'Working with AI',
      cohorts: 3,
      places: [`${platform} ${bot.place}`],
    })
    const draft = await watch.next(offering('plan:approve'), 'the draft with its buttons')
    await bot.robin.press(draft.message, draft.control)
    const state = () =>
      bot.database.db
        .selectFrom('study')
        .select('state')
        .where('title', '=', 'Working with AI')
        .executeTakeFirst()
    await expect.poll(async () => (await state())?.state).toBe('approved')
  })
})
