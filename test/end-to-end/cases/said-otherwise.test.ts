import { afterAll, beforeAll, describe, it } from 'vitest'
import type { ClaudeCall } from '../../../sim/claude/calls.ts'
import { interviewed, type Participant } from '../stage/participant.ts'
import { type RunningBot, runBot } from '../stage/running-bot.ts'
import { answersOf, stateOf, turnsOf, unfinished, usageOf } from '../stage/stored.ts'
import { fixed, question, saying } from '../stage/watching.ts'

const ANSWER = 'I began with a small planner in spring, since the old list had grown too long to read.'

describe.each(['slack', 'discord'] as const)('what people say on %s', (platform) => {
  let bot: RunningBot
  beforeAll(async () => {
    // Long enough for twenty messages to count as one answer.
    bot = await runBot(platform, { env: () => ({ QUIET_SECONDS: '0.6', BURST_CAP_SECONDS: '10' }) })
  })
  afterAll(() => bot.close())

  describe.concurrent('without a word', () => {
    for (const said of ['🎉', ':tada: :+1::skin-tone-3:', '👩\u200d🌾 🇩🇪'])
      it(`case 14: ${said} is met with the wish for words, and no model reads it`, async ({ expect }) => {
        const person = await interviewed(bot)
        await person.say(said)
        await person.watch.next(saying(fixed('textPlease')), 'the wish for words')
        expect(await usageOf(bot, person)).toEqual([])
        await person.answer(ANSWER)
        expect(await answersOf(bot, person)).toEqual([ANSWER])
      })
  })

  /** What a person can send that holds no words of theirs, each by its name. */
  const sent: Readonly<Record<string, (person: Participant) => unknown>> =
    platform === 'slack'
      ? {
          'a file': ({ seat, direct }) => seat.say('', direct(), [{ name: 'plan.txt', text: 'x' }]),
          'a message shared from elsewhere': ({ seat, direct }) =>
            bot.slack?.faults.post(direct(), {
              user: seat.user,
              text: '',
              attachments: [{ is_share: true, text: 'Somebody else’s words', author_name: 'Kim Ostrow' }],
            }),
        }
      : {
          'a file': ({ seat, direct }) => seat.say('', direct(), [{ name: 'plan.txt', text: 'x' }]),
          'a sticker': ({ seat }) => bot.discord?.share(seat.user, { kind: 'sticker', name: 'Wave' }),
          'a voice message': ({ seat }) => bot.discord?.share(seat.user, { kind: 'voice', seconds: 4 }),
          'a poll': ({ seat }) =>
            bot.discord?.share(seat.user, { kind: 'poll', question: 'Tea?', answers: ['Yes', 'No'] }),
          'a forwarded message': ({ seat }) =>
            bot.discord?.share(seat.user, { kind: 'forward', text: 'Somebody else’s words' }),
          'a moving picture': ({ seat }) => seat.say('https://tenor.com/view/wave-hello-gif-12345'),
        }

  for (const [what, send] of Object.entries(sent))
    it(`case 14: ${what} alone is met with the wish for words, and no model reads it`, async ({ expect }) => {
      const person = await interviewed(bot)
      await send(person)
      await person.watch.next(saying(fixed('textPlease')), 'the wish for words')
      expect(await usageOf(bot, person)).toEqual([])
      await person.answer(ANSWER)
      expect(await answersOf(bot, person)).toEqual([ANSWER])
    })

  it('case 15: a very long answer is stored whole; the model is given its beginning and end, and its turn says so', async ({
    expect,
  }) => {
    const person = await interviewed(bot)
    const longest = platform === 'slack' ? 39_000 : 1_990
    const sentence = (index: number) => `In week ${index} the planner was with me on the quay.`
    const words = Array.from({ length: 800 }, (_, index) => sentence(index)).join(' ')
    const asked: ClaudeCall[] = []
    bot.claude.setScript((call) => {
      asked.push(call)
      return undefined
    })
    for (let rest = words; rest !== ''; ) {
      const at = rest.length <= longest ? rest.length : rest.lastIndexOf(' ', longest)
      await person.say(rest.slice(0, at))
      rest = rest.slice(at).trimStart()
    }
    await person.watch.next(question, 'what follows')
    bot.claude.setScript(undefined)
    await expect.poll(() => unfinished(bot)).toBe(0)
    const answers = await answersOf(bot, person)
    expect(answers.map((each) => each.replaceAll(/\s+/g, ' '))).toEqual([words])
    expect((await turnsOf(bot, person)).find(({ kind }) => kind === 'answer')?.move).toBe('read-in-part')
    const [call] = asked.filter(({ purpose }) => purpose === 'interview-turn')
    expect(call?.input).toContain(sentence(0))
    expect(call?.input).toContain(sentence(799))
    expect(call?.input).toMatch(/\d+ characters left out/)
    expect(call?.input.length).toBeLessThan(20_000)
    expect(await stateOf(bot, person)).toBe('interviewing')
  })

  it('case 33: letters of many code points, and writing from right to left, are stored and read as typed', async ({
    expect,
  }) => {
    const person = await interviewed(bot)
    const said = 'כתבתי תוכנית קטנה לשבוע 👩\u200d🌾 e\u0301té, 한국어로도 नमस्ते 🇩🇪🇫🇷'
    await person.answer(said)
    expect(await answersOf(bot, person)).toEqual([said])
  })
})
