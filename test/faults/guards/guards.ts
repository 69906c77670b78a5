import { chance } from '../../../sim/people/random.ts'
import type { Platform } from '../../../src/core/ports/chat.ts'
import type { CrashPoint } from '../../../src/core/ports/crash-points.ts'
import type { Case } from '../simulation/case.ts'
import type { Manner } from '../simulation/people.ts'
import type { FaultKind } from '../simulation/surroundings/kinds.ts'
import type { Patch } from './patch.ts'

/** Something that keeps the promise; without it something must break. */
export interface Guard {
  readonly name: string
  /** What it is there for. */
  readonly against: string
  readonly patches?: readonly Patch[]
  /** Takes it out of the database. */
  readonly statements?: readonly string[]
  /** Guards it stands behind: it is tried where they are gone, and must hold alone what they held. */
  readonly behind?: readonly string[]
  /** Where its absence is looked for. */
  readonly where: {
    readonly kinds: readonly FaultKind[]
    readonly platform?: Platform
    readonly processes?: 1 | 2
    readonly manners?: readonly Manner[]
    readonly points?: readonly CrashPoint[]
  }
}

const LANES = 'src/adapters/postgres/conversations/lane-store.ts'
const OUTBOX = 'src/adapters/postgres/conversations/outbox-store.ts'
const DELIVER = 'src/jobs/deliver.ts'
const HOLD = 'src/jobs/hold.ts'

export const GUARDS: readonly Guard[] = [
  {
    name: 'message key',
    against: 'an event that the platform delivers again',
    statements: ['alter table inbox drop constraint inbox_platform_workspace_event_key_key'],
    where: { kinds: ['redelivered'] },
  },
  {
    name: 'gesture key',
    against: 'one message that arrives as two',
    statements: ['drop index inbox_gesture'],
    where: { kinds: ['gesture-doubled'], platform: 'slack' },
  },
  {
    name: 'lease',
    against: 'two who work on one lane at a time',
    patches: [
      {
        file: LANES,
        find: '(lease_until is null or lease_until < now())\n            and (answer_after',
        replace: '(answer_after',
      },
    ],
    where: { kinds: ['wakes-doubled'], processes: 2 },
  },
  {
    name: 'renewal of the lease',
    against: 'a lane that is taken while the model thinks',
    patches: [
      {
        file: HOLD,
        find: 'const end = clock.every(RENEW_MS, () => void renew(LEASE_MS))',
        replace: 'const end = () => {}',
      },
    ],
    where: { kinds: ['wakes-doubled', 'model-silent'], processes: 2 },
  },
  {
    name: 'lease covers the send',
    against: "a call that is made though the lane may be somebody else's by then",
    patches: [{ file: HOLD, find: '      return leftMs() >= ms\n', replace: '      return true\n' }],
    where: { kinds: ['stands-still'], platform: 'slack', processes: 2, points: ['T9', 'T10'] },
  },
  {
    name: 'epoch fence',
    against: 'writes of somebody whose lane was taken over',
    patches: [
      {
        file: 'src/adapters/postgres/conversations/fence.ts',
        find: 'where key = ${lane} and epoch = ${epoch} for no key update',
        replace: 'where key = ${lane} and ${epoch}::bigint is not null for no key update',
      },
      {
        file: 'src/adapters/postgres/conversations/fence.ts',
        find: 'select 1 from lane where key = ${lane} and epoch = ${epoch})',
        replace: 'select 1 from lane where key = ${lane} and ${epoch}::bigint is not null)',
      },
    ],
    where: {
      kinds: ['stands-still', 'response-lost', 'rate-limited'],
      platform: 'slack',
      processes: 2,
      points: ['T10', 'T12'],
    },
  },
  {
    name: 'state version',
    against: 'a step decided on an interview that moved on meanwhile',
    patches: [
      {
        file: 'src/adapters/postgres/interviews/commit-step.ts',
        find: "    .where('state_version', '=', step.stateVersion)\n",
        replace: '',
      },
    ],
    behind: ['epoch fence', 'message of a turn'],
    where: { kinds: ['stands-still'], processes: 2, manners: ['deletes'], points: ['T8'] },
  },
  {
    name: 'message of a turn',
    against: 'a message that is stored in a second turn',
    statements: ['alter table turn_message drop constraint turn_message_pkey'],
    behind: ['epoch fence', 'state version'],
    where: { kinds: ['stands-still'], processes: 2, manners: ['deletes'], points: ['T8'] },
  },
  {
    name: 'outbox key',
    against: 'the same thing said again by who starts over',
    statements: ['alter table outbox drop constraint outbox_dedupe_key_key'],
    where: { kinds: ['model-silent'], points: ['T8', 'T7'] },
  },
  {
    name: 'attempted stamp',
    against: 'a message that was posted by who died before recording it',
    patches: [
      { file: DELIVER, find: '    await outbox.stamp(lease, row.id, clock.now(), counted)\n', replace: '' },
      {
        file: 'src/adapters/postgres/conversations/outbox-rows.ts',
        find: 'stamped: stampFirst && index === 0,',
        replace: 'stamped: false && stampFirst && index === 0,',
      },
    ],
    where: { kinds: [], platform: 'slack', points: ['T11', 'T12', 'I4'] },
  },
  {
    name: 'look-up before resend',
    against: 'a message whose outcome is not known and that is sent again',
    patches: [
      {
        file: DELIVER,
        find: "if (row.state !== 'pending') {",
        replace: "if (row.state === ('nothing' as never)) {",
      },
    ],
    where: { kinds: ['response-lost'], platform: 'slack' },
  },
  {
    name: 'wait for the history',
    against: 'a history that does not show yet what was posted',
    patches: [{ file: DELIVER, find: 'const HISTORY_LAG_MS = 10_000', replace: 'const HISTORY_LAG_MS = 0' }],
    where: { kinds: ['response-lost', 'history-lags'], platform: 'slack' },
  },
  {
    name: 'nonce',
    against: 'a message still on its way when it is sent again',
    patches: [
      {
        file: DELIVER,
        find: 'chat.send(row.target, row.intent, row.id, row.stands)',
        replace: 'chat.send(row.target, row.intent, crypto.randomUUID(), row.stands)',
      },
    ],
    where: { kinds: ['response-lost', 'slow-platform'], platform: 'discord' },
  },
  {
    name: 'order behind an ambiguous row',
    against: 'a message that overtakes the one before it',
    patches: [
      {
        file: OUTBOX,
        find: 'order by its.later,',
        replace: "order by (o.state <> 'pending'), its.later,",
      },
    ],
    where: { kinds: ['request-lost', 'response-lost'], platform: 'slack', manners: ['burst', 'pauses'] },
  },
  {
    name: 'watermark',
    against: 'what was said while nobody listened',
    patches: [
      {
        file: 'src/jobs/history/reading.ts',
        find: 'const said = open.filter(({ after }) => after !== undefined)',
        replace: 'const said = open.filter(({ after }) => after === null)',
      },
    ],
    where: { kinds: ['gap'], platform: 'discord' },
  },
  {
    name: 'rethrow before acknowledgement',
    against: 'an event that is acknowledged and was not stored',
    patches: [
      {
        file: 'src/jobs/receive.ts',
        find: 'accepted = await inbox.accept(event, route(event), burst, now, ids.next())\n',
        replace:
          "accepted = await inbox.accept(event, route(event), burst, now, ids.next()).catch(() => ({ outcome: 'known' as const }))\n",
      },
    ],
    where: { kinds: ['statement-fails', 'database-away'] },
  },
  {
    name: 'sweeper',
    against: 'wakes that get lost',
    patches: [
      { file: 'src/jobs/sweep.ts', find: 'if (stopped() || sweeping) return', replace: 'if (work) return' },
    ],
    where: { kinds: ['wakes-lost', 'queue-emptied'] },
  },
  {
    name: 'invitation key',
    against: 'a person invited twice by who starts over',
    patches: [
      {
        file: 'src/adapters/postgres/interviews/fieldwork-store.ts',
        find: 'if (known.rows.length > 0) return false',
        replace: 'if (known.rows.length < 0) return false',
      },
    ],
    statements: [
      'drop index invitation_once',
      'alter table identity drop constraint identity_study_id_platform_workspace_person_key',
    ],
    where: { kinds: [], platform: 'slack', points: ['I2'] },
  },
]

const MANNERS: readonly Manner[] = ['burst', 'plain', 'pauses']

/** Cases in which a guard is looked for, the same each time. */
export function* casesFor({ name, where }: Guard, seed: number, most: number): Generator<Case> {
  const source = chance(seed).branch(`guard ${name}`)
  for (let count = 0; count < most; count++) {
    const points = where.points ?? []
    yield {
      platform: where.platform ?? source.pick(['slack', 'discord'] as const),
      processes: where.processes ?? source.pick([1, 2] as const),
      manners: where.manners ?? MANNERS.slice(0, source.integer(1, 3)),
      kinds: where.kinds,
      death: points.length > 0 ? { point: source.pick(points), pass: source.integer(1, 3) } : undefined,
      report: false,
      chance: source.integer(1, 0x7fffffff),
    }
  }
}
