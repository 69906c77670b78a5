import type { Pool } from 'pg'
import { type CheckedPerson, figuresOf } from '../../../sim/checker/check-run.ts'
import { type ShownMessage, shownMessages } from '../../../sim/checker/log-reader.ts'
import { recordsFrom } from '../../../sim/checker/records.ts'
import type { LogLine } from '../../../sim/seat.ts'

export interface Verdict {
  readonly lost: number
  readonly doubled: number
  /** Doubled posts that the platform's side accounts for. */
  readonly stale: number
  /** Each with what is wrong. */
  readonly broken: readonly string[]
}

export interface ToJudge {
  readonly database: Pick<Pool, 'query'>
  readonly platform: LogLine['platform']
  readonly lines: readonly LogLine[]
  readonly people: readonly CheckedPerson[]
  /** Times that different processes stored cannot be compared. */
  readonly clocksJump: boolean
  /** Keys of messages that a platform without keys may show twice, by what its own side saw; nothing the bot says is in it. */
  readonly mayDouble: ReadonlySet<string>
}

/** Judges a run by what the platform's side saw and by SQL alone. */
export async function judge(run: ToJudge): Promise<Verdict> {
  const { database, platform, lines, people, mayDouble } = run
  const records = await recordsFrom(database as Pool)
  const figures = figuresOf(records, { [platform]: lines }, people)
  const messages = shownMessages(lines)
  const stale = shownTwice(messages).filter((key) => mayDouble.has(key)).length
  const strays = await postedButNotRecorded(database, messages)
  const doubled = figures.doubled + strays.length
  const broken = [
    ...figures.evidence.lost.map((what) => `lost: ${what}`),
    ...(platform === 'slack' && doubled <= stale
      ? []
      : [...figures.evidence.doubled, ...strays].map((what) => `doubled: ${what}`)),
    ...(figures.asExpected < people.length
      ? [`${people.length - figures.asExpected} interviews did not end as meant`]
      : []),
    ...tooManyInvitations(messages, lines),
    // By a clock that is ahead, who writes right after the end has crossed it, and is kept without a word.
    ...(run.clocksJump ? [] : withoutReply(messages)),
    ...(await questionsNotShownOnce(database, messages)),
    ...(run.clocksJump ? [] : await outOfOrder(database)),
    ...(await doubledRows(database)),
    ...(await outOfSequence(database, messages)),
    ...(await notSent(database)),
  ]
  return {
    lost: figures.lost,
    doubled,
    stale,
    broken,
  }
}

function shownTwice(messages: readonly ShownMessage[]): readonly string[] {
  return [...Map.groupBy(messages, ({ key }) => key)].flatMap(([key, each]) =>
    key !== undefined && each.length > 1 ? [key] : [],
  )
}

/**
 * Messages of the bot under a delivery key that no outbox row counts as its own. Where a delivery shows more than one, the
 * others are counted as doubled already.
 */
async function postedButNotRecorded(
  database: ToJudge['database'],
  messages: readonly ShownMessage[],
): Promise<readonly string[]> {
  const { rows } = await database.query<{ message: string }>(
    `select conversation || ' ' || jsonb_array_elements_text(messages) as message from outbox where state = 'sent'`,
  )
  const recorded = new Set(rows.map(({ message }) => message))
  const delivered = messages.filter(({ fromBot, deleted, key }) => fromBot && !deleted && key !== undefined)
  const isRecorded = (shown: ShownMessage) => recorded.has(`${shown.conversation} ${shown.message}`)
  const known = new Set(delivered.filter(isRecorded).map(({ key }) => key))
  return delivered
    .filter((shown) => !isRecorded(shown) && !known.has(shown.key))
    .map(({ message }) => `${message} (posted, not recorded)`)
}

function tooManyInvitations(messages: readonly ShownMessage[], lines: readonly LogLine[]): readonly string[] {
  const cards = lines.filter(
    ({ kind, direct, controls = [] }) =>
      kind === 'message' && direct && controls.some(({ id }) => id.startsWith('consent:take-part:')),
  )
  const shown = cards.filter(({ conversation, message }) =>
    messages.some((m) => m.conversation === conversation && m.message === message && !m.deleted),
  )
  return [...Map.groupBy(shown, ({ conversation }) => conversation)]
    .filter(([, each]) => each.length > 1)
    .map(([conversation, each]) => `${each.length} invitations in ${conversation}`)
}

/** Whoever spoke last in a direct conversation, it is the bot. */
function withoutReply(messages: readonly ShownMessage[]): readonly string[] {
  const direct = messages.filter((message) => message.direct && !message.deleted)
  return [...Map.groupBy(direct, ({ conversation }) => conversation)]
    .filter(([, each]) => each.at(-1)?.fromBot === false)
    .map(([conversation, each]) => `no reply to ${each.at(-1)?.message} in ${conversation}`)
}

/** Each stored question stands in as many messages to its person as there are turns that say it: coming back repeats it. */
async function questionsNotShownOnce(
  database: ToJudge['database'],
  messages: readonly ShownMessage[],
): Promise<readonly string[]> {
  const { rows } = await database.query<{ id: string; kind: string; words: string; conversation: string }>(`
    select t.id, t.kind, t.words, d.conversation
    from turn t join interview i on i.id = t.interview_id
      join direct_conversation d on i.lane = 'participant/' || d.platform || '/' || d.workspace || '/' || d.person
    where t.speaker = 'interviewer' and i.erased_at is null`)
  return [...Map.groupBy(rows, ({ conversation }) => conversation)].flatMap(([conversation, turns]) => {
    const own = messages.filter(
      (message) => message.fromBot && !message.deleted && message.conversation === conversation,
    )
    return turns.flatMap((turn) => {
      if (turn.kind !== 'question') return []
      const said = turns.filter(({ words }) => plain(words).includes(plain(turn.words))).length
      const copies = own.filter(({ firstText }) => plain(firstText).includes(plain(turn.words)))
      // Copies of one delivery are counted as doubled.
      const shown = new Set(copies.map(({ key, message }) => key ?? message)).size
      return shown === said
        ? []
        : [`turn ${turn.id}: stored ${said} times, shown ${shown} times in ${conversation}`]
    })
  })
}

/** Without what a platform draws in its own way. */
function plain(text: string): string {
  return text
    .replaceAll(/[*_~`\\\\]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** No question before consent, none after the end; every answer has something said after it, or the end. */
async function outOfOrder(database: ToJudge['database']): Promise<readonly string[]> {
  const { rows } = await database.query<{ what: string }>(`
    select 'turn ' || t.id || ': a question before consent' as what
    from turn t left join consent c on c.interview_id = t.interview_id
    where t.kind = 'question' and (c.given_at is null or t.said_at < c.given_at)
    union all
    select 'turn ' || t.id || ': a question after the end'
    from turn t join interview i on i.id = t.interview_id
    where t.kind = 'question' and t.said_at > i.ended_at`)
  return rows.map(({ what }) => what)
}

/** What there is once for an interview or a person. */
async function doubledRows(database: ToJudge['database']): Promise<readonly string[]> {
  const { rows } = await database.query<{ what: string }>(`
    select 'interview ' || i.id || ': turn ' || sequence || ' stands twice' as what
    from turn t join interview i on i.id = t.interview_id group by i.id, sequence having count(*) > 1
    union all
    select 'person ' || lane || ': ' || count(*) || ' interviews' from interview group by lane, study_id having count(*) > 1
    union all
    select 'messages ' || dedupe_key || ': ' || count(*) from outbox where dedupe_key is not null
    group by dedupe_key having count(*) > 1`)
  return rows.map(({ what }) => what)
}

/** What is said to a person stands there in the order in which it was to be said. */
async function outOfSequence(
  database: ToJudge['database'],
  messages: readonly ShownMessage[],
): Promise<readonly string[]> {
  const places = new Map(
    messages.map(({ conversation, message }, index) => [`${conversation} ${message}`, index]),
  )
  const { rows } = await database.query<{ id: string; lane: string; posted: string }>(`
    select id, lane, conversation || ' ' || (messages ->> 0) as posted from outbox
    where state = 'sent' and intent ->> 'kind' = 'say' and lane like 'participant/%' order by seq`)
  return [...Map.groupBy(rows, ({ lane }) => lane).values()].flatMap((sent) =>
    sent.flatMap(({ id, posted }, index) => {
      const before = sent[index - 1]
      return before && (places.get(before.posted) ?? -1) > (places.get(posted) ?? Infinity)
        ? [`message ${id} stands before the one it was to follow`]
        : []
    }),
  )
}

/** An outgoing message is sent, or its reason not to be is recorded. */
async function notSent(database: ToJudge['database']): Promise<readonly string[]> {
  const { rows } = await database.query<{ what: string }>(`
    select 'message ' || id || ' is ' || state || coalesce(': ' || reason, '') as what from outbox
    where state not in ('sent', 'dropped')`)
  return rows.map(({ what }) => what)
}
