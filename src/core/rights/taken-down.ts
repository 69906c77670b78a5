import type { Block } from '../ports/chat.ts'

/**
 * What a posted report shows once somebody it quotes or counts took words back. It does not say that someone withdrew:
 * how many did is shown only from the disclosure threshold on.
 */
export const REPORT_TAKEN_DOWN: readonly Block[] = [
  {
    kind: 'paragraph',
    text: 'This report was taken down: the answers it rests on have changed. The next report replaces it.',
  },
]
