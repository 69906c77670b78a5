import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Target } from '../../../src/core/ports/chat.ts'
import { type Stage, setStage } from './stage.ts'

let stage: Stage
let person: Extract<Target, { to: 'person' }>
let place: Extract<Target, { to: 'conversation' }>
beforeAll(async () => {
  stage = await setStage({ connect: false, standIn: { rates: { messageBurst: 1_000 } } })
  const { slack } = stage
  const workspace = { platform: 'slack', workspace: slack.workspace } as const
  const ada = slack.addPerson({ name: 'Ada Quill' })
  const channel = slack.addChannel({ name: 'research', private: true, members: [ada, slack.botUser] })
  person = { to: 'person', ...workspace, person: ada }
  place = { to: 'conversation', ...workspace, conversation: channel }
})
afterAll(() => stage.close())

let keys = 0
async function outcomeOf(target: Target, method: string, error: string) {
  stage.slack.faults.nextCall(method, `error:${error}`)
  const blocks = [{ kind: 'paragraph', text: 'Shall we?' }] as const
  return stage.chat.send(target, { kind: 'say', blocks }, `key-${++keys}`)
}

/** What is done about each of Slack's errors, as the survey of the platforms lists them. */
describe('what an error of Slack’s means for what was to be sent', () => {
  it.each([
    'ratelimited',
    'rate_limited',
    'service_unavailable',
    'request_timeout',
    'external_channel_migrating',
    'team_added_to_org',
  ])('%s: to be sent again, certainly not posted', async (error) => {
    expect(await outcomeOf(place, 'chat.postMessage', error)).toMatchObject({
      outcome: 'retry',
      afterMs: expect.any(Number),
    })
  })

  it.each(['internal_error', 'fatal_error'])(
    '%s: to be looked up, it may have been posted',
    async (error) => {
      expect((await outcomeOf(place, 'chat.postMessage', error)).outcome).toBe('ambiguous')
    },
  )

  it.each([
    ['user_disabled', 'deactivated'],
    ['user_not_found', 'not-found'],
    ['user_not_visible', 'not-found'],
    ['invalid_user_combination', 'no-shared-space'],
  ])('%s: the person cannot be reached (%s)', async (error, reason) => {
    expect(await outcomeOf(person, 'conversations.open', error)).toEqual({ outcome: 'unreachable', reason })
  })

  it.each([
    ['channel_not_found', 'not-found'],
    ['messages_tab_disabled', 'app-disabled'],
    ['app_access_restricted', 'app-disabled'],
  ])('%s in a direct conversation: the person cannot be reached (%s)', async (error, reason) => {
    expect(await outcomeOf(person, 'chat.postMessage', error)).toEqual({ outcome: 'unreachable', reason })
  })

  it.each([
    ['is_archived', 'place-gone'],
    ['not_in_channel', 'place-gone'],
    ['channel_not_found', 'place-gone'],
    ['restricted_action', 'restricted'],
    ['restricted_action_read_only_channel', 'restricted'],
    ['posting_to_channel_denied', 'restricted'],
  ])('%s in a channel: it cannot be used (%s)', async (error, reason) => {
    expect(await outcomeOf(place, 'chat.postMessage', error)).toEqual({ outcome: 'unreachable', reason })
  })

  it.each([
    'invalid_auth',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'missing_scope',
    'team_access_not_granted',
    'org_login_required',
  ])('%s: nothing can be sent in the workspace', async (error) => {
    expect(await outcomeOf(place, 'chat.postMessage', error)).toEqual({
      outcome: 'workspace-broken',
      reason: error,
    })
  })

  it.each(['file_type_not_allowed', 'file_uploads_except_images_disabled'])(
    '%s: a file never to be sent again',
    async (error) => {
      stage.slack.faults.nextCall('files.completeUploadExternal', `error:${error}`)
      const files = [{ name: 'a.csv', mediaType: 'text/csv', bytes: new TextEncoder().encode('a'), alt: 'A' }]
      const blocks = [{ kind: 'paragraph', text: 'The codes' }] as const
      const intent = { kind: 'say', blocks, files } as const
      const key = `key-${++keys}`
      // The words come first, in a call of their own.
      const words = await stage.chat.send(place, intent, key)
      const { stands = [] } = words as { readonly stands?: readonly string[] }
      expect(stands).toHaveLength(1)
      const result = await stage.chat.send(place, intent, key, stands)
      expect(result).toMatchObject({ outcome: 'rejected', reason: error })
    },
  )

  it.each([
    'invalid_blocks',
    'invalid_blocks_format',
    'msg_too_long',
    'msg_blocks_too_long',
    'msg_blocks_too_many',
    'no_text',
    'markdown_text_conflict',
    'metadata_too_large',
    'metadata_must_be_sent_from_app',
    'invalid_arguments',
    'invalid_thread_ts',
  ])('%s: never to be sent again as it is', async (error) => {
    expect(await outcomeOf(place, 'chat.postMessage', error)).toEqual({ outcome: 'rejected', reason: error })
  })
})
