import type { Chance } from '../../sim/people/random.ts'
import type { Seat, SeenMessage } from '../../sim/seat.ts'
import { QUESTIONS, THANKS } from './bots/questions.ts'

/** Milliseconds. */
const THINKS = [200, 1_200] as const
/** Between the two messages of who sends two: shorter than any bot's quiet time. */
const BETWEEN = [80, 250] as const
/** A question read again is answered again if nothing else comes for so long. */
const SAME_AGAIN_MS = 3_000
/** Longer than any lock or lease a bot of ours or a peer's leaves behind. */
const ASKS_AFTER_MS = 40_000
const ASKS_IN_A_ROW = 3
const GIVES_UP_AFTER_MS = 20_000

export const STILL_THERE = 'Are you still there?'

/** The number of the question a message asks, from 0; undefined if it asks none. */
export function questionIn(text: string): number | undefined {
  const found = QUESTIONS.findIndex((question) => text.includes(question))
  return found < 0 ? undefined : found
}

export interface SimulatedPerson {
  readonly user: string
  /** Has read a question, and answers none before `go`. */
  readonly ready: boolean
  /** Read the last word, or gave up. */
  readonly rests: boolean
  /** Was left without a reply for good. */
  readonly stuck: boolean
  /** How often they had to ask whether anybody is there. */
  readonly asked: number
  go(): void
  leave(): void
}

/**
 * One interviewed person, simulated. Answers each question they read by one message or by two shortly after each other,
 * every one in words of its own. Who hears nothing for 40 s asks whether anybody is there, after 40 s more again, three
 * times in all, and gives up 20 s after the last. `saying` is called right before each message.
 */
export function createPerson(
  seat: Seat,
  name: string,
  burst: boolean,
  chance: Chance,
  saying: () => void,
): SimulatedPerson {
  const answered = new Map<number, number>()
  let going = false
  let open: number | undefined
  let timer: NodeJS.Timeout | undefined
  let end: 'over' | 'stuck' | undefined
  let asked = 0

  const later = (ms: number, then: () => void | Promise<void>) => {
    clearTimeout(timer)
    timer = setTimeout(() => void then(), ms)
  }
  const say = async (words: string) => {
    saying()
    await seat.say(words)
  }
  const givesUp = () => {
    end = 'stuck'
  }
  const asks = async (inARow: number) => {
    asked++
    await say(STILL_THERE)
    waits(inARow)
  }
  const waits = (askedInARow = 0) => {
    if (askedInARow === ASKS_IN_A_ROW) later(GIVES_UP_AFTER_MS, givesUp)
    else later(ASKS_AFTER_MS, () => asks(askedInARow + 1))
  }
  const answer = async (question: number) => {
    const times = (answered.get(question) ?? 0) + 1
    answered.set(question, times)
    const words = `${name}, answer ${question + 1}${times > 1 ? `, said again ${times - 1}` : ''}`
    await say(burst ? `${words}, first half` : words)
    if (!burst) return waits()
    later(chance.integer(...BETWEEN), async () => {
      await say(`${words}, second half`)
      waits()
    })
  }
  const reads = (question: number) => {
    const ms = answered.has(question) ? SAME_AGAIN_MS : chance.integer(...THINKS)
    later(ms, () => answer(question))
  }
  const sees = ({ direct, fromBot, text }: SeenMessage) => {
    if (!direct || !fromBot || end === 'over') return
    if (text.includes(THANKS)) {
      clearTimeout(timer)
      end = 'over'
      return
    }
    const question = questionIn(text)
    if (question === undefined) return
    end = undefined
    open = question
    if (going) reads(question)
  }
  const leave = seat.watch((sight) => {
    if (sight.kind === 'message') sees(sight)
  })

  return {
    user: seat.user,
    get ready() {
      return open !== undefined
    },
    get rests() {
      return end !== undefined
    },
    get stuck() {
      return end === 'stuck'
    },
    get asked() {
      return asked
    },
    go() {
      going = true
      if (open !== undefined) reads(open)
    },
    leave() {
      clearTimeout(timer)
      leave()
    },
  }
}
