import type { FormChooser, FormSpec } from '../../ports/form.ts'
import { sayIn } from './catalogue.ts'

/** The zones offered to a member whose platform does not tell theirs; 25 is what a drop-down holds. */
const ZONES = [
  'Pacific/Honolulu',
  'America/Anchorage',
  'America/Los_Angeles',
  'America/Denver',
  'America/Chicago',
  'America/New_York',
  'America/Halifax',
  'America/Sao_Paulo',
  'Atlantic/Azores',
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Athens',
  'Africa/Lagos',
  'Africa/Nairobi',
  'Europe/Istanbul',
  'Asia/Dubai',
  'Asia/Karachi',
  'Asia/Kolkata',
  'Asia/Dhaka',
  'Asia/Bangkok',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
] as const

/** The forms that a participant's presses open: what they allow, and where they are when they join from a post. */
export const participantFormFor: FormChooser = (gesture) => {
  if (gesture.kind !== 'button') return undefined
  const [verb, what, argument] = gesture.action.split(':')
  if (verb === 'consent' && what === 'choose' && argument) return consentForm(argument, gesture.locale)
  if (verb === 'join') return joinForm(gesture.action, gesture.locale)
  return undefined
}

function consentForm(interview: string, locale: string): FormSpec {
  const say = sayIn(locale)
  return {
    id: `consent-choices:${interview}`,
    title: say('chooseTitle'),
    submit: say('chooseSubmit'),
    intro: say('chooseIntro'),
    fields: [
      {
        kind: 'some-of',
        id: 'allow',
        label: say('chooseLabel'),
        required: false,
        options: [
          { value: 'quotes', label: say('chooseQuotes') },
          { value: 'release', label: say('chooseRelease') },
          { value: 'recontact', label: say('chooseRecontact') },
        ],
      },
    ],
  }
}

function joinForm(action: string, locale: string): FormSpec {
  const say = sayIn(locale)
  const age = action.split(':')[3] ?? '18'
  return {
    id: action,
    title: say('joinTitle'),
    submit: say('joinSubmit'),
    fields: [
      {
        kind: 'select',
        id: 'zone',
        label: say('joinZone'),
        hint: say('joinZoneHint'),
        required: false,
        options: ZONES.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
      },
      {
        kind: 'one-of',
        id: 'adult',
        label: say('joinOldEnough', { age }),
        required: true,
        options: [
          { value: 'yes', label: say('yes') },
          { value: 'no', label: say('no') },
        ],
      },
    ],
  }
}
