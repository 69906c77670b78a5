import type { FormChooser, FormSpec } from '../ports/chat.ts'

/** Longest goal, cohort list and change request, in characters. */
const LONG = 1000

/** The forms that a researcher's commands and presses open. */
export const studyFormFor: FormChooser = (gesture) => {
  if (gesture.kind === 'command')
    return gesture.command === 'study' && /^(new|load)\b/i.test(gesture.text.trim())
      ? newStudyForm()
      : undefined
  const [verb, what, version] = gesture.action.split(':')
  return verb === 'plan' && what === 'change' && version ? planChangeForm(version) : undefined
}

function newStudyForm(): FormSpec {
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
      {
        kind: 'one-of',
        id: 'platforms',
        label: 'Where are people interviewed?',
        required: false,
        options: [
          { value: 'both', label: 'Slack and Discord' },
          { value: 'slack', label: 'Slack' },
          { value: 'discord', label: 'Discord' },
        ],
        chosen: ['both'],
      },
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
