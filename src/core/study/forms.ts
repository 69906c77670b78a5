import type { Chat } from '../ports/chat.ts'
import type { FormChooser, FormField, FormSpec } from '../ports/form.ts'
import { type DeskSay, deskSayIn } from './words/catalogue.ts'

/** Longest goal, cohort list and change request, in characters. */
const LONG = 1000

/** Chosen where a study is for people of every platform that is configured. */
export const ALL_PLATFORMS = 'all'

/** The forms that a researcher's commands and presses open. */
export function studyForms(chats: readonly Pick<Chat, 'platform' | 'capabilities'>[]): FormChooser {
  return (gesture) => {
    const say = deskSayIn(gesture.locale)
    if (gesture.kind === 'command')
      return gesture.command === 'study' && /^(new|load)\b/i.test(gesture.text.trim())
        ? newStudyForm(chats, say)
        : undefined
    const [verb, what, version] = gesture.action.split(':')
    return verb === 'plan' && what === 'change' && version ? planChangeForm(version, say) : undefined
  }
}

/** Not asked where there is nothing to choose. */
function platformField(chats: Parameters<typeof studyForms>[0], say: DeskSay): readonly FormField[] {
  const named = chats.map(({ platform, capabilities }) => ({
    value: platform as string,
    label: capabilities.displayName,
  }))
  if (named.length < 2) return []
  return [
    {
      kind: 'one-of',
      id: 'platforms',
      label: say('formPlatforms'),
      required: false,
      options: [
        { value: ALL_PLATFORMS, label: named.map(({ label }) => label).join(` ${say('and')} `) },
        ...named,
      ],
      chosen: [ALL_PLATFORMS],
    },
  ]
}

function newStudyForm(chats: Parameters<typeof studyForms>[0], say: DeskSay): FormSpec {
  return {
    id: 'study-new',
    title: say('formNewTitle'),
    submit: say('formNewSubmit'),
    fields: [
      {
        kind: 'text',
        id: 'title',
        label: say('formTitle'),
        hint: say('formTitleHint'),
        long: false,
        required: false,
        maxLength: 80,
      },
      {
        kind: 'text',
        id: 'goal',
        label: say('formGoal'),
        hint: say('formGoalHint'),
        long: true,
        required: false,
        maxLength: LONG,
      },
      {
        kind: 'text',
        id: 'cohorts',
        label: say('formCohorts'),
        hint: say('formCohortsHint'),
        long: true,
        required: false,
        maxLength: LONG,
      },
      ...platformField(chats, say),
      {
        kind: 'file',
        id: 'file',
        label: say('formFile'),
        hint: say('formFileHint'),
        required: false,
      },
    ],
  }
}

function planChangeForm(version: string, say: DeskSay): FormSpec {
  return {
    id: `plan-change:${version}`,
    title: say('formChangeTitle'),
    submit: say('formChangeSubmit'),
    fields: [
      {
        kind: 'text',
        id: 'request',
        label: say('formChange'),
        hint: say('formChangeHint'),
        long: true,
        required: true,
        maxLength: LONG,
      },
    ],
  }
}
