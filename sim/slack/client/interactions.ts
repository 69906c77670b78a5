import type { Gestures } from '../gestures.ts'
import { mediaTypeOf } from '../methods/files.ts'
import { fileObject, messageObject, userObject } from '../shapes.ts'
import { elementsOf } from '../text.ts'
import {
  isRecord,
  type JsonObject,
  type Loose,
  type Message,
  type Person,
  type Place,
  records,
  type StoredFile,
  text,
  type View,
} from '../types.ts'
import { slackId, type World } from '../world.ts'
import { inputsOf } from './sights.ts'

export interface FormEntry {
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly files: Readonly<Record<string, { readonly name: string; readonly text: string }>>
}

export interface Surroundings {
  readonly world: World
  readonly gestures: Gestures
  readonly baseUrl: string
}

export function teamOf(world: World): JsonObject {
  return { id: world.workspace.id, domain: world.workspace.name.toLowerCase().replaceAll(/\W+/g, '-') }
}

export function actorOf(person: Person, world: World): JsonObject {
  const name = String(userObject(person, world.workspace.id, false).name)
  return { id: person.id, username: name, name, team_id: world.workspace.id }
}

function channelName(place: Place): string {
  return place.kind === 'im' ? 'directmessage' : place.name
}

export function json(value: Loose): JsonObject {
  return JSON.parse(JSON.stringify(value))
}

function chosenOption(element: Loose, value: string): JsonObject | undefined {
  const option = records(element.options).find((each) => each.value === value)
  return option === undefined ? undefined : json(option)
}

/** Payload of `block_actions`; undefined if the control is not on the message any more. */
export function blockActions(
  at: Surroundings,
  person: Person,
  message: Message,
  controlId: string,
  values: readonly string[],
): JsonObject | undefined {
  const found = elementsOf(message.blocks).find(({ element }) => element.action_id === controlId)
  if (found === undefined) return undefined
  const { block, element } = found
  const { world, gestures, baseUrl } = at
  const place = world.place(message.channel)
  const ephemeral = message.onlyFor !== undefined
  const option = chosenOption(element, values[0] ?? '')
  const isSelect = element.type === 'static_select'
  if (isSelect && option === undefined) return undefined
  const blockId = text(block.block_id)
  return {
    type: 'block_actions',
    user: actorOf(person, world),
    api_app_id: world.appId,
    token: 'legacy',
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: place.id,
      is_ephemeral: ephemeral,
    },
    trigger_id: gestures.trigger(person.id),
    team: teamOf(world),
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: place.id, name: channelName(place) },
    ...(ephemeral ? {} : { message: messageObject(message, world, baseUrl) }),
    state: {
      values: isSelect
        ? { [blockId]: { [controlId]: { type: 'static_select', selected_option: option ?? null } } }
        : {},
    },
    response_url: `${baseUrl}${gestures.responsePath(place.id, person.id, message.ts)}`,
    actions: [
      {
        action_id: controlId,
        block_id: blockId,
        type: text(element.type),
        action_ts: world.stamp(),
        ...(isSelect
          ? { selected_option: option ?? null }
          : { text: isRecord(element.text) ? json(element.text) : {}, value: text(element.value) }),
      },
    ],
  }
}

/** Payload of a slash command; `typed` already carries escaped references (should_escape). */
export function slashCommand(
  at: Surroundings,
  person: Person,
  place: Place,
  name: string,
  typed: string,
): JsonObject {
  const { world, gestures, baseUrl } = at
  return {
    token: 'legacy',
    team_id: world.workspace.id,
    team_domain: String(teamOf(world).domain),
    channel_id: place.id,
    channel_name: channelName(place),
    user_id: person.id,
    user_name: String(actorOf(person, world).name),
    command: name,
    text: typed,
    api_app_id: world.appId,
    is_enterprise_install: 'false',
    response_url: `${baseUrl}${gestures.responsePath(place.id, person.id, undefined)}`,
    trigger_id: gestures.trigger(person.id),
  }
}

function stateValue(
  at: Surroundings,
  person: Person,
  element: Loose,
  id: string,
  entry: FormEntry,
): JsonObject {
  const values = entry.values[id] ?? []
  const options = values.flatMap((value) => chosenOption(element, value) ?? [])
  switch (element.type) {
    case 'checkboxes':
      return { type: 'checkboxes', selected_options: options }
    case 'radio_buttons':
    case 'static_select':
      return { type: text(element.type), selected_option: options[0] ?? null }
    case 'file_input': {
      const given = entry.files[id]
      if (given === undefined) return { type: 'file_input', files: [] }
      const file = uploadedBy(person, given)
      at.world.files.set(file.id, file)
      return { type: 'file_input', files: [fileObject(file, at.baseUrl)] }
    }
    default:
      return { type: 'plain_text_input', value: values[0] ?? null }
  }
}

/** A file as its owner's client uploaded it. */
export function uploadedBy(
  owner: Person,
  given: { readonly name: string; readonly text: string },
): StoredFile {
  const bytes = new TextEncoder().encode(given.text)
  return {
    id: slackId('F'),
    name: given.name,
    title: given.name,
    mediaType: mediaTypeOf(given.name),
    alt: '',
    length: bytes.byteLength,
    owner: owner.id,
    bytes,
    shared: false,
  }
}

function viewShape(at: Surroundings, view: View, values: JsonObject): JsonObject {
  return {
    ...json(view.view),
    id: view.id,
    team_id: at.world.workspace.id,
    app_id: at.world.appId,
    bot_id: at.world.botId,
    hash: view.hash,
    root_view_id: view.id,
    previous_view_id: null,
    state: { values },
  }
}

/** Payload of `view_submission`. */
export function viewSubmission(at: Surroundings, person: Person, view: View, entry: FormEntry): JsonObject {
  const values = Object.fromEntries(
    inputsOf(view).map(({ block, element }) => {
      const id = text(block.block_id)
      return [id, { [text(element.action_id)]: stateValue(at, person, element, id, entry) }]
    }),
  )
  return {
    type: 'view_submission',
    team: teamOf(at.world),
    user: actorOf(person, at.world),
    api_app_id: at.world.appId,
    token: 'legacy',
    trigger_id: at.gestures.trigger(person.id),
    view: viewShape(at, view, values),
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  }
}

/** What Slack's client itself finds wrong before sending. */
export function formProblem(view: View, entry: FormEntry): string | undefined {
  for (const { block, element } of inputsOf(view)) {
    const id = text(block.block_id)
    const given = (entry.values[id] ?? []).filter((value) => value !== '')
    const empty = element.type === 'file_input' ? entry.files[id] === undefined : given.length === 0
    if (empty && block.optional !== true) return `Please complete this required field: ${id}`
    const max = element.max_length
    if (typeof max === 'number' && (given[0] ?? '').length > max) {
      return `The text is too long (maximum ${max} characters): ${id}`
    }
    const options = records(element.options)
    const isChoice = options.length > 0
    if (isChoice && given.some((value) => !options.some((option) => option.value === value))) {
      return `No such option: ${id}`
    }
  }
  return undefined
}
