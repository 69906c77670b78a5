/** A refusal in the form Discord sends it. */
export class Refusal extends Error {
  readonly status: number
  readonly code: number
  readonly errors: unknown
  constructor(status: number, code: number, message: string, errors?: unknown) {
    super(message)
    this.status = status
    this.code = code
    this.errors = errors
  }
  body(): Record<string, unknown> {
    return {
      message: this.message,
      code: this.code,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    }
  }
}

const refusals = {
  unauthorized: [401, 0, '401: Unauthorized'],
  noSuchRoute: [404, 0, '404: Not Found'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownServer: [404, 10004, 'Unknown Guild'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownApplication: [404, 10002, 'Unknown Application'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  explicitContent: [400, 20009, 'Explicit content cannot be sent to the desired recipient(s)'],
  tooManyCommands: [400, 30034, 'Maximum number of daily application command creates has been reached (200)'],
  tooLarge: [413, 40005, 'Request entity too large. Try sending something smaller in size'],
  stoppedByAutoMod: [400, 200000, 'Message was blocked by automatic moderation'],
  harmfulLink: [400, 240000, 'Message blocked by harmful links filter'],
  tooManyOldEdits: [400, 30046, 'Maximum number of edits to messages older than 1 hour reached'],
  flaggedAsSpam: [
    403,
    20026,
    "Your bot has been flagged by our anti-spam system for abusive behaviour. It won't be able to add users to new direct message channels until this is resolved",
  ],
  openingTooFast: [400, 40003, 'You are opening direct messages too fast'],
  tooManyFollowUps: [400, 40094, 'This interaction has hit the maximum number of follow up messages'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  missingAccess: [403, 50001, 'Missing Access'],
  notYourMessage: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  cannotSendToUser: [403, 50007, 'Cannot send messages to this user'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  invalidRecipient: [400, 50033, 'Invalid Recipient(s)'],
  invalidForm: [400, 50035, 'Invalid Form Body'],
  noSharedServer: [403, 50278, 'Cannot send messages to this user due to having no mutual guilds'],
} as const

export function refusal(name: keyof typeof refusals): Refusal {
  const [status, code, message] = refusals[name]
  return new Refusal(status, code, message)
}

/** Throws what is no refusal where the code is none of those above. */
export function refusalOf(code: number): Refusal {
  const found = Object.values(refusals).find((each) => each[1] === code)
  if (found === undefined) throw new Error(`The stand-in knows no error ${code}`)
  const [status, , message] = found
  return new Refusal(status, code, message)
}

/** Collects field errors and refuses with Discord's error tree, 50035. */
export class FormErrors {
  readonly #tree: Record<string, unknown> = {}
  #any = false

  add(path: readonly (string | number)[], code: string, message: string): void {
    this.#any = true
    let node = this.#tree
    for (const step of path) {
      node[step] ??= {}
      node = node[step] as Record<string, unknown>
    }
    const list = (node._errors ?? []) as unknown[]
    list.push({ code, message })
    node._errors = list
  }

  /** @param max longest length, inclusive. */
  length(path: readonly (string | number)[], value: unknown, min: number, max: number): void {
    if (typeof value !== 'string') {
      if (value === undefined && min === 0) return
      this.add(path, 'BASE_TYPE_REQUIRED', 'This field is required')
    } else if (value.length > max) {
      this.add(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`)
    } else if (value.length < min) {
      this.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)
    }
  }

  count(path: readonly (string | number)[], value: readonly unknown[], min: number, max: number): void {
    if (value.length < min || value.length > max) {
      this.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)
    }
  }

  throwIfAny(): void {
    if (this.#any) throw new Refusal(400, 50035, 'Invalid Form Body', this.#tree)
  }
}
