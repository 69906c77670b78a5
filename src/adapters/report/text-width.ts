/**
 * Widths of the printable ASCII characters of DejaVu Sans, in hundredths of the font size (from its `hmtx` table).
 * Without a canvas ECharts guesses by a narrower font, and labels run into each other.
 */
const ASCII = [
  32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34,
  34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73,
  68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63,
  63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
]
const OTHER = 70
const WIDE = 105
const BOLD = 1.13
const DEFAULT_SIZE = 12

/** Width in pixels of one line of text in a CSS font such as `bold 13px DejaVu Sans`. */
export function textWidth(text: string, font = ''): number {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? DEFAULT_SIZE)
  let hundredths = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    hundredths += ASCII[code - 32] ?? (code >= 0x2e80 ? WIDE : OTHER)
  }
  return (hundredths / 100) * size * (/bold|[6-9]00/.test(font) ? BOLD : 1)
}
