import type { Chat, FormChooser, FormField, FormSpec } from '../ports/chat.ts'

/** Longest goal, cohort list and change request, in characters. */
const LONG = 1000

/** Chosen where a study is for people of every platform that is configured. */
export const ALL_PLATFORMS = 'all'

/** The forms that a researcher's commands and presses open. */
export function studyForms(chats: readonly Pick<Chat, 'platform' | 'capabilities'>[]): FormChooser {
  return (gesture) => {
    if (gesture.kind === 'command')
      return gesture.command === 'study' && /^(new|load)\b/i.test(gesture.text.trim())
        ? newStudyForm(chats)
        : undefined
    const [verb, what, version] = gesture.action.split(':')
    return verb === 'plan' && what === 'change' && version ? planChangeForm(version) : undefined
  }
}

/** Not asked where there is nothing to choose. */
function platformField(chats: Parameters<typeof studyForms>[0]): readonly FormField[] {
  const named = chats.map(({ platform, capabilities }) => ({
    value: platform as string,
    label: capabilities.displayName,
  }))
  if (named.length < 2) return []
  return [
    {
      kind: 'one-of',
      id: 'platforms',
      label: 'Where are people interviewed?',
      required: false,
      options: [{ value: ALL_PLATFORMS, label: named.map(({ label }) => label).join(' and ') }, ...named],
      chosen: [ALL_PLATFORMS],
    },
  ]
}

function newStudyForm(chats: Parameters<typeof studyForms>[0]): FormSpec {
  return {
    id: 'study-new',
    title: 'New study',
    submit: 'Draft the plan',
    fields: [
      {
        kind: 'text',
        id: 'title',
        label: 'Title',
        hint: 'Participants do not see it. Left empty, it is taken from the goal.',
        long: false,
        required: false,
        maxLength: 80,
      },
      {
        kind: 'text',
        id: 'goal',
        label: 'What do you want to learn?',
        hint: 'One or two sentences. Not needed with a study file.',
        long: true,
        required: false,
        maxLength: LONG,
      },
      {
        kind: 'text',
        id: 'cohorts',
        label: 'Cohorts, if more than one',
        hint: 'One a line: key: what to learn from them',
        long: true,
        required: false,
        maxLength: LONG,
      },
      ...platformField(chats),
      {
        kind: 'file',
        id: 'file',
        label: 'Study file (YAML or JSON)',
        hint: 'A complete plan instead of a drafted one.',
        required: false,
      },
    ],
  }
}

function planChangeForm(version: string): FormSpec {
  return {
    id: `plan-change:${version}`,
    title: 'Change the plan',
    submit: 'Suggest',
    fields: [
      {
        kind: 'text',
        id: 'request',
        label: 'What should change?',
        hint: 'For example: drop Q3, ask about tools first.',
        long: true,
        required: true,
        maxLength: LONG,
      },
    ],
  }
}
