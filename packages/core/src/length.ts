import { PaintoutError } from './errors.ts'

/**
 * A distance: a number or `"8px"` counts pixels of the upright original, `"0.01w"` is a share of its width,
 * as Vertex AI counts dilation. Negative lengths shrink where an option says so.
 */
export type Length = number | `${number}px` | `${number}w`

/** The spellings of a `Length`, for JSON Schema. */
export const lengthPattern = '^-?(\\d+\\.?\\d*|\\.\\d+)(px|w)$'

export const lengthSchema = {
  type: ['number', 'string'],
  pattern: lengthPattern,
  expects: 'a length such as 8, "8px" or "0.01w"',
  description: 'pixels of the upright original (8, "8px"), or a share of its width ("0.01w")',
} as const

const spelling = new RegExp(lengthPattern)

/** Pixels, not rounded. Throws `invalid-option` for what is no `Length`. */
export function toPixels(length: Length, imageWidth: number): number {
  if (typeof length === 'number' && Number.isFinite(length)) return length
  if (typeof length === 'string' && spelling.test(length)) {
    const value = Number.parseFloat(length)
    return length.endsWith('w') ? value * imageWidth : value
  }
  throw new PaintoutError(
    'invalid-option',
    `Expected a length such as 8, "8px" or "0.01w", got ${JSON.stringify(length)}.`,
  )
}
