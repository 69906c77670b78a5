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

/**
 * Said in the place of a report that counts words taken back, since nobody is told of an edit of an older post. It does
 * not say what was taken back, or by how many.
 */
export const REPORT_CHANGED: readonly Block[] = [
  {
    kind: 'paragraph',
    text: 'Answers that the last report here rests on were taken back since. Please do not use its figures any more; the next report replaces it.',
  },
]
