import { readFile } from 'node:fs/promises'
import type { Pool } from 'pg'
import { type CheckedPerson, checkRun } from '../../../sim/checker/check-run.ts'
import { readLog, type ShownMessage, shownMessages } from '../../../sim/checker/log-reader.ts'
import type { LogLine } from '../../../sim/seat.ts'

export interface Verdict {
  readonly lost: number
  readonly doubled: number
  /** Sends whose outcome the platform did not tell, and those of them settled by look-up. */
  readonly ambiguous: number
  readonly reconciled: number
  /** Doubled posts that a history which did not show them yet accounts for. */
  readonly stale: number
  /** Each with what is wrong. */
  readonly broken: readonly string[]
}

export interface ToJudge {
  readonly database: Pool
  readonly databaseUrl: string
  readonly platform: LogLine['platform']
  readonly log: string
  readonly people: readonly CheckedPerson[]
  readonly botLogs: readonly string[]
}

/** Judges a run by the stand-in's log and SQL alone; only the two counts of sends come from the bots' own logs. */
export async function judge({
  database,
  databaseUrl,
  platform,
  log,
  people,
  botLogs,
}: ToJudge): Promise<Verdict> {
  const figures = await checkRun({ databaseUrl, logs: { [platform]: log }, people })
  const lines = await readLog(log)
  const messages = shownMessages(lines)
  const lookedUp = await lookUps(botLogs)
  const stale = [...lookedUp].filter(
    ([key, outcomes]) => outcomes.includes('absent') && messages.filter((m) => m.key === key).length > 1,
  ).length
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
    ...withoutReply(messages),
    ...(await questionsNotShownOnce(database, messages)),
    ...(await outOfOrder(database)),
    ...(await notSent(database)),
  ]
  return {
    lost: figures.lost,
    doubled,
    ambiguous: lookedUp.size,
    reconciled: [...lookedUp.values()].filter((outcomes) => outcomes.some((each) => each !== 'unknown'))
      .length,
    stale,
    broken,
  }
}

/** Messages of the bot under a delivery key that no outbox row counts as its own. */
async function postedButNotRecorded(
  database: Pool,
  messages: readonly ShownMessage[],
): Promise<readonly string[]> {
  const { rows } = await database.query<{ message: string }>(
    `select conversation || ' ' || jsonb_array_elements_text(messages) as message from outbox where state = 'sent'`,
  )
  const recorded = new Set(rows.map(({ message }) => message))
  return messages
    .filter(({ fromBot, deleted, key }) => fromBot && !deleted && key !== undefined)
    .filter((shown) => !recorded.has(`${shown.conversation} ${shown.message}`))
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

/** Each stored question stands in exactly one message to its person. */
async function questionsNotShownOnce(
  database: Pool,
  messages: readonly ShownMessage[],
): Promise<readonly string[]> {
  const { rows } = await database.query<{ id: string; words: string; conversation: string }>(`
    select t.id, t.words, d.conversation
    from turn t join interview i on i.id = t.interview_id
      join direct_conversation d on i.lane = 'participant/' || d.platform || '/' || d.workspace || '/' || d.person
    where t.speaker = 'interviewer' and t.kind = 'question' and i.erased_at is null`)
  const plain = (text: string) =>
    text
      .replaceAll(/[*_~`\\\\]/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim()
  return [
    ...Map.groupBy(rows, ({ conversation, words }) => `${conversation} ${plain(words)}`).values(),
  ].flatMap((turns) => {
    const [turn] = turns
    if (!turn) return []
    const shown = messages.filter(
      ({ conversation, fromBot, deleted, firstText }) =>
        fromBot &&
        !deleted &&
        conversation === turn.conversation &&
        plain(firstText).includes(plain(turn.words)),
    ).length
    return shown === turns.length
      ? []
      : [`turn ${turn.id}: stored ${turns.length} times, shown ${shown} times in ${turn.conversation}`]
  })
}

/** No question before consent, none after the end; every answer has something said after it, or the end. */
async function outOfOrder(database: Pool): Promise<readonly string[]> {
  const { rows } = await database.query<{ what: string }>(`
    select 'turn ' || t.id || ': a question before consent' as what
    from turn t left join consent c on c.interview_id = t.interview_id
    where t.kind = 'question' and (c.given_at is null or t.said_at < c.given_at)
    union all
    select 'turn ' || t.id || ': a question after the end'
    from turn t join interview i on i.id = t.interview_id
    where t.kind = 'question' and t.said_at > i.ended_at
    union all
    select 'interview ' || i.id || ': turn ' || sequence || ' stands twice'
    from turn t join interview i on i.id = t.interview_id group by i.id, sequence having count(*) > 1
    union all
    select 'person ' || lane || ': ' || count(*) || ' interviews' from interview group by lane, study_id having count(*) > 1`)
  return rows.map(({ what }) => what)
}

/** An outgoing message is sent, or its reason not to be is recorded. */
async function notSent(database: Pool): Promise<readonly string[]> {
  const { rows } = await database.query<{ what: string }>(`
    select 'message ' || id || ' is ' || state || coalesce(': ' || reason, '') as what from outbox
    where state not in ('sent', 'dropped')`)
  return rows.map(({ what }) => what)
}

/** Outcomes of the look-ups of each outgoing message. */
async function lookUps(botLogs: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const outcomes = new Map<string, string[]>()
  for (const log of botLogs)
    for (const line of (await readFile(log, 'utf8')).split('\n')) {
      if (!line.includes('"outbox.looked-up"')) continue
      const { outbox, outcome } = JSON.parse(line) as { outbox: string; outcome: string }
      outcomes.set(outbox, [...(outcomes.get(outbox) ?? []), outcome])
    }
  return outcomes
}
