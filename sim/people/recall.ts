import type { Chance } from './random.ts'
import { type Statement, type Stock, say, TOPICS, type Topic } from './stock/statement.ts'

const SIGNS: readonly [Topic, RegExp][] = [
  ['keep', /hand over|stay with you|stay a human|abgeben|bei Ihnen bleiben|menschen bleiben|verloren/i],
  ['future', /five years|cannot do today|make a living|fünf jahren|heute nicht kann|lebensunterhalt/i],
  ['episode', /last time|recent piece|letzte mal|aus letzter zeit/i],
  ['others', /people you work with|creatives say|talked about|reagieren|andere kreative|gesprochen/i],
  ['trust', /\brely|throw away|got wrong|last error|verlassen|werfen Sie weg|fehler|falsch/i],
  ['benefit', /has changed|has it changed|verändert|time go|zeit gegangen/i],
  [
    'use',
    /(parts of your work|points of a project|steps of your research)|welche teile|welchen stellen|welchen schritten/i,
  ],
]

/** Draws statements that fit a question; none twice. */
export interface Recall {
  /** About the question's topic while there is any left, else about another one. */
  about(question: string): Statement
  readonly facts: readonly string[]
}

export function recall(stock: Stock, chance: Chance): Recall {
  const left = new Map(TOPICS.map((topic) => [topic, chance.shuffled(stock[topic])]))
  const facts: string[] = []
  let topic: Topic = 'use'
  return {
    about(question) {
      topic = SIGNS.find(([, sign]) => sign.test(question))?.[0] ?? topic
      const pool = [topic, ...TOPICS].map((key) => left.get(key) ?? []).find((list) => list.length > 0)
      const statement = pool?.shift() ?? say('I think I have said what I know about that.')
      facts.push(...statement.facts)
      return statement
    },
    facts,
  }
}
