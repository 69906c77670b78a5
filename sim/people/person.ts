/** How an interview may end, in the words of the table `interview`. */
export type EndState = 'completed' | 'partial' | 'declined' | 'withdrawn' | 'unreachable'

/** One thing a person does in answer to a question, in order. */
export type Act =
  | { readonly do: 'say'; readonly text: string }
  /** Changes the last message said. */
  | { readonly do: 'edit'; readonly text: string }
  /** Takes the last message said back. */
  | { readonly do: 'remove' }
  /** Waits so many times the person's usual pause. */
  | { readonly do: 'wait'; readonly times: number }

/** What goes on in a person's head. */
export interface Mind {
  /** What they do about a question; nothing at all means that they say nothing more. */
  answer(question: string): readonly Act[]
  /** Lines they came with and have not said. */
  unsaid(): number
  /** Codes of the example study planted in what they have said so far. */
  facts(): readonly string[]
}

export interface Person {
  readonly platform: 'slack' | 'discord'
  readonly name: string
  /** BCP 47, as the platform tells it. */
  readonly locale: string
  /** IANA name. */
  readonly zone: string
  readonly cohort: string
  readonly persona: string
  /** The end states that fit this person. */
  readonly expected: readonly EndState[]
  /** Discord: takes no direct messages from servers. */
  readonly closedDirect: boolean
  readonly consent: {
    readonly takesPart: boolean
    /** Reads the small print first. */
    readonly readsMore: boolean
    /** Of quotes, release, recontact. Empty: the choices form is not opened. */
    readonly allow: readonly string[]
  }
  /** Survey item to value; an item not named here is answered by chance. */
  readonly survey: Readonly<Record<string, string>>
  /** Comes back after a pause by the button or by the word. */
  readonly resumes: 'button' | 'word'
  readonly mind: Mind
}
