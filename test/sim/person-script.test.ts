import { describe, expect, it, vi } from 'vitest'
import { inventedMind } from '../../sim/people/invented.ts'
import { fileMind } from '../../sim/people/people-file.ts'
import type { EndState, Mind, Person } from '../../sim/people/person.ts'
import type { PersonaKey } from '../../sim/people/personas.ts'
import { chance } from '../../sim/people/random.ts'
import { PersonScript } from '../../sim/people/script.ts'
import { WORKFORCE } from '../../sim/people/stock/workforce.ts'
import { button, ToyBot } from './toy-bot.ts'

const STEPS = [
  { survey: 'occupation', values: ['legal', 'sales'] },
  ...Array.from({ length: 6 }, (_, index) => ({ ask: `Question ${index}?` })),
  { survey: 'satisfied', values: ['1', '7'] },
]

function live(
  persona: PersonaKey | 'file',
  extra: Partial<Person> = {},
  mind: Mind = inventedMind(persona === 'file' ? 'silent' : persona, WORKFORCE, chance(2)),
  steps: ConstructorParameters<typeof ToyBot>[0] = STEPS,
) {
  const bot = new ToyBot(steps)
  const expected: EndState[] = persona === 'withdraws' ? ['withdrawn'] : ['completed']
  const person: Person = {
    platform: 'slack',
    name: 'A',
    locale: 'en-US',
    zone: 'Europe/London',
    cohort: 'workforce',
    persona,
    expected,
    closedDirect: false,
    consent: { takesPart: true, readsMore: true, allow: ['quotes'] },
    survey: { occupation: 'sales', satisfied: '7' },
    resumes: 'button',
    mind,
    ...extra,
  }
  const pace = { reactMs: 0.2, thinkFactor: 1, pauseFactor: 2 }
  const script = new PersonScript(person, bot.seat, chance(1), pace)
  const over = () =>
    expect.poll(() => script.standing(), { interval: 2 }).toMatchObject({ resting: true, over: true })
  return { bot, script, over, said: () => bot.said.map((entry) => entry.text) }
}

describe('a simulated person', () => {
  it('reads more, chooses what to allow, taps, answers each question once and sees the end', async () => {
    const { bot, over, said } = live('off-topic')
    bot.invite()
    await over()
    expect(bot.pressed).toEqual([
      'consent:more:i1',
      'consent:choose:i1',
      'consent-choices:i1 {"allow":["quotes"]}',
      'survey:i1:occupation:sales',
      'survey:i1:satisfied:7',
    ])
    expect(said()).toHaveLength(6)
  })

  it('comes in through the post of their own cohort', async () => {
    const { bot, over } = live('edits', { platform: 'discord' })
    const post = { direct: false, conversation: 'C1' }
    bot.show('Take part', [button('join:s1:creatives')], post)
    bot.show('Take part', [button('join:s1:workforce')], post)
    await over()
    expect(bot.pressed.slice(0, 2)).toEqual([
      'join:s1:workforce',
      'join:s1:workforce {"zone":["Europe/London"],"adult":["yes"]}',
    ])
  })

  it('presses again when the platform complains', async () => {
    const { bot } = live('edits', { consent: { takesPart: true, readsMore: false, allow: [] } })
    bot.seat.press = vi.fn(async () => bot.complain())
    bot.invite()
    await expect.poll(() => bot.seat.press).toHaveBeenCalledTimes(4)
  })

  it('sends a form in again each time the platform complains', async () => {
    const { bot, script } = live('file')
    const sent = () => bot.pressed.filter((each) => each.startsWith('consent-choices')).length
    const submit = vi.spyOn(bot.seat, 'submit').mockImplementation(async (form) => {
      bot.pressed.push(form.id)
      queueMicrotask(() => bot.complain())
    })
    bot.invite()
    await expect.poll(sent, { interval: 2 }).toBe(5)
    submit.mockRestore()
    script.close()
  })

  it('declines and says nothing', async () => {
    const { bot, over } = live('declines', { consent: { takesPart: false, readsMore: false, allow: [] } })
    bot.invite()
    await over()
    expect(bot.pressed).toEqual(['consent:decline:i1'])
    expect(bot.said).toEqual([])
  })

  it.each(['button', 'word'] as const)(
    'pauses, comes back by the %s and answers the same question',
    async (resumes) => {
      const { bot, over, said } = live('pauses', { resumes })
      bot.invite()
      await over()
      expect(said()[2]).toBe('pause')
      expect(said()).toHaveLength(resumes === 'word' ? 8 : 7)
    },
  )

  it('stops half-way', async () => {
    const { bot, over, said } = live('stops-half-way')
    bot.invite()
    await over()
    expect(said().at(-1)).toBe('stop')
    expect(said()).toHaveLength(5)
  })

  it('takes everything back with the typed word', async () => {
    const { bot, over, said } = live('withdraws')
    bot.invite()
    await over()
    expect(said().slice(-2)).toEqual(['delete my data', 'DELETE'])
  })

  it('edits an answer and deletes one', async () => {
    const editing = live('edits')
    editing.bot.invite()
    await editing.over()
    expect(editing.bot.said.filter((entry) => entry.state === 'edited')).toHaveLength(2)
    const deleting = live('deletes')
    deleting.bot.invite()
    await deleting.over()
    expect(deleting.bot.said.filter((entry) => entry.state === 'removed')).toHaveLength(1)
  })

  it('goes on with the open question after a notice', async () => {
    const steps = [{ ask: 'One?' }, { tell: 'Skip it if you like.' }, { survey: 'satisfied', values: ['7'] }]
    const { bot, over, said } = live('off-topic', {}, undefined, steps)
    bot.invite()
    await over()
    expect(said()).toHaveLength(2)
  })

  it('from a file says its lines and then nothing more', async () => {
    const lines = Array.from({ length: 4 }, (_, index) => `line ${index}`)
    const { bot, script, said } = live('file', {}, fileMind(lines, 100))
    bot.invite()
    await expect.poll(() => script.standing()).toMatchObject({ resting: true, quiet: true })
    expect(said()).toEqual(lines)
    bot.show('No hurry.')
    expect(script.standing().over).toBe(false)
    bot.show('I close our interview here.')
    expect(script.standing().over).toBe(true)
    expect(said()).toEqual(lines)
  })

  it('from a file keeps the lines it was not asked for', async () => {
    const lines = Array.from({ length: 9 }, (_, index) => `line ${index}`)
    const { bot, script, over } = live('file', {}, fileMind(lines, 100))
    bot.invite()
    await over()
    expect(script.person.mind.unsaid()).toBe(3)
  })
})
